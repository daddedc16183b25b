// A finished draft as rows of the journal contract.
#include <fmt/format.h>

#include <array>

#include "adapters/journal/sample/draft.hpp"

namespace rosterd::journal::sample {
namespace {

const Cell null;

Cell text_or_null(const std::string& text) {
    return text.empty() ? null : Cell{text};
}
Cell day_or_null(Day day) {
    return day == day_max ? null : Cell{to_string(day)};
}

/// Begins of lessons, minutes after midnight (calendar of a school with 40-minute lessons).
constexpr std::array<std::uint32_t, 8> first_shift{480, 530, 590, 650, 700, 750, 800, 860};
constexpr std::array<std::uint32_t, 6> second_shift{810, 860, 920, 970, 1'020, 1'070};

class Rows {
  public:
    explicit Rows(const Draft& draft) : draft_{draft}, school_{draft.options.school_id} {
        start_ = to_string(draft.year_start);
    }

    JournalTables make() {
        const SampleOptions& options = draft_.options;
        tables_[Relation::school].add(school_, name_of_school(), options.time_zone, options.profile,
                                      options.account, cell_of(true));
        add_people();
        add_classes();
        add_groups();
        add_lessons();
        add_links();
        if (options.profile.starts_with("bars")) add_requests();
        tables_[Relation::change_marker].add(school_, tables_.digest());
        return std::move(tables_);
    }

  private:
    const std::string& id(std::uint32_t person) const { return draft_.people[person].id; }

    std::string name_of_school() const {
        const SampleOptions& options = draft_.options;
        if (!options.name.empty()) return options.name;
        return fmt::format("{} № {} (образец)", draft_.village ? "Сельская школа" : "СОШ",
                           options.school_id);
    }

    void add_people() {
        for (const Person& person : draft_.people) {
            tables_[Relation::person].add(school_, person.id, person.last_name, person.first_name,
                                          text_or_null(person.middle_name), person.phone,
                                          cell_of(person.blocked));
        }
        for (const Staff& member : draft_.staff) {
            tables_[Relation::staff].add(
                school_, id(member.person), std::string{member.position_type},
                text_or_null(member.roles), to_string(member.from), day_or_null(member.to));
        }
        for (const auto& [parent, student] : draft_.guardians) {
            tables_[Relation::guardian].add(school_, id(parent), id(student), null, null);
        }
    }

    void add_classes() {
        std::vector<const Transfer*> moved(draft_.people.size(), nullptr);
        for (const Transfer& transfer : draft_.transfers) moved[transfer.pupil] = &transfer;
        for (const Class& one : draft_.classes) {
            tables_[Relation::school_class].add(school_, one.id, one.name,
                                                std::to_string(one.grade), one.letter, null, start_,
                                                null);
            tables_[Relation::class_teacher].add(school_, one.id, id(one.teacher), start_, null);
            for (const std::uint32_t pupil : one.pupils) {
                const Transfer* transfer = moved[pupil];
                if (transfer == nullptr) {
                    tables_[Relation::enrolment].add(school_, one.id, id(pupil), start_, null);
                    continue;
                }
                const std::string on = to_string(transfer->on);
                tables_[Relation::enrolment].add(school_, draft_.classes[transfer->old_class].id,
                                                 id(pupil), start_, on);
                tables_[Relation::enrolment].add(school_, one.id, id(pupil), on, null);
            }
        }
    }

    void add_groups() {
        for (const Group& group : draft_.groups) {
            tables_[Relation::study_group].add(school_, group.id, std::string{group.subject},
                                               text_or_null(group.name),
                                               cell_of(group.part == Part::whole), start_, null);
            for (const std::uint32_t index : group.classes) {
                tables_[Relation::study_group_class].add(school_, group.id,
                                                         draft_.classes[index].id, start_, null);
            }
            tables_[Relation::study_group_teacher].add(school_, group.id, id(group.teacher), start_,
                                                       null);
            for (const std::uint32_t student : group.students) {
                tables_[Relation::study_group_student].add(school_, group.id, id(student), start_,
                                                           null);
            }
        }
    }

    void add_lessons() {
        const std::int32_t today = draft_.options.today.since_1970;
        const std::int32_t weekday = ((today + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
        const std::int32_t monday = today - weekday + (weekday == 6 ? 7 : 0);
        std::uint32_t number = 0;
        for (const Lesson& lesson : draft_.lessons) {
            const std::string day = to_string(Day{monday + static_cast<std::int32_t>(lesson.day)});
            const std::uint32_t begin = lesson.second_shift ? second_shift.at(lesson.number)
                                                            : first_shift.at(lesson.number);
            const std::uint32_t end = begin + (lesson.short_lesson ? 35 : 40);
            const auto at = [&day](std::uint32_t minutes) {
                return fmt::format("{} {:02}:{:02}:00", day, minutes / 60, minutes % 60);
            };
            tables_[Relation::lesson].add(school_, fmt::format("l{}", ++number),
                                          draft_.groups[lesson.group].id, at(begin), at(end),
                                          cell_of(lesson.cancelled));
        }
    }

    /// Of those who are not linked, some have been asked, refused, or cut the link again.
    void add_links() {
        Dice dice{seed_for(draft_.options.seed, school_ + "/links")};
        const std::string since = start_ + "T08:00:00+00:00";
        for (std::uint64_t index = 0; index < draft_.people.size(); ++index) {
            const Person& person = draft_.people[index];
            const bool linked = dice.below(100) < draft_.options.linked_percent;
            const std::uint32_t draw = dice.below(100);
            if (!linked && draw >= 17) continue;
            const std::string_view state = linked      ? "linked"
                                           : draw < 10 ? "requested"
                                           : draw < 15 ? "refused"
                                                       : "unlinked";
            const bool known = state == "linked" || state == "unlinked";
            // An odd factor permutes the 2^27 numbers, so users are unique and in no order.
            const std::uint64_t user = 200'000'000 + (draft_.options.people_before + index) *
                                                         40'503'113 % (std::uint64_t{1} << 27U);
            tables_[Relation::profile_link].add(school_, person.id, draft_.options.platform,
                                                known ? Cell{std::to_string(user)} : null,
                                                person.phone, std::string{state},
                                                known ? Cell{since} : null);
        }
    }

    /// Subject chats are made by hand: the teachers of some groups have pressed the button.
    void add_requests() {
        Dice dice{seed_for(draft_.options.seed, school_ + "/requests")};
        std::uint32_t number = 0;
        for (const Group& group : draft_.groups) {
            if (dice.below(100) >= draft_.options.requested_percent) continue;
            const std::uint32_t days = 1 + dice.below(20);
            const std::string at =
                to_string(Day{draft_.year_start.since_1970 + static_cast<std::int32_t>(days)}) +
                "T12:00:00+00:00";
            tables_[Relation::chat_request].add(school_, fmt::format("r{}", ++number),
                                                std::string{"subject"}, null, group.id, null,
                                                id(group.teacher), at, null);
        }
    }

    const Draft& draft_;
    const std::string& school_;
    std::string start_;
    JournalTables tables_;
};

}  // namespace

JournalTables rows_of(const Draft& draft) {
    return Rows{draft}.make();
}

}  // namespace rosterd::journal::sample
