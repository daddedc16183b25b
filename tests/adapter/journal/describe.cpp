// A roster as text, so that tests can compare two of them.
#include <fmt/format.h>

#include "reconciler/words.hpp"
#include "tests/adapter/journal/describe.hpp"

namespace rosterd::test {
namespace {

std::string text_of(const Validity& validity) {
    const auto day = [](Day value) {
        return value == day_min || value == day_max ? std::string{"-"} : to_string(value);
    };
    return fmt::format("[{} {})", day(validity.from), day(validity.to));
}

void describe_ties(std::string& text, std::string_view name, const std::vector<Tie>& ties) {
    for (const Tie& tie : ties) {
        text += fmt::format("{} {} {} {}\n", name, tie.left, tie.right, text_of(tie.validity));
    }
}

void describe_entities(std::string& text, const Roster& roster) {
    const auto view = [&](TextRef ref) { return roster.text.view(ref); };
    const auto& p = roster.people;
    for (std::size_t i = 0; i < p.size(); ++i) {
        text += fmt::format("person {}|{}|{}|{}|{}|{}|{}\n", view(p.id[i]), view(p.last_name[i]),
                            view(p.first_name[i]), view(p.middle_name[i]), view(p.phone[i]),
                            p.blocked[i], p.doubtful[i]);
    }
    const auto& c = roster.classes;
    for (std::size_t i = 0; i < c.size(); ++i) {
        text += fmt::format("class {}|{}|{}|{}|{}|{}|{}\n", view(c.id[i]), view(c.name[i]),
                            view(c.grade[i]), view(c.letter[i]), view(c.predecessor[i]),
                            text_of(c.validity[i]), c.doubtful[i]);
    }
    const auto& g = roster.groups;
    for (std::size_t i = 0; i < g.size(); ++i) {
        text +=
            fmt::format("group {}|{}|{}|{}|{}|{}\n", view(g.id[i]), view(g.subject[i]),
                        view(g.name[i]), g.whole_class[i], text_of(g.validity[i]), g.doubtful[i]);
    }
}

void describe_chats(std::string& text, const Roster& roster) {
    const auto view = [&](TextRef ref) { return roster.text.view(ref); };
    for (const LinkRow& row : roster.links) {
        text += fmt::format("link {} {} {} {} {}\n", row.person, word(row.platform),
                            word(row.state), view(row.user), row.linked_at);
    }
    for (const ChatRequest& row : roster.requests) {
        text +=
            fmt::format("request {} {} {} {} {} {} {}\n", view(row.id), word(row.kind), row.about,
                        view(row.title), row.created_by, row.created_at, row.deleted_at);
    }
    for (const ChosenPerson& row : roster.chosen) {
        text += fmt::format("chosen {} {} {}\n", row.request, row.person, row.admin);
    }
    for (const ChatEdit& row : roster.edits) {
        text += fmt::format("edit {} {} {} {} {} {}\n", view(row.chat_key), row.person,
                            word(row.edit), row.made_by, row.made_at, row.until);
    }
}

void describe_conferences(std::string& text, const Roster& roster) {
    const auto view = [&](TextRef ref) { return roster.text.view(ref); };
    for (const Lesson& row : roster.lessons) {
        text += fmt::format("lesson {} {} {} {} {}\n", view(row.id), row.group, row.starts_at,
                            row.ends_at, row.cancelled);
    }
    for (const Conference& row : roster.conferences) {
        text +=
            fmt::format("conference {} {} {} {} {} {} {} {} {} {}\n", view(row.id), word(row.kind),
                        view(row.chat_key), row.lesson, view(row.title), row.starts_at, row.ends_at,
                        row.created_by, row.finish_requested_at, row.deleted_at);
    }
    for (const ConferencePerson& row : roster.conference_people) {
        text += fmt::format("conference person {} {}\n", row.conference, row.person);
    }
}

}  // namespace

std::string describe(const Roster& roster) {
    std::string text = fmt::format("school {} {}\n", roster.school.id, roster.school.time_zone);
    describe_entities(text, roster);
    for (const StaffRow& row : roster.staff) {
        text += fmt::format("staff {} {} {} {}\n", row.person, word(row.position), row.roles,
                            text_of(row.validity));
    }
    describe_ties(text, "class_teacher", roster.class_teachers);
    describe_ties(text, "enrolment", roster.enrolments);
    describe_ties(text, "guardian", roster.guardians);
    describe_ties(text, "group_class", roster.group_classes);
    describe_ties(text, "group_teacher", roster.group_teachers);
    describe_ties(text, "group_student", roster.group_students);
    describe_chats(text, roster);
    describe_conferences(text, roster);
    for (const auto& [platform, user] : roster.doubtful_users) text += "doubtful " + user + "\n";
    for (const std::string& chat : roster.doubtful_chats) text += "doubtful " + chat + "\n";
    text += fmt::format("rows {}\n", fmt::join(roster.rows, " "));
    return text;
}

}  // namespace rosterd::test
