// Operations in words.
#include "daemon/control/plan_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/control/pause_view.hpp"
#include "reconciler/chat_claim.hpp"
#include "reconciler/words.hpp"

namespace rosterd::control {

namespace json = boost::json;

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& part : words) {
        if (!text.empty()) text += "; ";
        text += part;
    }
    return text;
}

std::string_view cause_sentence(Cause cause) {
    switch (cause) {
        case Cause::none:
            return "";
        case Cause::unlinked:
            return "the person ended the link";
        case Cause::hand_edit:
            return "a hand edit says so";
        case Cause::left_school:
            return "no tie to the school any more";
        case Cause::link_gone:
            return "the link vanished from the journal";
        case Cause::blocked:
            return "blocked in the journal";
        case Cause::no_longer_here:
            return "no rule names the person here any more";
        case Cause::chat_closed:
            return "the class or group is closed";
        case Cause::chat_deleted:
            return "the chat is deleted";
        case Cause::stranger:
            return "named by no rule or edit";
    }
    return "";
}

std::string reason_of(const Picture& picture, const PlannedChat& chat, const Operation& operation) {
    if (operation.cause != Cause::none) {
        return std::string{word(operation.cause)} + ": " +
               std::string{cause_sentence(operation.cause)};
    }
    const ChatRule& rule = picture.profile.chats[chat.rule];
    switch (operation.kind) {
        case OperationKind::add:
        case OperationKind::invite:
            return joined(reason_words(rule, operation.reasons, 0));
        case OperationKind::promote:
            return joined(reason_words(rule, 0, operation.reasons));
        case OperationKind::demote:
            return "no rule makes the person an administrator";
        case OperationKind::rename:
            return "the title is now: " + chat.title;
        case OperationKind::create:
            return "created " + rule.name + ": " + chat.title;
        case OperationKind::remove:
        case OperationKind::detach:
        case OperationKind::destroy:
            break;
    }
    return {};
}

json::array operations_view(const Picture& picture, const std::vector<PlannedChat>& chats,
                            const std::vector<Operation>& operations) {
    json::array rows;
    for (const Operation& operation : operations) {
        const PlannedChat& chat = chats[operation.chat];
        json::object row;
        row["op"] = word(operation.kind);
        row["chat"] = chat.key;
        row["person"] = nullptr;
        row["user"] = nullptr;
        if (operation.person != no_index) row["person"] = picture.person_id(operation.person);
        if (operation.user != 0) row["user"] = operation.user;
        row["reason"] = reason_of(picture, chat, operation);
        rows.push_back(std::move(row));
    }
    return rows;
}

json::array carried_view(const std::vector<CarriedChat>& carried) {
    json::array rows;
    for (const CarriedChat& chat : carried) {
        rows.push_back(json::object{{"from", chat.from}, {"to", chat.to}});
    }
    return rows;
}

json::array strings(const std::vector<std::string>& texts) {
    json::array array;
    for (const std::string& text : texts) array.emplace_back(text);
    return array;
}

json::array margins_view(const std::vector<GuardMargin>& margins) {
    json::array rows;
    for (const GuardMargin& margin : margins) {
        json::object row;
        row["guard"] = word(margin.guard);
        row["about"] = nullptr;
        if (!margin.about.empty()) row["about"] = margin.about;
        row["people"] = margin.people;
        row["present"] = nullptr;
        row["limit_share"] = nullptr;
        row["limit_people"] = margin.limit.people;
        if (margin.guard != GuardKind::hour) {
            row["present"] = margin.present;
            row["limit_share"] = margin.limit.share;
        }
        row["held"] = margin.held;
        rows.push_back(std::move(row));
    }
    return rows;
}

/// What a person decided about the hold, and since when it is there.
void put_decision(const SchoolState& state, const Hold& hold, UnixSeconds now, json::object& row) {
    const Approval* decision = decision_about(state, hold, now);
    row["state"] = decision == nullptr ? "waiting" : decision->rejected ? "rejected" : "approved";
    row["by"] = nullptr;
    row["decided_at"] = nullptr;
    row["expires"] = nullptr;
    if (decision != nullptr) {
        row["by"] = decision->by;
        row["decided_at"] = decision->at;
        row["expires"] = decision->expires;
    }
    const auto since = state.held_since.find(hold.hash);
    row["since"] = nullptr;
    if (since != state.held_since.end()) row["since"] = since->second;
}

json::array explanations(const std::vector<Explanation>& list, const ReleasedBy& released) {
    json::array rows;
    for (const Explanation& entry : list) {
        json::object row;
        row["chat"] = entry.chat;
        row["title"] = entry.title;
        row["state"] = word(entry.state);
        row["role"] = entry.role;
        row["rule"] = strings(entry.rules);
        row["rows"] = strings(entry.rows);
        row["since"] = nullptr;
        if (!entry.since.empty()) row["since"] = entry.since;
        row["released_by"] = nullptr;
        if (const std::string by = released(entry.chat); !by.empty()) row["released_by"] = by;
        row["note"] = entry.note;
        rows.push_back(std::move(row));
    }
    return rows;
}

template <class About>
void note_holds_about(const SchoolState& state, About about, Explained& explained) {
    const auto note = [&](Explanation& entry) {
        for (const Hold& hold : state.holds) {
            const Approval* decision = decision_about(state, hold, state.picture->moment.now);
            const bool meant =
                std::ranges::any_of(hold.operations, [&](const Operation& operation) {
                    return about(operation) && state.plan.chats[operation.chat].key == entry.chat;
                });
            if (!meant) continue;
            if (!entry.note.empty()) entry.note += "; ";
            entry.note += decision != nullptr && decision->rejected
                              ? fmt::format("held by guard {}: rejected by {}", word(hold.guard),
                                            decision->by)
                              : fmt::format("held by guard {}: waits for rosterctl approve {}",
                                            word(hold.guard), hold.id);
        }
    };
    std::ranges::for_each(explained.in, note);
    std::ranges::for_each(explained.not_in, note);
    std::ranges::for_each(explained.waiting, note);
}

}  // namespace

json::object plan_view(const SchoolState& state, const Guarded& plan, UnixSeconds now) {
    const Plan& released = plan.released;
    json::array held;
    for (const Hold& hold : plan.holds) {
        held.push_back(json::object{
            {"hold", hold.id},
            {"guard", word(hold.guard)},
            {"reason", hold.reason},
            {"carried", carried_view(hold.carried)},
            {"operations", operations_view(*state.picture, released.chats, hold.operations)}});
    }
    return {{"hash", released.hash},
            {"calls", released.price.calls},
            {"seconds", released.price.seconds},
            {"carried", carried_view(released.carried)},
            {"operations", operations_view(*state.picture, released.chats, released.operations)},
            {"held", std::move(held)},
            {"up_to_date", state.picture->own_revision == state.own_revision},
            {"margins", margins_view(plan.margins)},
            {"paused", pause_or_null(pause_of_all(state.pauses, now))},
            {"paused_carried", carried_view(plan.paused.carried)},
            {"paused_operations",
             operations_view(*state.picture, released.chats, plan.paused.operations)}};
}

void append_holds(const SchoolState& state, const std::vector<Hold>& holds,
                  const std::vector<PlannedChat>& chats, UnixSeconds now, json::array& out) {
    for (const Hold& hold : holds) {
        json::object row;
        row["id"] = hold.id;
        row["school"] = name_of(state);
        row["guard"] = word(hold.guard);
        row["reason"] = hold.reason;
        row["hash"] = hold.hash;
        put_decision(state, hold, now, row);
        row["carried"] = carried_view(hold.carried);
        row["operations"] = operations_view(*state.picture, chats, hold.operations);
        out.push_back(std::move(row));
    }
}

void note_claims(const SchoolState& state, Explained& explained) {
    if (!state.picture->people_make_chats) return;
    const auto waiting =
        unclaimed_chats(state.picture->comparison(state.memory.history, state.picture->read_at),
                        state.memory.observed);
    for (auto* list : {&explained.in, &explained.waiting}) {
        for (Explanation& entry : *list) {
            if (!std::ranges::binary_search(waiting, entry.chat)) continue;
            if (!entry.note.empty()) entry.note += "; ";
            entry.note += "a person has to make this chat: rosterctl chat claim " + entry.chat;
        }
    }
}

void note_holds(const SchoolState& state, PersonIndex person, Explained& explained) {
    note_holds_about(
        state, [person](const Operation& operation) { return operation.person == person; },
        explained);
}

void note_holds_of_user(const SchoolState& state, UserId user, Explained& explained) {
    note_holds_about(
        state, [user](const Operation& operation) { return operation.user == user; }, explained);
}

void note_margins(const SchoolState& state, PersonIndex person, Explained& explained) {
    const auto about = [&](const Operation& operation, const Explanation& entry) {
        return operation.person == person && takes_away(operation.kind) &&
               state.plan.chats[operation.chat].key == entry.chat;
    };
    const auto note = [&](Explanation& entry) {
        const auto released = std::ranges::find_if(
            state.plan.operations,
            [&](const Operation& operation) { return about(operation, entry); });
        if (released == state.plan.operations.end()) return;
        const std::string_view kind = word(state.plan.chats[released->chat].kind);
        for (const GuardMargin& margin : state.margins) {
            const bool concerns = margin.about.empty() || margin.about == entry.chat ||
                                  (margin.guard == GuardKind::rule && margin.about == kind);
            if (!concerns || margin.held) continue;
            if (!entry.note.empty()) entry.note += "; ";
            entry.note += fmt::format("guard {} did not hold it: {} people, the limit is {}",
                                      word(margin.guard), margin.people, margin.limit.people);
            if (margin.present == 0) continue;
            entry.note +=
                fmt::format(" and {:.0f} % of {}", margin.limit.share * 100, margin.present);
        }
    };
    std::ranges::for_each(explained.not_in, note);
}

std::string released_by(const SchoolState& state, PersonIndex person, const std::string& chat,
                        UnixSeconds now) {
    const Picture& picture = *state.picture;
    Plan plan;
    plan.chats.push_back({.key = chat, .title = {}, .kind = ChatKind::custom});
    Operation operation{.kind = OperationKind::remove, .cause = Cause::none};
    operation.person = person;
    operation.user = picture.links.user[person];
    for (const OperationKind kind : {OperationKind::remove, OperationKind::add,
                                     OperationKind::promote, OperationKind::demote}) {
        operation.kind = kind;
        const std::uint64_t step = fingerprint_of(plan, operation, picture.roster);
        for (const Approval& approval : state.memory.approvals) {
            const bool in_force = !approval.rejected && approval.expires > now;
            if (in_force && std::ranges::binary_search(approval.steps, step)) return approval.by;
        }
    }
    return {};
}

json::object explain_view(const Explained& explained, const ReleasedBy& released) {
    return {{"in", explanations(explained.in, released)},
            {"not_in", explanations(explained.not_in, released)},
            {"waiting", explanations(explained.waiting, released)}};
}

}  // namespace rosterd::control
