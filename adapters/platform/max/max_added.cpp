// Reading ModifyMembersResult.
#include "adapters/platform/max/max_added.hpp"

#include <algorithm>

#include "adapters/platform/max/max_json.hpp"

namespace rosterd::max {
namespace {

class Reader {
  public:
    Reader(AddAnswer& answer, std::span<const UserId> users) : answer_{answer}, users_{users} {}

    void failed(const boost::json::array& ids, const std::string& code) {
        for (const auto& one : ids) {
            const auto user = integer(&one);
            // An id that we did not send, or cannot read, may stand for any of them.
            if (!user || std::ranges::find(users_, *user) == users_.end()) {
                answer_.whole_batch_in_doubt = true;
                continue;
            }
            std::string& known = answer_.failed[*user];
            if (known.empty()) known = code;
        }
    }

  private:
    AddAnswer& answer_;
    std::span<const UserId> users_;
};

}  // namespace

AddAnswer read_add_answer(const boost::json::value& answer, std::span<const UserId> users) {
    AddAnswer result;
    Reader reader{result, users};
    if (const auto* details = list(answer, "failed_user_details")) {
        for (const auto& group : *details) {
            const auto* ids = list(group, "user_ids");
            if (ids == nullptr) {
                result.whole_batch_in_doubt = true;
            } else {
                reader.failed(*ids, text(group, "error_code"));
            }
        }
    }
    if (const auto* ids = list(answer, "failed_user_ids")) reader.failed(*ids, {});
    if (!flag(answer, "success") && result.failed.empty()) {
        result.whole_batch_in_doubt = true;
        result.lacks_rights = tells_of_rights({200, {}, text(answer, "message")});
    }
    return result;
}

bool is_definite(const std::string& code) {
    return code == "add.participant.privacy" || code == "add.participant.not.found";
}

}  // namespace rosterd::max
