// What people asked of the daemon itself: chats, people, hand edits, titles, deletions. They mean
// what the journal's rows of chat_request and chat_edit mean, and are merged into the roster. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "reconciler/finding.hpp"
#include "reconciler/links.hpp"
#include "reconciler/own_conferences.hpp"
#include "reconciler/roster.hpp"

namespace rosterd {

struct OwnPerson {
    std::string person;
    bool admin = false;
    friend bool operator==(const OwnPerson&, const OwnPerson&) = default;
};

/// A chat asked for; the key of a custom one is custom/own-<number>.
struct OwnChat {
    std::int64_t number = 0;
    ChatKind kind = ChatKind::custom;
    std::string about{};  ///< id of the class or group; empty for others
    std::string title{};
    std::string created_by{};  ///< person id; empty: the operator
    UnixSeconds created_at = 0;
    std::vector<OwnPerson> people{};  ///< chosen for a custom chat
    friend bool operator==(const OwnChat&, const OwnChat&) = default;
};

struct OwnDeletion {
    std::string chat;
    UnixSeconds at = 0;
    std::string by{};
    friend bool operator==(const OwnDeletion&, const OwnDeletion&) = default;
};

struct OwnEdit {
    std::string chat;
    std::string person;
    EditKind edit = EditKind::add;
    std::string made_by{};
    UnixSeconds made_at = 0;
    UnixSeconds until = 0;  ///< exclusive; the largest value when open
    friend bool operator==(const OwnEdit&, const OwnEdit&) = default;
};

struct OwnTitle {
    std::string chat;
    std::string title;
    std::string made_by{};
    UnixSeconds made_at = 0;
    friend bool operator==(const OwnTitle&, const OwnTitle&) = default;
};

/// One school's rows. At most one edit of a kind for a chat and person, one title and one deletion
/// for a chat, one mark for a conference.
struct OwnRows {
    std::vector<OwnChat> chats;              ///< by number
    std::vector<OwnDeletion> deletions;      ///< by chat
    std::vector<OwnEdit> edits;              ///< in the order in which they were made
    std::vector<OwnTitle> titles;            ///< by chat
    std::vector<OwnConference> conferences;  ///< by number
    std::vector<ConferenceMark> marks;       ///< by conference
    friend bool operator==(const OwnRows&, const OwnRows&) = default;
};

/// Names the edit that a change takes back.
struct OwnEditName {
    std::string chat;
    std::string person;
    EditKind edit = EditKind::add;
};

/// One request's effect on the daemon's own rows, links and initialisations; written to the store
/// in one transaction. What is put replaces what has its place.
struct OwnChange {
    std::vector<OwnChat> chats{};
    std::vector<std::int64_t> dropped_chats{};
    std::vector<OwnDeletion> deletions{};
    std::vector<std::string> undeleted{};
    std::vector<OwnEditName> dropped_edits{};
    std::vector<OwnEdit> edits{};
    std::vector<std::string> dropped_titles{};
    std::vector<OwnTitle> titles{};
    std::vector<StoredLink> links{};
    std::vector<std::pair<std::string, UnixSeconds>> initialised{};  ///< chat key, when
    std::vector<OwnConference> conferences{};
    std::vector<ConferenceMark> marks{};

    [[nodiscard]] bool empty() const;
};

/// Does to rows what the store does to its tables.
void apply(const OwnChange& change, OwnRows& rows);
/// `links` stay sorted by (platform, person), `initialised` by chat key.
void apply_links(const OwnChange& change, std::vector<StoredLink>& links);
void apply_initialised(const OwnChange& change,
                       std::vector<std::pair<std::string, UnixSeconds>>& initialised);

/// "own-7": the request id of an own chat in the roster.
[[nodiscard]] std::string own_request_id(std::int64_t number);

/// Adds the rows to a roster, instead of own rows merged before. A row about a class, a group or a
/// person whom the journal does not know is left out: who is gone from the journal has left.
/// Reports a request id that the journal has taken.
void merge_own_rows(Roster& roster, const OwnRows& rows, std::vector<Finding>& findings);

/// The class or group with this id, or no_index.
[[nodiscard]] ClassIndex find_class(const Roster& roster, std::string_view id);
[[nodiscard]] GroupIndex find_group(const Roster& roster, std::string_view id);

}  // namespace rosterd
