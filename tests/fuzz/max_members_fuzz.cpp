// Pages of MAX's members, and the rights that one of them is to get.
#include <set>

#include "adapters/platform/max/max_chat.hpp"
#include "adapters/platform/max/max_members.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/json_input.hpp"

namespace rosterd::fuzz {
namespace {

void require_fit_to_show(const Error& error) {
    fuzz::require_fit_to_show(error.what);
    fuzz::require_fit_to_show(error.hint);
}

void require_whole(const ChatMembers& chat, std::size_t on_pages) {
    require(chat.members.size() <= on_pages, "more people than the pages had");
    std::set<UserId> seen;
    for (const ObservedMember member : chat.members) {
        require(member.user() > 0 && member.user() <= user_id_max, "no such user");
        require(seen.insert(member.user()).second, "somebody is there twice");
    }
}

}  // namespace

/// A page on each line.
FUZZ_TARGET(max_members) {
    max::MemberPages pages;
    while (!input.empty() && !pages.complete()) {
        const auto page = json_of(input.line());
        if (!page) return;
        if (const auto added = pages.add(*page); !added) return require_fit_to_show(added.error());
        require(pages.complete() || pages.marker().has_value(), "no way to the next page");
    }
    if (!pages.complete()) return;
    for (const max::Member& administrator : pages.administrators()) {
        const auto rights = max::rights_to_give(administrator, nullptr);
        require(!rights || rights->user == administrator.user, "rights for somebody else");
    }
    const std::size_t on_pages = pages.members();
    require(on_pages > 0, "an empty chat is no chat");
    require_whole(std::move(pages).finish(-7), on_pages);
}

FUZZ_TARGET(max_chat) {
    const auto answer = json_of(input.rest());
    if (!answer) return;
    const auto chat = max::read_chat(*answer);
    if (!chat) return require_fit_to_show(chat.error());
    require(chat->number != 0, "a chat without a number");
}

}  // namespace rosterd::fuzz
