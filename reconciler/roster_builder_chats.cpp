// Journal rows about links, chats asked for by hand and hand edits. Bad ones are set aside.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reconciler/links.hpp"
#include "reconciler/roster_builder_state.hpp"
#include "reconciler/user_id.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

constexpr std::string_view not_used = "; the row is not used, and nobody is removed because of it";
constexpr std::array<std::string_view, 3> platform_words{"vk", "max", "ejabberd"};
constexpr std::array<std::string_view, 4> state_words{"requested", "linked", "refused", "unlinked"};
constexpr std::array<std::string_view, 5> kind_words{"staff", "class", "parents", "subject",
                                                     "custom"};
constexpr std::array<std::string_view, 4> edit_words{"add", "remove", "make_admin", "drop_admin"};

std::string unknown_word(const RowView& row, std::size_t column,
                         std::span<const std::string_view> known) {
    return fmt::format("{}{} is unknown: {}", row.name(column), quoted_if_harmless(row[column]),
                       expected_words(row[column], known));
}

std::optional<LinkState> journal_link_state(std::string_view text) {
    if (std::ranges::find(state_words, text) == state_words.end()) return std::nullopt;
    return link_state(text);
}

}  // namespace

void RosterBuilder::State::doubt_user(const RowView& row, std::optional<Platform> platform) {
    constexpr std::size_t user_column = 3;
    if (platform && user_id_of(*platform, row[user_column])) {
        roster.doubtful_users.emplace_back(*platform, row[user_column]);
    }
}

void RosterBuilder::State::add_link(const RowView& row) {
    enum : std::size_t { school, person_id, platform_word, user_id, phone, state, linked_at };
    const PersonIndex person = find_person(row, person_id);
    auto fault = first_text_fault(row);
    Severity severity = Severity::warning;
    const auto where = rosterd::platform(row[platform_word]);
    const auto link = journal_link_state(row[state]);
    const UnixSeconds since = fault ? 0 : read_instant(row, linked_at, fault);
    const bool needs_user = row.has(user_id) || link == LinkState::linked;
    if (!fault && !where) {
        fault = unknown_word(row, platform_word, platform_words);
    } else if (!fault && !link) {
        fault = unknown_word(row, state, state_words);
    } else if (!fault && needs_user && !user_id_of(*where, row[user_id])) {
        fault = fmt::format("platform '{}' has no user_id{}: expected {}", row[platform_word],
                            quoted_if_harmless(row[user_id]), expected_user(*where));
    } else if (!fault && person == no_index) {
        fault = missing({Entity::person, person_id}, row);
        severity = Severity::error;
    }
    if (fault) {
        doubt(Entity::person, person);
        doubt_user(row, where);
        findings.add(severity, row, *fault + std::string{not_used});
        return;
    }
    links.push_back({{person, *where, *link, keep(row[user_id]), since}, row.number()});
}

std::string RosterBuilder::State::request_key(std::uint32_t request) const {
    const ChatRequest& row = roster.requests[request];
    switch (row.kind) {
        case ChatKind::staff:
            return "staff";
        case ChatKind::custom:
            return fmt::format("custom/{}", roster.text.view(row.id));
        case ChatKind::subject:
            return fmt::format("subject/{}", roster.text.view(roster.groups.id[row.about]));
        case ChatKind::class_chat:
        case ChatKind::parents:
            break;
    }
    return fmt::format("{}/{}", word(row.kind), roster.text.view(roster.classes.id[row.about]));
}

void RosterBuilder::State::add_request(const RowView& row) {
    enum : std::size_t {
        school,
        id,
        kind,
        class_id,
        group_id,
        title,
        created_by,
        created_at,
        deleted_at
    };
    auto fault = first_text_fault(row);
    Severity severity = Severity::warning;
    const auto chat = chat_kind(row[kind]);
    const UnixSeconds created = fault ? 0 : read_instant(row, created_at, fault);
    const UnixSeconds deleted = fault ? 0 : read_instant(row, deleted_at, fault);
    const bool of_group = chat == ChatKind::subject;
    const bool of_class = chat == ChatKind::class_chat || chat == ChatKind::parents;
    const Side about{of_group ? Entity::group : Entity::school_class,
                     of_group ? group_id : class_id};
    const std::uint32_t index = of_group || of_class ? find(about, row) : no_index;
    const PersonIndex creator = find_person(row, created_by);
    if (!fault && !chat) {
        fault = unknown_word(row, kind, kind_words);
    } else if (!fault && (of_group || of_class) && !row.has(about.column)) {
        fault = fmt::format("a chat of kind {} needs a {}", row[kind], row.name(about.column));
    } else if (!fault && (of_group || of_class) && index == no_index) {
        fault = missing(about, row);
        severity = Severity::error;
    } else if (!fault && chat == ChatKind::custom && row.has(created_by) && creator == no_index) {
        fault = missing({Entity::person, created_by}, row);
        severity = Severity::error;
    }
    const std::uint32_t known = requests.find(row[id]);
    if (fault) {
        if (!text_fault(row, id)) doubt_chat(fmt::format("custom/{}", row[id]));
        if (find({Entity::school_class, class_id}, row) == no_index || of_class) {
            doubt_chats_of(Entity::school_class, row[class_id]);
        }
        if (find({Entity::group, group_id}, row) == no_index || of_group) {
            doubt_chats_of(Entity::group, row[group_id]);
        }
        findings.add(severity, row, *fault + std::string{not_used});
        return;
    }
    const ChatRequest request{{}, *chat, index, {}, creator, created, deleted};
    if (known != no_index) {
        const ChatRequest& first = roster.requests[known];
        const bool equal = first.kind == request.kind && first.about == request.about &&
                           same(first.title, row[title]) && first.created_by == creator &&
                           first.created_at == created && first.deleted_at == deleted;
        if (equal) return findings.duplicate(Relation::chat_request, row.number());
        doubt_chat(request_key(known));
        return report_contradiction(row);
    }
    request_ids.push_back(keep(row[id]));
    requests.inserted();
    roster.requests.push_back(request);
    roster.requests.back().id = request_ids.back();
    roster.requests.back().title = keep(row[title]);
}

void RosterBuilder::State::add_chosen(const RowView& row) {
    enum : std::size_t { school, request_id, person_id, admin };
    auto fault = first_text_fault(row);
    Severity severity = Severity::warning;
    const std::uint32_t request = fault ? no_index : requests.find(row[request_id]);
    const PersonIndex person = find_person(row, person_id);
    const auto is_admin = row.has(admin) ? parse_flag(row[admin]) : false;
    if (!fault && !is_admin) {
        fault = fmt::format("admin{} is no flag: expected true or false",
                            quoted_if_harmless(row[admin]));
    } else if (!fault && request == no_index) {
        fault = fmt::format(
            "request_id '{}' is not in chat_request: add it there or delete this "
            "row",
            printable(row[request_id]));
        severity = Severity::error;
    } else if (!fault && person == no_index) {
        fault = missing({Entity::person, person_id}, row);
        severity = Severity::error;
    }
    if (fault) {
        doubt(Entity::person, person);
        if (request != no_index && person == no_index) {
            doubt_chat(request_key(request));
        } else if (request == no_index && !text_fault(row, request_id)) {
            doubt_chat(fmt::format("custom/{}", row[request_id]));
        }
        findings.add(severity, row, *fault + std::string{not_used});
        return;
    }
    chosen.push_back({{request, person, *is_admin}, row.number()});
}

void RosterBuilder::State::add_edit(const RowView& row) {
    enum : std::size_t { school, chat_key, person_id, edit, made_by, made_at, until };
    auto fault = first_text_fault(row);
    const auto kind = edit_kind(row[edit]);
    const PersonIndex person = find_person(row, person_id);
    const UnixSeconds made = fault ? 0 : read_instant(row, made_at, fault);
    const UnixSeconds end = fault || !row.has(until) || row[until] == "infinity"
                                ? std::numeric_limits<UnixSeconds>::max()
                                : read_instant(row, until, fault);
    if (!fault && !kind) {
        fault = unknown_word(row, edit, edit_words);
    } else if (!fault && !is_chat_key(row[chat_key])) {
        fault =
            "chat_key names no chat: expected staff, class/<id>, parents/<id>, subject/<id> or "
            "custom/<id>";
    } else if (!fault && person == no_index) {
        fault = missing({Entity::person, person_id}, row);
    }
    if (fault) {
        doubt(Entity::person, person);
        // What would have taken an unknown person out cannot matter; what kept him in can.
        const bool takes_out = kind == EditKind::remove || kind == EditKind::drop_admin;
        if (person == no_index && !takes_out && is_chat_key(row[chat_key]) &&
            !text_fault(row, chat_key)) {
            doubt_chat(std::string{row[chat_key]});
        }
        findings.add(Severity::warning, row, *fault + std::string{not_used});
        return;
    }
    edits.push_back(
        {{keep(row[chat_key]), person, *kind, find_person(row, made_by), made, end}, row.number()});
}

}  // namespace rosterd
