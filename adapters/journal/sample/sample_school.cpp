// The stages of a sample school, in order.
#include "adapters/journal/sample/sample_school.hpp"

#include <fmt/format.h>

#include <chrono>

#include "adapters/journal/sample/draft.hpp"

namespace rosterd::journal {
namespace sample {
namespace {

std::uint32_t pupils_of(SchoolKind kind) {
    switch (kind) {
        case SchoolKind::village:
            return 166;
        case SchoolKind::town:
            return 900;
        case SchoolKind::large:
            return 1'800;
        case SchoolKind::mega:
            return 3'600;
        case SchoolKind::largest:
            return 6'800;
    }
    return 0;
}

/// The 1 September on or before `today`.
Day start_of_year(Day today) {
    using namespace std::chrono;
    const year_month_day date{sys_days{days{today.since_1970}}};
    const year start = date.month() < September ? date.year() - years{1} : date.year();
    return {static_cast<std::int32_t>(sys_days{start / September / 1}.time_since_epoch().count())};
}

}  // namespace

Draft::Draft(const SampleOptions& from)
    : options{from},
      dice{seed_for(from.seed, from.school_id)},
      village{from.kind == SchoolKind::village},
      pupils{from.pupils != 0 ? from.pupils : pupils_of(from.kind)},
      year_start{start_of_year(from.today)} {}

std::uint32_t Draft::add_person(std::string id, Sex sex, std::uint32_t surname) {
    if (surname == nobody) surname = dice.below(static_cast<std::uint32_t>(surnames().size()));
    const MaleName& father = dice.pick(male_names());
    const bool male = sex == Sex::male;
    Person person{
        .id = std::move(id),
        .sex = sex,
        .surname = surname,
        .last_name = surname_for(surnames()[surname], sex),
        .first_name = std::string{male ? dice.pick(male_names()).first : dice.pick(female_names())},
        .middle_name = std::string{male ? father.son : father.daughter},
        .phone = {}};
    people.push_back(std::move(person));
    return static_cast<std::uint32_t>(people.size() - 1);
}

}  // namespace sample

std::optional<SchoolKind> school_kind(std::string_view text) {
    using enum SchoolKind;
    for (const SchoolKind kind : {village, town, large, mega, largest}) {
        if (word(kind) == text) return kind;
    }
    return std::nullopt;
}

std::string_view word(SchoolKind kind) {
    switch (kind) {
        case SchoolKind::village:
            return "village";
        case SchoolKind::town:
            return "town";
        case SchoolKind::large:
            return "large";
        case SchoolKind::mega:
            return "mega";
        case SchoolKind::largest:
            return "largest";
    }
    return "unknown";
}

Result<JournalTables> generate_school(const SampleOptions& options) {
    const auto refuse = [](std::string what) {
        return Error{ErrorKind::invalid_input, "sample school: " + std::move(what)};
    };
    if (options.school_id.empty()) return refuse("the school id is empty");
    if (options.pupils > sample_pupils_max) {
        return refuse(fmt::format("{} pupils, at most {}", options.pupils, sample_pupils_max));
    }
    if (options.linked_percent > 100 || options.requested_percent > 100) {
        return refuse("a share is above 100 per cent");
    }
    sample::Draft draft{options};
    sample::make_classes(draft);
    sample::make_groups(draft);
    sample::make_staff(draft);
    sample::make_families(draft);
    sample::fill_groups(draft);
    sample::make_timetable(draft);
    sample::finish_people(draft);
    return sample::rows_of(draft);
}

}  // namespace rosterd::journal
