// Believed classes become the measure of the next read; the others keep theirs.
#include "daemon/accepted_classes.hpp"

#include <algorithm>

#include "daemon/offload.hpp"
#include "reconciler/words.hpp"

namespace rosterd {

using boost::asio::awaitable;

namespace {

/// Somebody approved what this class takes away, and nothing of it is left.
bool is_settled(const SchoolState& state, const ClassDoubt& doubt, UnixSeconds now) {
    const bool approved = std::ranges::any_of(state.memory.approvals, [&](const Approval& each) {
        return !each.rejected && each.expires > now &&
               each.guard == word(GuardKind::implausible_class);
    });
    const bool held = std::ranges::any_of(state.holds, [&](const Hold& hold) {
        return hold.guard == GuardKind::implausible_class && hold.about == doubt.id;
    });
    const auto is_its = [&](const Operation& operation) {
        return takes_away(operation.kind) &&
               std::ranges::binary_search(doubt.chats, state.plan.chats[operation.chat].key);
    };
    return approved && !held && std::ranges::none_of(state.plan.operations, is_its) &&
           std::ranges::none_of(state.paused.operations, is_its);
}

}  // namespace

awaitable<Result<void>> accept_classes(SchoolState* state, StoreAccess store, UnixSeconds fell_at,
                                       UnixSeconds now) {
    const Picture& picture = *state->picture;
    SchoolMemory& memory = state->memory;
    const bool moved = memory.accepted_at != fell_at;
    const bool believed = picture.implausible.empty();
    if (!believed && !moved) co_return Result<void>{};
    std::vector<ClassCount> read = count_enrolments(picture.roster);
    if (believed) {
        std::vector<std::string> doubted;
        for (const ClassDoubt& doubt : picture.doubted_classes) {
            if (!is_settled(*state, doubt, now)) doubted.push_back(doubt.id);
        }
        std::vector<ClassCount> known = memory.accepted_classes;
        std::erase_if(known, [&](const ClassCount& each) {  // taken as it is now
            const bool in_doubt =
                std::ranges::find(picture.doubted_classes, each.id, &ClassDoubt::id) !=
                picture.doubted_classes.end();
            return in_doubt && std::ranges::find(doubted, each.id) == doubted.end();
        });
        read = next_class_counts(known, std::move(read), doubted, moved && fell_at != 0);
    }
    if (read == memory.accepted_classes) co_return Result<void>{};
    auto write = [&] { return store.store.accept_classes(state->school.id, memory.account, read); };
    auto accepted = co_await offload(store.thread, write);
    if (accepted) memory.accepted_classes = std::move(read);
    co_return accepted;
}

}  // namespace rosterd
