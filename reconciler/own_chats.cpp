// Own rows kept, changed, and turned into rows of the roster.
#include "reconciler/own_chats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "reconciler/words.hpp"

namespace rosterd {
namespace {

/// Puts `row` where the one with its key is, or into its place in the order of keys.
template <class Row, class Key>
void put(std::vector<Row>& rows, const Row& row, Key key) {
    const auto at = std::ranges::lower_bound(rows, key(row), {}, key);
    if (at != rows.end() && key(*at) == key(row)) {
        *at = row;
    } else {
        rows.insert(at, row);
    }
}

std::uint32_t find_id(const TextPool& text, const std::vector<TextRef>& ids, std::string_view id) {
    const auto found =
        std::ranges::lower_bound(ids, id, {}, [&](TextRef each) { return text.view(each); });
    if (found == ids.end() || text.view(*found) != id) return no_index;
    return static_cast<std::uint32_t>(found - ids.begin());
}

class Merger {
  public:
    Merger(Roster& roster, std::vector<Finding>& findings) : roster_{roster}, findings_{findings} {}

    void forget_own() {
        std::erase_if(roster_.edits, [](const ChatEdit& edit) { return edit.own; });
        roster_.titles.clear();
        std::vector<std::uint32_t> place(roster_.requests.size(), no_index);
        std::uint32_t kept = 0;
        for (std::uint32_t i = 0; i < roster_.requests.size(); ++i) {
            if (!roster_.requests[i].own) place[i] = kept++;
        }
        if (kept == roster_.requests.size()) return;
        std::erase_if(roster_.chosen,
                      [&](const ChosenPerson& each) { return place[each.request] == no_index; });
        for (ChosenPerson& each : roster_.chosen) each.request = place[each.request];
        std::erase_if(roster_.requests, [](const ChatRequest& each) { return each.own; });
    }

    void add(const OwnRows& rows) {
        for (const OwnChat& chat : rows.chats) add_chat(chat);
        for (const OwnDeletion& deletion : rows.deletions) add_deletion(deletion);
        sort_requests();
        for (const OwnEdit& edit : rows.edits) add_edit(edit);
        for (const OwnTitle& title : rows.titles) {
            roster_.titles.push_back(
                {roster_.text.add(title.chat), roster_.text.add(title.title), title.made_at});
        }
    }

  private:
    void add_chat(const OwnChat& chat) {
        const std::string id = own_request_id(chat.number);
        const bool taken = std::ranges::any_of(roster_.requests, [&](const ChatRequest& each) {
            return !each.own && roster_.text.view(each.id) == id;
        });
        if (taken) {
            findings_.push_back({Severity::error, "chat_request", 0,
                                 fmt::format("request_id '{}'", id),
                                 "is also the name of a chat asked for at the daemon, which is not "
                                 "used; let the journal's request_ids not begin with 'own-'"});
            return;
        }
        const std::uint32_t about = index_of(chat.kind, chat.about);
        if (about == no_index && needs_about(chat.kind)) return;
        const auto request = static_cast<std::uint32_t>(roster_.requests.size());
        roster_.requests.push_back(
            {roster_.text.add(id), chat.kind, about, roster_.text.add(chat.title),
             find_person(roster_, chat.created_by), chat.created_at, 0, true});
        for (const OwnPerson& each : chat.people) {
            const PersonIndex person = find_person(roster_, each.person);
            if (person != no_index) roster_.chosen.push_back({request, person, each.admin});
        }
    }

    /// Of a custom chat its request ends; of another chat a request stands for the deletion.
    void add_deletion(const OwnDeletion& deletion) {
        const std::size_t slash = deletion.chat.find('/');
        const auto kind = chat_kind(deletion.chat.substr(0, slash));
        if (!kind) return;
        const std::string id = slash == std::string::npos ? "" : deletion.chat.substr(slash + 1);
        if (*kind == ChatKind::custom) {
            for (ChatRequest& request : roster_.requests) {
                if (request.kind != ChatKind::custom || roster_.text.view(request.id) != id)
                    continue;
                request.deleted_at = std::max(request.deleted_at, deletion.at);
            }
            return;
        }
        const std::uint32_t about = index_of(*kind, id);
        if (about == no_index && needs_about(*kind)) return;
        roster_.requests.push_back({roster_.text.add("own-deletion:" + deletion.chat),
                                    *kind,
                                    about,
                                    {},
                                    no_index,
                                    deletion.at,
                                    deletion.at,
                                    true});
    }

    void add_edit(const OwnEdit& edit) {
        const PersonIndex person = find_person(roster_, edit.person);
        if (person == no_index) return;
        const ChatEdit made{roster_.text.add(edit.chat),
                            person,
                            edit.edit,
                            find_person(roster_, edit.made_by),
                            edit.made_at,
                            edit.until,
                            true};
        const auto later =
            std::ranges::upper_bound(roster_.edits, made.made_at, {}, &ChatEdit::made_at);
        roster_.edits.insert(later, made);
    }

    /// Requests are sorted by id, and the chosen people name them by place.
    void sort_requests() {
        std::vector<std::uint32_t> order(roster_.requests.size());
        std::iota(order.begin(), order.end(), 0U);
        std::ranges::sort(
            order, {}, [&](std::uint32_t i) { return roster_.text.view(roster_.requests[i].id); });
        std::vector<std::uint32_t> place(order.size());
        std::vector<ChatRequest> sorted;
        sorted.reserve(order.size());
        for (std::uint32_t i = 0; i < order.size(); ++i) {
            place[order[i]] = i;
            sorted.push_back(roster_.requests[order[i]]);
        }
        roster_.requests = std::move(sorted);
        for (ChosenPerson& each : roster_.chosen) each.request = place[each.request];
        std::ranges::sort(roster_.chosen, {}, [](const ChosenPerson& each) {
            return std::pair{each.request, each.person};
        });
    }

    static bool needs_about(ChatKind kind) {
        return kind != ChatKind::staff && kind != ChatKind::custom;
    }

    [[nodiscard]] std::uint32_t index_of(ChatKind kind, std::string_view id) const {
        switch (kind) {
            case ChatKind::class_chat:
            case ChatKind::parents:
                return find_class(roster_, id);
            case ChatKind::subject:
                return find_group(roster_, id);
            case ChatKind::custom:
            case ChatKind::staff:
                break;
        }
        return no_index;
    }

    Roster& roster_;
    std::vector<Finding>& findings_;
};

}  // namespace

bool OwnChange::empty() const {
    return chats.empty() && dropped_chats.empty() && deletions.empty() && undeleted.empty() &&
           dropped_edits.empty() && edits.empty() && dropped_titles.empty() && titles.empty() &&
           links.empty() && initialised.empty() && conferences.empty() && marks.empty();
}

void apply(const OwnChange& change, OwnRows& rows) {
    const auto number = [](const OwnChat& row) { return row.number; };
    const auto of_deletion = [](const OwnDeletion& row) { return std::string_view{row.chat}; };
    const auto of_title = [](const OwnTitle& row) { return std::string_view{row.chat}; };
    const auto drop_edit = [&](std::string_view chat, std::string_view person, EditKind edit) {
        std::erase_if(rows.edits, [&](const OwnEdit& row) {
            return row.chat == chat && row.person == person && row.edit == edit;
        });
    };
    for (const std::int64_t dropped : change.dropped_chats) {
        std::erase_if(rows.chats, [&](const OwnChat& row) { return row.number == dropped; });
    }
    for (const OwnChat& row : change.chats) put(rows.chats, row, number);
    for (const std::string& chat : change.undeleted) {
        std::erase_if(rows.deletions, [&](const OwnDeletion& row) { return row.chat == chat; });
    }
    for (const OwnDeletion& row : change.deletions) put(rows.deletions, row, of_deletion);
    for (const OwnEditName& row : change.dropped_edits) drop_edit(row.chat, row.person, row.edit);
    for (const OwnEdit& row : change.edits) {
        drop_edit(row.chat, row.person, row.edit);
        rows.edits.push_back(row);
    }
    for (const std::string& chat : change.dropped_titles) {
        std::erase_if(rows.titles, [&](const OwnTitle& row) { return row.chat == chat; });
    }
    for (const OwnTitle& row : change.titles) put(rows.titles, row, of_title);
    for (const OwnConference& row : change.conferences) {
        put(rows.conferences, row, [](const OwnConference& each) { return each.number; });
    }
    for (const ConferenceMark& row : change.marks) {
        put(rows.marks, row,
            [](const ConferenceMark& each) { return std::string_view{each.conference}; });
    }
}

void apply_links(const OwnChange& change, std::vector<StoredLink>& links) {
    for (const StoredLink& link : change.links) {
        put(links, link, [](const StoredLink& each) {
            return std::pair{each.platform, std::string_view{each.person_id}};
        });
    }
}

void apply_initialised(const OwnChange& change,
                       std::vector<std::pair<std::string, UnixSeconds>>& initialised) {
    for (const auto& entry : change.initialised) {
        put(initialised, entry, [](const auto& each) { return std::string_view{each.first}; });
    }
}

std::string own_request_id(std::int64_t number) {
    return fmt::format("own-{}", number);
}

void merge_own_rows(Roster& roster, const OwnRows& rows, std::vector<Finding>& findings) {
    Merger merger{roster, findings};
    merger.forget_own();
    merger.add(rows);
    merge_own_conferences(roster, rows.conferences, rows.marks);
}

ClassIndex find_class(const Roster& roster, std::string_view id) {
    return find_id(roster.text, roster.classes.id, id);
}

GroupIndex find_group(const Roster& roster, std::string_view id) {
    return find_id(roster.text, roster.groups.id, id);
}

}  // namespace rosterd
