// A naive platform that executes plans and refuses impossible operations.
#include "tests/support/platform_model.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reconciler/words.hpp"

namespace rosterd::testing {

namespace {

void demand(bool condition, const Operation& operation, const std::string& key,
            std::string_view why) {
    if (condition) return;
    throw ImpossibleOperation{
        fmt::format("{} {} user {}: {}", word(operation.kind), key, operation.user, why)};
}

void carry(const CarriedChat& carried, Observed& observed) {
    ObservedChat* chat = observed.find(carried.from);
    if (chat == nullptr) throw ImpossibleOperation{"nothing to carry from " + carried.from};
    if (observed.find(carried.to) != nullptr) {
        throw ImpossibleOperation{"something is in the way of " + carried.to};
    }
    chat->key = carried.to;
    std::ranges::sort(observed.chats, {}, &ObservedChat::key);
}

void create(const PlannedChat& planned, UnixSeconds now, Observed& observed) {
    ChatNumber number = 1;
    for (const auto& chat : observed.chats) number = std::max(number, chat.number + 1);
    ObservedChat chat;
    chat.key = planned.key;
    chat.number = number;
    chat.title = planned.title;
    chat.read_at = now;
    const auto at = std::ranges::lower_bound(observed.chats, chat.key, {}, &ObservedChat::key);
    observed.chats.insert(at, std::move(chat));
}

void invite(const Operation& operation, const std::string& key, UnixSeconds now, History& history) {
    demand(!history.invited(key, operation.user), operation, key, "was invited already");
    history.invitations.push_back({key, operation.user, now});
    std::ranges::sort(history.invitations, {}, [](const Invitation& invitation) {
        return std::pair{invitation.chat, invitation.user};
    });
}

void change(const Operation& operation, ObservedChat& chat, const PlannedChat& planned,
            const Capabilities& capabilities) {
    const ObservedMember* member = find_member(chat, operation.user);
    switch (operation.kind) {
        case OperationKind::rename:
            demand(chat.title != planned.title, operation, chat.key, "has that title");
            chat.title = planned.title;
            return;
        case OperationKind::add:
            demand(member == nullptr, operation, chat.key, "is there");
            demand(operation.user > 0, operation, chat.key, "nobody to add");
            demand(capabilities.add_members, operation, chat.key, "may not add");
            put_member(chat, {operation.user, false});
            chat.state = ChatState::active;
            return;
        case OperationKind::remove:
            demand(member != nullptr, operation, chat.key, "is not there");
            drop_member(chat, operation.user);
            return;
        case OperationKind::promote:
            demand(member != nullptr && !member->admin(), operation, chat.key, "cannot rise");
            put_member(chat, {operation.user, true});
            return;
        case OperationKind::demote:
            demand(member != nullptr && member->admin(), operation, chat.key, "cannot fall");
            put_member(chat, {operation.user, false});
            return;
        case OperationKind::detach:
        case OperationKind::destroy:
            chat.members.clear();
            chat.state = operation.kind == OperationKind::detach ? ChatState::detached
                                                                 : ChatState::destroyed;
            return;
        case OperationKind::create:
        case OperationKind::invite:
            return;
    }
}

}  // namespace

void apply_plan(const Plan& plan, const Capabilities& capabilities, UnixSeconds now,
                Observed& observed, History& history) {
    for (const auto& carried : plan.carried) carry(carried, observed);
    std::vector<std::string> created;
    for (const Operation& operation : plan.operations) {
        const PlannedChat& planned = plan.chats.at(operation.chat);
        ObservedChat* chat = observed.find(planned.key);
        if (operation.kind == OperationKind::create) {
            demand(chat == nullptr || chat->state != ChatState::active, operation, planned.key,
                   "exists");
            std::erase_if(observed.chats,
                          [&](const ObservedChat& old) { return old.key == planned.key; });
            create(planned, now, observed);
            created.push_back(planned.key);
            continue;
        }
        demand(chat != nullptr, operation, planned.key, "no such chat");
        if (operation.kind == OperationKind::invite) {
            demand(find_member(*chat, operation.user) == nullptr, operation, planned.key,
                   "is there");
            invite(operation, planned.key, now, history);
            continue;
        }
        Capabilities allowed = capabilities;
        if (std::ranges::find(created, planned.key) != created.end()) allowed.add_members = true;
        change(operation, *chat, planned, allowed);
    }
}

}  // namespace rosterd::testing
