// Every list that can name a person.
#include "reconciler/erasure.hpp"

#include <string>

namespace rosterd {

std::size_t erase_person(OwnRows& rows, std::string_view person) {
    std::size_t changed =
        std::erase_if(rows.edits, [&](const OwnEdit& edit) { return edit.person == person; });
    const auto forget = [&](std::string& by) {
        if (by != person) return;
        by.clear();
        ++changed;
    };
    for (OwnChat& chat : rows.chats) {
        changed +=
            std::erase_if(chat.people, [&](const OwnPerson& one) { return one.person == person; });
        forget(chat.created_by);
    }
    for (OwnConference& conference : rows.conferences) {
        changed += std::erase(conference.people, person);
        forget(conference.created_by);
    }
    for (OwnDeletion& deletion : rows.deletions) forget(deletion.by);
    for (OwnEdit& edit : rows.edits) forget(edit.made_by);
    for (OwnTitle& title : rows.titles) forget(title.made_by);
    for (ConferenceMark& mark : rows.marks) forget(mark.by);
    return changed;
}

std::size_t erase_person(std::vector<StoredLink>& links, std::string_view person) {
    return std::erase_if(links, [&](const StoredLink& link) { return link.person_id == person; });
}

std::size_t erase_person(std::vector<KnownUser>& known, std::string_view person) {
    return std::erase_if(known, [&](const KnownUser& each) { return each.person_id == person; });
}

std::size_t erase_user(History& history, UserId user) {
    const auto is_his = [&](const auto& row) { return row.user == user; };
    return std::erase_if(history.departures, is_his) + std::erase_if(history.invitations, is_his) +
           std::erase_if(history.parked, is_his);
}

std::size_t erase_user(ObservedChat& chat, UserId user) {
    std::size_t changed =
        std::erase_if(chat.newcomers, [&](const Newcomer& one) { return one.user == user; });
    for (Newcomer& one : chat.newcomers) {
        if (one.by != user) continue;
        one.by = 0;
        ++changed;
    }
    return changed;
}

}  // namespace rosterd
