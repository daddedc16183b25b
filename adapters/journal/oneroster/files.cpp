// Column tables of OneRoster 1.1 and 1.2, as far as the mapping reads them.
#include "adapters/journal/oneroster/files.hpp"

#include <algorithm>

namespace rosterd::journal {
namespace {

using enum OneRosterFile;
using enum Form;
using Column = OneRosterColumn;

constexpr Column optional(std::string_view name, Form form = text) {
    return {.name = name, .form = form};
}
constexpr Column in_header(std::string_view name, Form form) {
    return {.name = name, .form = form, .header = true};
}
constexpr Column filled(std::string_view name, Form form = text) {
    return {.name = name, .form = form, .header = true, .filled = true};
}
constexpr Column essential(std::string_view name, Form form = text) {
    return {.name = name, .form = form, .header = true, .filled = true, .essential = true};
}

constexpr std::array org_columns{filled("name"), essential("type", word),
                                 optional("metadata.timeZone")};
constexpr std::array course_columns{essential("title")};
constexpr std::array class_columns{essential("title"),
                                   filled("courseSourcedId"),
                                   essential("classType", word),
                                   essential("schoolSourcedId"),
                                   optional("grades"),
                                   optional("subjects"),
                                   optional("metadata.parentClassSourcedId"),
                                   optional("metadata.subgroup"),
                                   optional("metadata.predecessorSourcedId")};
constexpr std::array user_columns{filled("enabledUser", flag),
                                  essential("givenName"),
                                  essential("familyName"),
                                  optional("middleName"),
                                  optional("sms"),
                                  optional("phone"),
                                  optional("userIds"),
                                  optional("agentSourcedIds"),
                                  optional("role", word),
                                  optional("orgSourcedIds")};
constexpr std::array role_columns{essential("userSourcedId"), essential("role", word),
                                  essential("orgSourcedId"),  in_header("beginDate", day),
                                  in_header("endDate", day),  optional("metadata.positionType")};
constexpr std::array enrolment_columns{essential("classSourcedId"), essential("userSourcedId"),
                                       essential("role", word),     filled("schoolSourcedId"),
                                       in_header("beginDate", day), in_header("endDate", day)};

}  // namespace

std::string_view word(OneRosterFile file) {
    switch (file) {
        case orgs:
            return "orgs";
        case courses:
            return "courses";
        case classes:
            return "classes";
        case users:
            return "users";
        case roles:
            return "roles";
        case enrollments:
            return "enrollments";
    }
    return "unknown";
}

std::span<const OneRosterColumn> columns_of(OneRosterFile file) {
    switch (file) {
        case orgs:
            return org_columns;
        case courses:
            return course_columns;
        case classes:
            return class_columns;
        case users:
            return user_columns;
        case roles:
            return role_columns;
        case enrollments:
            return enrolment_columns;
    }
    return {};
}

bool is_essential(OneRosterFile file, const OneRosterColumn& column, OneRosterVersion version) {
    const bool old = file == users && version == OneRosterVersion::one_one;
    return column.essential || (old && (column.name == "role" || column.name == "orgSourcedIds"));
}

std::optional<std::size_t> column_index(OneRosterFile file, std::string_view name) {
    const auto columns = columns_of(file);
    const auto found = std::ranges::find(columns, name, &OneRosterColumn::name);
    if (found == columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns.begin());
}

}  // namespace rosterd::journal
