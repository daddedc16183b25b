// Operations in words.
#include "daemon/control/plan_view.hpp"

#include <fmt/format.h>

#include <algorithm>

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

json::array explanations(const std::vector<Explanation>& list, std::string_view released_by) {
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
        if (!released_by.empty()) row["released_by"] = released_by;
        row["note"] = entry.note;
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

json::object plan_view(const SchoolState& state, const Guarded& plan) {
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
            {"held", std::move(held)}};
}

void append_holds(const SchoolState& state, const std::vector<Hold>& holds,
                  const std::vector<PlannedChat>& chats, json::array& out) {
    for (const Hold& hold : holds) {
        json::object row;
        row["id"] = hold.id;
        row["school"] = name_of(state);
        row["guard"] = word(hold.guard);
        row["reason"] = hold.reason;
        row["hash"] = hold.hash;
        row["expires"] = nullptr;
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
    const auto note = [&](Explanation& entry) {
        for (const Hold& hold : state.holds) {
            const bool meant =
                std::ranges::any_of(hold.operations, [&](const Operation& operation) {
                    return operation.person == person &&
                           state.plan.chats[operation.chat].key == entry.chat;
                });
            if (!meant) continue;
            if (!entry.note.empty()) entry.note += "; ";
            entry.note += fmt::format("held by guard {}: waits for rosterctl approve {}",
                                      word(hold.guard), hold.id);
        }
    };
    std::ranges::for_each(explained.in, note);
    std::ranges::for_each(explained.not_in, note);
    std::ranges::for_each(explained.waiting, note);
}

json::object explain_view(const Explained& explained, std::string_view released_by) {
    return {{"in", explanations(explained.in, released_by)},
            {"not_in", explanations(explained.not_in, released_by)},
            {"waiting", explanations(explained.waiting, released_by)}};
}

}  // namespace rosterd::control
