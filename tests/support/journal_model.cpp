// A copy of the people, and the rows of the moment beside them.
#include "tests/support/journal_model.hpp"

#include <algorithm>
#include <set>

#include "reconciler/own_chats.hpp"

namespace rosterd::test {

JournalModel::JournalModel(School school, Roster people)
    : school_{std::move(school)}, people_{std::move(people)} {
    people_.lessons.clear();
    people_.conferences.clear();
    people_.conference_people.clear();
}

Result<std::vector<School>> JournalModel::schools(std::vector<Finding>& /*findings*/) {
    if (fault) return *fault;
    return std::vector<School>{school_};
}

Result<std::optional<std::vector<SchoolMarker>>> JournalModel::markers() {
    if (fault) return *fault;
    return std::optional{std::vector<SchoolMarker>{{school_.id, std::to_string(marker_)}}};
}

Result<JournalRead> JournalModel::read(const School& school,
                                       const std::vector<std::string>& lessons) {
    if (fault) return *fault;
    ++reads_;
    JournalRead read{people_, {}};
    read.roster.school = school;
    add_lessons(read.roster, lessons);
    add_conferences(read.roster);
    return read;
}

/// Only those that somebody names, as the port says.
void JournalModel::add_lessons(Roster& roster, const std::vector<std::string>& named) const {
    std::set<std::string> wanted{named.begin(), named.end()};
    for (const auto& [id, row] : conferences_) {
        if (!row.lesson.empty()) wanted.insert(row.lesson);
    }
    for (const std::string& id : wanted) {
        const auto found = lessons_.find(id);
        if (found == lessons_.end()) continue;
        const ModelLesson& lesson = found->second;
        add_lesson(roster, {id, lesson.group, lesson.starts_at, lesson.ends_at, lesson.cancelled});
    }
}

void JournalModel::add_conferences(Roster& roster) const {
    const auto lesson_of = [&](const std::string& id) {
        const auto found = std::ranges::find_if(
            roster.lessons, [&](const Lesson& each) { return roster.text.view(each.id) == id; });
        return found == roster.lessons.end()
                   ? no_index
                   : static_cast<LessonIndex>(found - roster.lessons.begin());
    };
    for (const auto& [id, row] : conferences_) {  // sorted by id, as a roster's are
        const LessonIndex lesson = row.lesson.empty() ? no_index : lesson_of(row.lesson);
        if (!row.lesson.empty() && lesson == no_index) {
            roster.doubtful_conferences.push_back(id);  // a dangling reference
            continue;
        }
        roster.conferences.push_back({.id = roster.text.add(id),
                                      .kind = row.kind,
                                      .chat_key = roster.text.add(row.chat),
                                      .lesson = lesson,
                                      .title = roster.text.add(row.title),
                                      .starts_at = row.starts_at,
                                      .ends_at = row.ends_at,
                                      .created_by = find_person(roster, row.created_by),
                                      .finish_requested_at = row.finish_requested_at,
                                      .deleted_at = row.deleted_at});
    }
}

}  // namespace rosterd::test
