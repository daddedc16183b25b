// Journal rows about conferences, their people and the lessons they name. Bad ones are set aside.
#include <fmt/format.h>

#include <array>

#include "reconciler/roster_builder_state.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

constexpr std::size_t id_column = 1;
constexpr std::string_view not_used = "; the row is not used";
constexpr std::string_view conference_not_used =
    "; the row is not used, and no conference is ended because of it";
constexpr std::array<std::string_view, 2> conference_words{"online_lesson", "video_call"};

std::string twice(const RowView& row) {
    return fmt::format(
        "{} '{}' occurs twice with different data: the first row is used until one "
        "of them is deleted",
        row.name(id_column), printable(row[id_column]));
}

}  // namespace

LocalSeconds RosterBuilder::State::read_local_time(const RowView& row, std::size_t column,
                                                   std::optional<std::string>& fault) const {
    if (!row.has(column)) return 0;
    const auto time = parse_local_time(row[column]);
    if (time) return *time;
    fault = fmt::format(
        "{}{} is no time of the school's clock: expected YYYY-MM-DD HH:MM[:SS] "
        "without an offset",
        row.name(column), quoted_if_harmless(row[column]));
    return 0;
}

RosterBuilder::State::Span RosterBuilder::State::read_span(
    const RowView& row, std::size_t first, std::optional<std::string>& fault) const {
    Span span;
    span.from = read_local_time(row, first, fault);
    if (!fault) span.to = read_local_time(row, first + 1, fault);
    if (!fault && span.from >= span.to) {
        fault = fmt::format("{} '{}' is not after {} '{}'", row.name(first + 1), row[first + 1],
                            row.name(first), row[first]);
    }
    return span;
}

void RosterBuilder::State::doubt_conference(const RowView& row, std::size_t column) {
    if (!text_fault(row, column)) roster.doubtful_conferences.emplace_back(row[column]);
}

void RosterBuilder::State::add_lesson(const RowView& row) {
    enum : std::size_t { school, id, group_id, starts_at, ends_at, cancelled };
    auto fault = first_text_fault(row);
    Severity severity = Severity::warning;
    const Span span = fault ? Span{} : read_span(row, starts_at, fault);
    const GroupIndex group = groups.find(row[group_id]);
    const auto is_cancelled = row.has(cancelled) ? parse_flag(row[cancelled]) : false;
    if (!fault && !is_cancelled) {
        fault = fmt::format("cancelled{} is no flag: expected true or false",
                            quoted_if_harmless(row[cancelled]));
    } else if (!fault && group == no_index) {
        fault = missing({Entity::group, group_id}, row);
        severity = Severity::error;
    }
    if (fault) return findings.add(severity, row, *fault + std::string{not_used});
    const Lesson lesson{{}, group, span.from, span.to, *is_cancelled};
    const std::uint32_t known = lessons.find(row[id]);
    if (known != no_index) {
        const Lesson& first = roster.lessons[known];
        const bool equal = first.group == group && first.starts_at == span.from &&
                           first.ends_at == span.to && first.cancelled == lesson.cancelled;
        if (equal) return findings.duplicate(Relation::lesson, row.number());
        return findings.add(Severity::error, row, twice(row));
    }
    lesson_ids.push_back(keep(row[id]));
    lessons.inserted();
    roster.lessons.push_back(lesson);
    roster.lessons.back().id = lesson_ids.back();
}

void RosterBuilder::State::add_conference(const RowView& row) {
    enum : std::size_t {
        school,
        id,
        kind_word,
        chat_key,
        lesson_id,
        title,
        starts_at,
        ends_at,
        created_by,
        finish_requested_at,
        deleted_at
    };
    auto fault = first_text_fault(row);
    Severity severity = Severity::warning;
    const auto kind = conference_kind(row[kind_word]);
    const Span span = fault ? Span{} : read_span(row, starts_at, fault);
    const UnixSeconds finished = fault ? 0 : read_instant(row, finish_requested_at, fault);
    const UnixSeconds deleted = fault ? 0 : read_instant(row, deleted_at, fault);
    const LessonIndex lesson = row.has(lesson_id) ? lessons.find(row[lesson_id]) : no_index;
    if (!fault && !kind) {
        fault = fmt::format("kind{} is unknown: {}", quoted_if_harmless(row[kind_word]),
                            expected_words(row[kind_word], conference_words));
    } else if (!fault && row.has(chat_key) && !is_chat_key(row[chat_key])) {
        fault =
            "chat_key names no chat: expected staff, class/<id>, parents/<id>, subject/<id> or "
            "custom/<id>";
    } else if (!fault && row.has(lesson_id) && lesson == no_index) {
        fault = fmt::format("lesson_id '{}' is not in lesson: add it there or delete this row",
                            printable(row[lesson_id]));
        severity = Severity::error;
    }
    if (fault) {
        doubt_conference(row, id);
        return findings.add(severity, row, *fault + std::string{conference_not_used});
    }
    const Conference conference{.id = {},
                                .kind = *kind,
                                .chat_key = {},
                                .lesson = lesson,
                                .title = {},
                                .starts_at = span.from,
                                .ends_at = span.to,
                                .created_by = find_person(row, created_by),
                                .finish_requested_at = finished,
                                .deleted_at = deleted};
    const std::uint32_t known = conferences.find(row[id]);
    if (known != no_index) {
        const Conference& first = roster.conferences[known];
        const bool equal = first.kind == conference.kind && same(first.chat_key, row[chat_key]) &&
                           first.lesson == lesson && same(first.title, row[title]) &&
                           first.starts_at == span.from && first.ends_at == span.to &&
                           first.created_by == conference.created_by &&
                           first.finish_requested_at == finished && first.deleted_at == deleted;
        if (equal) return findings.duplicate(Relation::conference, row.number());
        doubt_conference(row, id);
        return findings.add(Severity::error, row, twice(row));
    }
    conference_ids.push_back(keep(row[id]));
    conferences.inserted();
    roster.conferences.push_back(conference);
    roster.conferences.back().id = conference_ids.back();
    roster.conferences.back().chat_key = keep(row[chat_key]);
    roster.conferences.back().title = keep(row[title]);
}

void RosterBuilder::State::add_conference_person(const RowView& row) {
    enum : std::size_t { school, conference_id, person_id };
    auto fault = first_text_fault(row);
    Severity severity = Severity::warning;
    const std::uint32_t conference = fault ? no_index : conferences.find(row[conference_id]);
    const PersonIndex person = find_person(row, person_id);
    if (!fault && conference == no_index) {
        fault =
            fmt::format("conference_id '{}' is not in conference: add it there or delete this row",
                        printable(row[conference_id]));
        severity = Severity::error;
    } else if (!fault && person == no_index) {
        fault = missing({Entity::person, person_id}, row);
        severity = Severity::error;
    }
    if (fault) {
        doubt_conference(row, conference_id);
        return findings.add(severity, row, *fault + std::string{conference_not_used});
    }
    conference_people.push_back({{conference, person}, row.number()});
}

}  // namespace rosterd
