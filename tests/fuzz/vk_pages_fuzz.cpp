// Pages of VK's lists of members and of conversations: a list is whole, or it is an error.
#include <algorithm>
#include <set>

#include "adapters/platform/vk/vk_chats.hpp"
#include "adapters/platform/vk/vk_members.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/json_input.hpp"

namespace rosterd::fuzz {
namespace {

constexpr UserId self = -500;

void require_fit_to_show(const Error& error) {
    fuzz::require_fit_to_show(error.what);
    fuzz::require_fit_to_show(error.hint);
}

}  // namespace

/// A page on each line.
FUZZ_TARGET(vk_members) {
    vk::MemberPages pages;
    while (!input.empty()) {
        const auto page = json_of(input.line());
        if (!page) return;
        if (const auto added = pages.add(*page); !added) return require_fit_to_show(added.error());
        require(pages.missing_offsets().size() < 200, "more pages than any chat has");
    }
    const auto members = std::move(pages).finish(7, self);
    if (!members) return require_fit_to_show(members.error());
    require(members->number == 7, "another chat");
    std::set<UserId> seen;
    for (const ObservedMember member : members->members) {
        require(member.user() != self, "we are among the others");
        require(member.user() != 0 && std::abs(member.user()) <= user_id_max, "no such user");
        require(seen.insert(member.user()).second, "somebody is there twice");
    }
}

FUZZ_TARGET(vk_conversations) {
    vk::ConversationPages pages;
    while (!input.empty()) {
        const auto page = json_of(input.line());
        if (!page) return;
        const auto one = vk::read_conversation(*page, 7, self);
        if (!one) require_fit_to_show(one.error());
        if (const auto added = pages.add(*page, self); !added) {
            return require_fit_to_show(added.error());
        }
        require(pages.missing_offsets().size() <= 10'000, "more pages than any account has");
    }
    const auto chats = std::move(pages).finish();
    if (!chats) return require_fit_to_show(chats.error());
    for (const UnboundChat& chat : *chats) require(chat.number > 0, "a chat without a number");
}

}  // namespace rosterd::fuzz
