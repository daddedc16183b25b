// Walks the rows behind each selector for one person and one chat.
#include "reconciler/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "reconciler/words.hpp"

namespace rosterd {
namespace {

class Collector {
  public:
    Collector(const ComparisonInput& input, const DesiredChat& chat, PersonIndex person)
        : input_{input},
          roster_{input.roster},
          chat_{chat},
          person_{person},
          rule_{input.profile.chats[chat.rule]} {}

    std::vector<Evidence> collect() {
        for (const Selector& selector : rule_.members) from_selector(selector, "members");
        for (const Selector& selector : rule_.admins) from_selector(selector, "admins");
        if (by_otherwise()) {
            for (const Selector& selector : rule_.admins_otherwise) {
                from_selector(selector, "admins_otherwise");
            }
        }
        from_request();
        from_edits();
        return std::move(found_);
    }

  private:
    void from_selector(const Selector& selector, std::string_view list) {
        rule_words_ = fmt::format("{}.{}: {}", rule_.name, list, selector.text);
        switch (selector.kind) {
            case SelectorKind::staff:
                staff(selector.positions, selector.roles);
                break;
            case SelectorKind::chats_admin:
                staff(0, staff_role::chats_admin);
                break;
            case SelectorKind::school_admin:
                staff(0, staff_role::school_admin);
                break;
            case SelectorKind::class_teacher:
                for (const ClassIndex c : classes()) {
                    ties(roster_.class_teachers, "class_teacher", "class_id", class_id(c), c);
                }
                break;
            case SelectorKind::students:
                for (const ClassIndex c : classes()) enrolled(c, person_);
                break;
            case SelectorKind::parents:
                for (const ClassIndex c : classes()) children_in(c);
                break;
            case SelectorKind::group_teachers:
                if (chat_.kind != ChatKind::subject) break;
                ties(roster_.group_teachers, "study_group_teacher", "group_id", group_id(),
                     chat_.about);
                break;
            case SelectorKind::group_students:
                if (chat_.kind == ChatKind::subject) in_group(person_);
                break;
            case SelectorKind::group_parents:
                if (chat_.kind == ChatKind::subject) children_in_group();
                break;
            case SelectorKind::chosen:
                break;  // told by from_request()
        }
    }

    void staff(std::uint8_t positions, std::uint8_t roles) {
        const auto rows = std::ranges::equal_range(roster_.staff, person_, {}, &StaffRow::person);
        for (const StaffRow& row : rows) {
            const auto position =
                static_cast<std::uint8_t>(1U << static_cast<unsigned>(row.position));
            if (positions != 0 && (positions & position) == 0) continue;
            if (roles != 0 && (roles & row.roles) == 0) continue;
            add(fmt::format("staff (person_id '{}', position_type {}{})", person_id(person_),
                            word(row.position), role_words(row.roles)),
                row.validity);
        }
    }

    void ties(const std::vector<Tie>& rows, std::string_view relation, std::string_view left_name,
              std::string_view left_id, std::uint32_t left) {
        for (const Tie& tie : of(rows, left, person_)) {
            add(fmt::format("{} ({} '{}', person_id '{}')", relation, left_name, left_id,
                            person_id(person_)),
                tie.validity);
        }
    }

    void enrolled(ClassIndex c, PersonIndex student) {
        for (const Tie& tie : of(roster_.enrolments, c, student)) {
            add(fmt::format("enrolment (class_id '{}', person_id '{}')", class_id(c),
                            person_id(student)),
                tie.validity);
        }
    }

    void in_group(PersonIndex student) {
        if (roster_.groups.whole_class[chat_.about] != 0) {
            for (const ClassIndex c : classes()) enrolled(c, student);
            return;
        }
        for (const Tie& tie : of(roster_.group_students, chat_.about, student)) {
            add(fmt::format("study_group_student (group_id '{}', person_id '{}')", group_id(),
                            person_id(student)),
                tie.validity);
        }
    }

    void children_in(ClassIndex c) {
        each_child([&](PersonIndex student) { enrolled(c, student); });
    }
    void children_in_group() {
        each_child([&](PersonIndex student) { in_group(student); });
    }

    /// Guardian rows of this person, each only where the child itself is here.
    template <class Here>
    void each_child(Here here) {
        for (const Tie& tie : roster_.guardians) {
            if (tie.right != person_) continue;
            const std::size_t before = found_.size();
            here(tie.left);
            if (found_.size() == before) continue;
            add(fmt::format("guardian (parent_id '{}', student_id '{}')", person_id(person_),
                            person_id(tie.left)),
                tie.validity);
        }
    }

    /// He administers only because nobody else could; for all others those rows say nothing.
    [[nodiscard]] bool by_otherwise() const {
        const auto seats = input_.desired.seats_of(chat_);
        const auto seat = std::ranges::lower_bound(seats, person_, {}, &Seat::person);
        return seat != seats.end() && seat->person == person_ &&
               (seat->admin_reasons & reason::otherwise) != 0;
    }

    void from_request() {
        rule_words_ = "chat_request";
        if (chat_.kind == ChatKind::custom) {
            const ChatRequest& request = roster_.requests[chat_.about];
            if (request.created_by == person_) {
                add(fmt::format("chat_request (request_id '{}', created_by '{}')",
                                roster_.text.view(request.id), person_id(person_)),
                    {});
            }
            return chosen_in(chat_.about);
        }
        const bool asked = std::ranges::any_of(rule_.members, [](const Selector& selector) {
            return selector.kind == SelectorKind::chosen;
        });
        if (!asked) return;
        for (std::uint32_t i = 0; i < roster_.requests.size(); ++i) {
            const ChatRequest& request = roster_.requests[i];
            const bool about_it = request.kind == chat_.kind && request.about == chat_.about;
            if (about_it && request.deleted_at == 0) chosen_in(i);
        }
    }

    void chosen_in(std::uint32_t request) {
        const auto chosen =
            std::ranges::equal_range(roster_.chosen, request, {}, &ChosenPerson::request);
        for (const ChosenPerson& row : chosen) {
            if (row.person != person_) continue;
            add(fmt::format("chat_request_person (request_id '{}', person_id '{}')",
                            roster_.text.view(roster_.requests[request].id), person_id(person_)),
                {});
        }
    }

    void from_edits() {
        const std::string_view key = input_.desired.key(chat_);
        for (const ChatEdit& edit : roster_.edits) {
            if (edit.person != person_ || roster_.text.view(edit.chat_key) != key) continue;
            rule_words_ = fmt::format("chat_edit: {}", word(edit.edit));
            const bool over = edit.until <= input_.now;
            add(fmt::format("chat_edit (chat_key '{}', person_id '{}', edit {}{}{})", key,
                            person_id(person_), word(edit.edit), provenance(edit),
                            over ? ", ended" : ""),
                {});
        }
    }

    /// Who made it, when, and until when it counts.
    [[nodiscard]] std::string provenance(const ChatEdit& edit) const {
        std::string words;
        if (edit.made_by != no_index)
            words += fmt::format(", made_by '{}'", person_id(edit.made_by));
        if (edit.made_at > 0) words += ", made " + date_words(edit.made_at);
        const bool open = edit.until == std::numeric_limits<UnixSeconds>::max();
        if (!open) words += ", until " + date_words(edit.until);
        return words;
    }

    [[nodiscard]] std::vector<ClassIndex> classes() const {
        if (chat_.kind == ChatKind::class_chat || chat_.kind == ChatKind::parents) {
            return {chat_.about};
        }
        if (chat_.kind != ChatKind::subject) return {};
        const auto run = input_.in_force.group_classes.of(chat_.about);
        return {run.begin(), run.end()};
    }

    static std::span<const Tie> of(const std::vector<Tie>& rows, std::uint32_t left,
                                   std::uint32_t right) {
        const auto key = [](const Tie& tie) { return std::pair{tie.left, tie.right}; };
        const auto run = std::ranges::equal_range(rows, std::pair{left, right}, {}, key);
        return {run.begin(), run.end()};
    }

    static std::string role_words(std::uint8_t roles) {
        std::string words;
        const auto append = [&](std::uint8_t bit, std::string_view name) {
            if ((roles & bit) != 0) words += fmt::format("{}{}", words.empty() ? "" : ", ", name);
        };
        append(staff_role::teacher, "teacher");
        append(staff_role::school_admin, "school_admin");
        append(staff_role::chats_admin, "chats_admin");
        return words.empty() ? words : fmt::format(", roles {}", words);
    }

    void add(std::string row, Validity validity) {
        found_.push_back({rule_words_, std::move(row), validity});
    }
    [[nodiscard]] std::string_view person_id(PersonIndex person) const {
        return roster_.text.view(roster_.people.id[person]);
    }
    [[nodiscard]] std::string_view class_id(ClassIndex c) const {
        return roster_.text.view(roster_.classes.id[c]);
    }
    [[nodiscard]] std::string_view group_id() const {
        return roster_.text.view(roster_.groups.id[chat_.about]);
    }

    const ComparisonInput& input_;
    const Roster& roster_;
    const DesiredChat& chat_;
    PersonIndex person_;
    const ChatRule& rule_;
    std::string rule_words_;
    std::vector<Evidence> found_;
};

}  // namespace

std::vector<Evidence> evidence_for(const ComparisonInput& input, const DesiredChat& chat,
                                   PersonIndex person) {
    return Collector{input, chat, person}.collect();
}

std::string span_words(const Validity& validity) {
    if (validity.from == day_min && validity.to == day_max) return {};
    if (validity.to == day_max) return fmt::format("since {}", to_string(validity.from));
    if (validity.from == day_min) return fmt::format("until {}", to_string(validity.to));
    return fmt::format("from {} until {}", to_string(validity.from), to_string(validity.to));
}

std::string date_words(UnixSeconds at) {
    constexpr UnixSeconds seconds_per_day = 86'400;
    return to_string(Day{static_cast<std::int32_t>(at / seconds_per_day)}) + " (UTC)";
}

}  // namespace rosterd
