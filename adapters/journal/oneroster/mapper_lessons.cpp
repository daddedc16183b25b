// The timetable beside a package; OneRoster has none.
#include <fmt/format.h>

#include "adapters/journal/oneroster/mapper.hpp"
#include "reconciler/day.hpp"

namespace rosterd::journal {

Result<void> OneRosterMapper::map_lesson(const CsvFile& csv, const CsvRow& row,
                                         const std::array<std::size_t, 6>& columns) {
    const auto field = [&](std::size_t index) -> const std::string& {
        return row.fields[columns[index]];
    };
    const Row* group = package_.find(OneRosterFile::classes, field(1));
    const bool valid = group != nullptr && out_.schools.contains((*group)["schoolSourcedId"]) &&
                       parse_day(field(2)) && parse_instant(field(2) + " " + field(3) + "Z") &&
                       parse_instant(field(2) + " " + field(4) + "Z");
    if (!valid) {
        return Error{ErrorKind::invalid_input,
                     fmt::format("{}:{}: expected a known classSourcedId, a date YYYY-MM-DD and "
                                 "times HH:MM",
                                 csv.name, row.line)};
    }
    const auto time = [&](std::size_t index) {
        return field(2) + " " + field(index) + (field(index).size() == 5 ? ":00" : "");
    };
    add((*group)["schoolSourcedId"], Relation::lesson, *group, field(0), field(1), time(3), time(4),
        cell_of(field(5) == "true"));
    return {};
}

Result<void> OneRosterMapper::map_lessons() {
    if (options_.lessons.empty()) return {};
    auto csv = read_csv(options_.lessons);
    if (!csv) return std::move(csv).error();
    constexpr std::array<std::string_view, 6> wanted{"lessonId",   "classSourcedId", "date",
                                                     "startLocal", "endLocal",       "cancelled"};
    std::array<std::size_t, wanted.size()> columns{};
    for (std::size_t index = 0; index < wanted.size(); ++index) {
        const auto column = csv->column(wanted[index]);
        if (!column) {
            return Error{ErrorKind::invalid_input,
                         fmt::format("{}:1: no column {}", csv->name, wanted[index])};
        }
        columns[index] = *column;
    }
    for (const CsvRow& row : csv->rows) {
        auto mapped = map_lesson(*csv, row, columns);
        if (!mapped) return mapped;
    }
    return {};
}

}  // namespace rosterd::journal
