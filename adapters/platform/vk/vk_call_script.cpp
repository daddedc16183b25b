// One storage.get, perhaps one calls.start and one storage.set for each wish.
#include "adapters/platform/vk/vk_call_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>

#include "adapters/platform/vk/vk_json.hpp"
#include "reconciler/stable_hash.hpp"

namespace rosterd::vk {
namespace {

namespace json = boost::json;

const Error other_shape{ErrorKind::unknown_outcome, "the answer to a start has another shape"};

/// "<call id> <link>" as the script stores it; nothing for anything else.
std::optional<json::value> kept_call(const json::value& kept) {
    const auto* list = kept.if_array();
    if (list == nullptr || list->empty()) return std::nullopt;
    const std::string value = text(list->front(), "value");
    const std::size_t space = value.find(' ');
    if (space == std::string::npos || space == 0 || space + 1 == value.size()) return std::nullopt;
    return json::object{{"call_id", value.substr(0, space)},
                        {"join_link", value.substr(space + 1)}};
}

bool is_false(const json::value& value) {
    return value.is_bool() && !value.get_bool();
}

/// Hands the failures out to the calls that failed, in the order in which they ran.
class Failures {
  public:
    explicit Failures(std::vector<VkError> failures) : failures_{std::move(failures)} {}
    VkError take() { return next_ < failures_.size() ? failures_[next_++] : VkError{}; }

  private:
    std::vector<VkError> failures_;
    std::size_t next_ = 0;
};

ScriptedCall read_one(const json::value& item, bool only_existing, Failures& failures) {
    const auto* parts = item.if_array();
    if (parts == nullptr || parts->size() != 3) return {.reply = other_shape};
    const json::value& kept = (*parts)[0];
    const json::value& started = (*parts)[1];
    const json::value& stored = (*parts)[2];
    ScriptedCall call{.reply = other_shape};
    if (is_false(kept)) {
        const VkError refusal = failures.take();
        call.unsure = true;
        if (only_existing) call.reply = refusal;
    }
    if (auto found = kept_call(kept)) return {.reply = std::move(*found)};
    if (only_existing) {
        call.absent = !call.unsure;
        return call;
    }
    if (is_false(started)) {
        call.reply = failures.take();
        return call;
    }
    if (text(started, "call_id").empty() || text(started, "join_link").empty()) return call;
    call.reply = started;
    if (is_false(stored)) failures.take();
    call.unsure = call.unsure || integer(&stored).value_or(0) != 1;
    return call;
}

}  // namespace

std::string storage_key(const CallWish& wish) {
    return fmt::format("rosterd-{:016x}", stable_hash(wish.key));
}

std::string start_script(std::span<const CallWish> wishes) {
    std::string script;
    std::string answer;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        const std::string key = storage_key(wishes[i]);
        script += fmt::format(
            "var k{0}=API.storage.get({{\"keys\":\"{1}\"}});var c{0}=null;var s{0}=null;", i, key);
        if (!wishes[i].only_existing) {
            script += fmt::format(
                "if(!k{0}[0].value){{c{0}=API.calls.start({{}});if(c{0}.call_id){{"
                "s{0}=API.storage.set({{\"key\":\"{1}\",\"value\":c{0}.call_id+\" \"+"
                "c{0}.join_link}});}}}}",
                i, key);
        }
        answer += fmt::format("{0}[k{1},c{1},s{1}]", answer.empty() ? "" : ",", i);
    }
    return script + "return [" + answer + "];";
}

std::vector<ScriptedCall> split_starts(Answer answer, std::span<const CallWish> wishes) {
    const auto* list = answer.response.if_array();
    if (list == nullptr || list->size() != wishes.size()) {
        return std::vector<ScriptedCall>(wishes.size(), ScriptedCall{.reply = other_shape});
    }
    Failures failures{std::move(answer.failures)};
    std::vector<ScriptedCall> calls;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        calls.push_back(read_one((*list)[i], wishes[i].only_existing, failures));
    }
    return calls;
}

std::string call_id_of(std::string_view vk_id, std::string_view key) {
    return fmt::format("{}/{}", vk_id, key);
}

CallIdParts parts_of_call_id(const std::string& id) {
    const std::size_t slash = id.find('/');
    if (slash == std::string::npos) return {id, {}};
    return {id.substr(0, slash), id.substr(slash + 1)};
}

}  // namespace rosterd::vk
