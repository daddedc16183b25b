// Rows of the small school.
#include "tests/system/small_school.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace rosterd::test {
namespace {

using journal::Cell;

constexpr std::nullopt_t none = std::nullopt;
const std::string since = "2020-09-01";

class Maker {
  public:
    explicit Maker(const SmallSchoolOptions& options) : options_{options} {}

    journal::JournalTables make() {
        tables_[Relation::school].add("1", "Школа", "Asia/Yekaterinburg", options_.profile, "main",
                                      "1");
        person("z1");
        tables_[Relation::staff].add("1", "z1", "administration", "school_admin,chats_admin", since,
                                     none);
        for (int i = 1; i <= options_.classes + 1; ++i) {
            person(fmt::format("t{}", i));
            tables_[Relation::staff].add("1", fmt::format("t{}", i), "teaching", "teacher", since,
                                         none);
        }
        for (int c = 1; c <= options_.classes; ++c) school_class(c);
        return std::move(tables_);
    }

  private:
    void person(const std::string& id) {
        ++people_;
        const std::string phone =
            fmt::format("+7 (975) 555-{:02}-{:02}", people_ / 100, people_ % 100);
        tables_[Relation::person].add("1", id, fmt::format("Тайнов{}", people_), "Секретий",
                                      "Скрытнович", phone, "0");
        tables_[Relation::profile_link].add("1", id, options_.platform, std::to_string(user_of(id)),
                                            none, "linked", "2026-09-01T08:00:00Z");
    }

    void school_class(int c) {
        const std::string id = fmt::format("c{}", c);
        tables_[Relation::school_class].add("1", id, fmt::format("{}А", c), std::to_string(c), "А",
                                            none, none, none);
        tables_[Relation::class_teacher].add("1", id, fmt::format("t{}", c), since, none);
        for (int n = 1; n <= options_.pupils; ++n) {
            const std::string pupil = fmt::format("p{}-{}", c, n);
            const std::string parent = fmt::format("g{}-{}", c, n);
            person(pupil);
            person(parent);
            tables_[Relation::enrolment].add("1", id, pupil, since, none);
            tables_[Relation::guardian].add("1", parent, pupil, since, none);
        }
        group(id, fmt::format("alg-{}", c), "Алгебра", fmt::format("t{}", c));
        group(id, fmt::format("hist-{}", c), "История", fmt::format("t{}", options_.classes + 1));
    }

    void group(const std::string& school_class, const std::string& id, const std::string& subject,
               const std::string& teacher) {
        tables_[Relation::study_group].add("1", id, subject, none, "1", none, none);
        tables_[Relation::study_group_class].add("1", id, school_class, none, none);
        tables_[Relation::study_group_teacher].add("1", id, teacher, since, none);
    }

    SmallSchoolOptions options_;
    journal::JournalTables tables_;
    int people_ = 0;
};

}  // namespace

journal::JournalTables small_school(const SmallSchoolOptions& options) {
    return Maker{options}.make();
}

std::int64_t user_of(const std::string& person) {
    const auto dash = person.find('-');
    const std::int64_t first = std::stoll(person.substr(1, dash - 1));
    const std::int64_t second = dash == std::string::npos ? 0 : std::stoll(person.substr(dash + 1));
    switch (person.front()) {
        case 'z':
            return 500'000 + first;
        case 't':
            return 500'100 + first;
        case 'p':
            return 510'000 + first * 100 + second;
        case 'g':
            return 520'000 + first * 100 + second;
        default:
            throw std::logic_error{"no person of a small school: " + person};
    }
}

}  // namespace rosterd::test
