// Own rows into the sorted columns of a roster.
#include "reconciler/own_conferences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <set>

#include "reconciler/links.hpp"
#include "reconciler/own_chats.hpp"

namespace rosterd {
namespace {

constexpr std::string_view own_prefix = "own-";

/// The first lesson whose id is not before this one; lessons are sorted by id.
LessonIndex place_of(const Roster& roster, std::string_view id) {
    const auto found = std::ranges::lower_bound(
        roster.lessons, id, {}, [&](const Lesson& each) { return roster.text.view(each.id); });
    return static_cast<LessonIndex>(found - roster.lessons.begin());
}

LessonIndex index_of(const Roster& roster, std::string_view id) {
    const LessonIndex place = place_of(roster, id);
    const bool there =
        place < roster.lessons.size() && roster.text.view(roster.lessons[place].id) == id;
    return there ? place : no_index;
}

class Merger {
  public:
    explicit Merger(Roster& roster) : roster_{roster} {}

    void forget_own() {
        std::vector<std::uint32_t> place(roster_.conferences.size(), no_index);
        std::uint32_t kept = 0;
        for (std::uint32_t i = 0; i < roster_.conferences.size(); ++i) {
            if (!roster_.conferences[i].own) place[i] = kept++;
        }
        if (kept == roster_.conferences.size()) return;
        std::erase_if(roster_.conference_people, [&](const ConferencePerson& each) {
            return place[each.conference] == no_index;
        });
        for (ConferencePerson& each : roster_.conference_people) {
            each.conference = place[each.conference];
        }
        std::erase_if(roster_.conferences, [](const Conference& each) { return each.own; });
    }

    void add(const OwnConference& row) {
        const std::string id = own_conference_id(row.number);
        if (taken(id)) return;
        const LessonIndex lesson = row.lesson.empty() ? no_index : index_of(roster_, row.lesson);
        const auto index = static_cast<std::uint32_t>(roster_.conferences.size());
        roster_.conferences.push_back({.id = roster_.text.add(id),
                                       .kind = row.kind,
                                       .chat_key = roster_.text.add(row.chat),
                                       .lesson = lesson,
                                       .title = roster_.text.add(row.title),
                                       .starts_at = row.starts_at,
                                       .ends_at = row.ends_at,
                                       .created_by = find_person(roster_, row.created_by),
                                       .finish_requested_at = row.finish_requested_at,
                                       .deleted_at = row.deleted_at,
                                       .own = true,
                                       .lesson_lost = lesson == no_index && !row.lesson.empty(),
                                       .chosen_only = !row.people.empty()});
        for (const std::string& each : row.people) {
            const PersonIndex person = find_person(roster_, each);
            if (person != no_index) roster_.conference_people.push_back({index, person});
        }
    }

    void mark(const ConferenceMark& mark) {
        for (Conference& row : roster_.conferences) {
            if (row.own || roster_.text.view(row.id) != mark.conference) continue;
            row.finish_requested_at = std::max(row.finish_requested_at, mark.finish_requested_at);
            row.deleted_at = std::max(row.deleted_at, mark.deleted_at);
        }
    }

    /// Conferences are sorted by id, and their people name them by place.
    void sort() {
        std::vector<std::uint32_t> order(roster_.conferences.size());
        std::iota(order.begin(), order.end(), 0U);
        std::ranges::sort(order, {}, [&](std::uint32_t i) {
            return roster_.text.view(roster_.conferences[i].id);
        });
        std::vector<std::uint32_t> place(order.size());
        std::vector<Conference> sorted;
        sorted.reserve(order.size());
        for (std::uint32_t i = 0; i < order.size(); ++i) {
            place[order[i]] = i;
            sorted.push_back(roster_.conferences[order[i]]);
        }
        roster_.conferences = std::move(sorted);
        for (ConferencePerson& each : roster_.conference_people) {
            each.conference = place[each.conference];
        }
        std::ranges::sort(roster_.conference_people);
    }

  private:
    [[nodiscard]] bool taken(std::string_view id) const {
        return std::ranges::any_of(roster_.conferences, [&](const Conference& each) {
            return !each.own && roster_.text.view(each.id) == id;
        });
    }

    Roster& roster_;
};

}  // namespace

std::string own_conference_id(std::int64_t number) {
    return fmt::format("{}{}", own_prefix, number);
}

std::int64_t own_conference_number(std::string_view id) {
    std::int64_t number = 0;
    if (!id.starts_with(own_prefix)) return 0;
    const char* end = id.data() + id.size();
    const auto read = std::from_chars(id.data() + own_prefix.size(), end, number);
    const bool whole = read.ec == std::errc{} && read.ptr == end && number > 0;
    return whole && own_conference_id(number) == id ? number : 0;
}

std::vector<std::string> lessons_named(const std::vector<OwnConference>& rows) {
    std::set<std::string> lessons;
    for (const OwnConference& row : rows) {
        if (!row.lesson.empty()) lessons.insert(row.lesson);
    }
    return {lessons.begin(), lessons.end()};
}

std::optional<TimetableLesson> find_lesson(const Roster& roster, std::string_view id) {
    const LessonIndex index = index_of(roster, id);
    if (index == no_index) return std::nullopt;
    const Lesson& lesson = roster.lessons[index];
    return TimetableLesson{std::string{id},
                           std::string{roster.text.view(roster.groups.id[lesson.group])},
                           lesson.starts_at, lesson.ends_at, lesson.cancelled};
}

void add_lesson(Roster& roster, const TimetableLesson& lesson) {
    const GroupIndex group = find_group(roster, lesson.group);
    if (group == no_index || index_of(roster, lesson.id) != no_index) return;
    const LessonIndex place = place_of(roster, lesson.id);
    roster.lessons.insert(
        roster.lessons.begin() + place,
        {roster.text.add(lesson.id), group, lesson.starts_at, lesson.ends_at, lesson.cancelled});
    for (Conference& row : roster.conferences) {
        if (row.lesson != no_index && row.lesson >= place) ++row.lesson;
    }
}

void merge_own_conferences(Roster& roster, const std::vector<OwnConference>& rows,
                           const std::vector<ConferenceMark>& marks) {
    Merger merger{roster};
    merger.forget_own();
    for (const OwnConference& row : rows) merger.add(row);
    for (const ConferenceMark& mark : marks) merger.mark(mark);
    if (!rows.empty()) merger.sort();
}

}  // namespace rosterd
