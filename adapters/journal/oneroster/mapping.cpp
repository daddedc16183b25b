// The mapping: schools, employees, the order of the steps. Families are in mapper_people.cpp,
// classes and groups in mapper_classes.cpp, lessons in mapper_lessons.cpp.
#include "adapters/journal/oneroster/mapping.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/journal/oneroster/mapper.hpp"
#include "reconciler/day.hpp"
#include "reconciler/roster_builder_fields.hpp"

namespace rosterd::journal {
namespace {

using enum OneRosterFile;

bool is_parent_like(std::string_view role) {
    return role == "parent" || role == "guardian" || role == "relative";
}

std::string position_of(std::string_view role, std::string_view type) {
    if (type == "pedagogical") return "teaching";
    if (!type.empty()) return type == "administration" ? "administration" : "other";
    if (role == "teacher" || role == "counselor") return "teaching";
    const bool administration =
        role == "principal" || role == "siteAdministrator" || role == "administrator";
    return administration ? "administration" : "other";
}

/// The day after; a text that is no day stays as it is.
std::string next_day(const std::string& text) {
    const auto day = parse_day(text);
    return day ? to_string(Day{day->since_1970 + 1}) : text;
}

}  // namespace

std::vector<std::string> list_items(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        std::string_view item = text.substr(0, comma);
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (!item.empty()) items.emplace_back(item);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return items;
}

std::optional<Period> OneRosterMapper::period_of(const Row& row, const std::string& user_id) const {
    Period period{row["beginDate"], row["endDate"]};
    if (options_.end_date == EndDate::inclusive && !period.to.empty()) {
        period.to = next_day(period.to);
    }
    return period_of(std::move(period), row.deleted ? &row : nullptr, user_id);
}

std::optional<Period> OneRosterMapper::period_of(Period period, const Row* deleted,
                                                 const std::string& user_id) const {
    const auto end = [&period](const std::string& day) {
        if (period.to.empty() || day < period.to) period.to = day;
    };
    const Row* user = package_.find(users, user_id);
    const bool away = user != nullptr && (user->deleted || (*user)["enabledUser"] == "false");
    for (const Row* ending : {deleted, away ? user : nullptr}) {
        if (ending == nullptr) continue;
        if (!ending->changed_on.empty()) {
            end(ending->changed_on);
        } else if (period.to.empty()) {
            return std::nullopt;
        }
    }
    return period;
}

Finding OneRosterMapper::finding(Severity severity, const Row& row, std::string message) const {
    return {severity, package_.place_of(row), row.line,
            fmt::format("sourcedId '{}'", printable(row.id)), std::move(message)};
}

void OneRosterMapper::report(const std::string& school, Severity severity, const Row& row,
                             std::string message) {
    const auto known = out_.schools.find(school);
    auto& into = known == out_.schools.end() ? out_.findings : known->second.findings;
    into.push_back(finding(severity, row, std::move(message)));
}

void OneRosterMapper::report_dangling(const std::string& school, const Row& row,
                                      std::string message) {
    const auto known = out_.schools.find(school);
    auto& into = known == out_.schools.end() ? out_.findings : known->second.dangling;
    into.push_back(finding(Severity::error, row, std::move(message)));
}

Result<void> OneRosterMapper::map_schools() {
    for (const auto& [key, row] : package_.rows(orgs)) {
        if (row["type"] != "school") continue;
        const auto own = options_.schools.find(row.id);
        std::string zone = own == options_.schools.end() ? "" : own->second.time_zone;
        if (zone.empty()) zone = row["metadata.timeZone"];
        if (zone.empty()) zone = options_.time_zone;
        if (zone.empty()) {
            return Error{ErrorKind::invalid_input,
                         fmt::format("{}:{}: school '{}' has no time zone", package_.place_of(row),
                                     row.line, printable(row.id)),
                         "add a column metadata.timeZone, or set journal.time_zone (for one "
                         "school: journal.schools)"};
        }
        out_.schools.try_emplace(row.id);
        add(row.id, Relation::school, row, row["name"], zone, cell_or_null(options_.profile),
            cell_or_null(options_.account), cell_of(!row.deleted));
    }
    if (out_.schools.empty()) {
        return Error{ErrorKind::invalid_input, "orgs.csv: there is no org of type school"};
    }
    for (const auto& [id, school] : options_.schools) {
        if (out_.schools.contains(id)) continue;
        out_.findings.push_back({Severity::warning, "journal.schools", 0,
                                 fmt::format("'{}'", printable(id)),
                                 "the configuration names a school that no package knows"});
    }
    return {};
}

void OneRosterMapper::map_roles() {
    for (const auto& [key, row] : package_.rows(roles)) {
        map_role({row, row["userSourcedId"], row["role"], row["orgSourcedId"],
                  row["metadata.positionType"]});
    }
    static const std::string no_position_type;
    for (const auto& [key, row] : package_.rows(users)) {
        if (row["role"].empty()) continue;  // OneRoster 1.2
        for (const std::string& org : list_items(row["orgSourcedIds"])) {
            map_role({row, row.id, row["role"], org, no_position_type});
        }
    }
}

void OneRosterMapper::add_parent(const std::string& user, const Period& period) {
    const auto [known, fresh] = parents_.emplace(user, period);
    if (fresh) return;
    Period& widest = known->second;
    widest.from = std::min(widest.from, period.from);
    const bool open = widest.to.empty() || period.to.empty();
    widest.to = open ? "" : std::max(widest.to, period.to);
}

void OneRosterMapper::map_role(const Role& role) {
    const auto period = period_of(role.row, role.user);
    if (is_parent_like(role.role)) {
        if (period) add_parent(role.user, *period);
        return;
    }
    if (!out_.schools.contains(role.org)) {
        if (package_.find(orgs, role.org) == nullptr) {
            report(
                "", Severity::error, role.row,
                fmt::format("refers to org '{}', which is not in orgs.csv", printable(role.org)));
        }
        return;  // else an employee of a district
    }
    people_.emplace(role.org, role.user);
    if (role.role == "student") {
        student_schools_[role.user].insert(role.org);
        return;
    }
    if (package_.find(users, role.user) == nullptr) {
        report_dangling(
            role.org, role.row,
            fmt::format("refers to user '{}', which is not in users.csv", printable(role.user)));
    }
    if (period) map_staff(role, *period);
}

void OneRosterMapper::map_staff(const Role& role, const Period& period) {
    const std::vector<Cell> cells{role.org,
                                  role.user,
                                  position_of(role.role, role.position_type),
                                  roles_of(role),
                                  cell_or_null(period.from),
                                  cell_or_null(period.to)};
    if (!staff_.insert(cells).second) return;  // two role rows that say the same
    add(role.org, Relation::staff, role.row, cells[1], cells[2], cells[3], cells[4], cells[5]);
}

Cell OneRosterMapper::roles_of(const Role& role) const {
    static const OneRosterSchool nothing_set;
    const auto found = options_.schools.find(role.org);
    const OneRosterSchool& set = found == options_.schools.end() ? nothing_set : found->second;
    const auto has = [&role](const auto& named) {
        return named.empty() ? role.role == "siteAdministrator" : named.contains(role.user);
    };
    std::string words;
    const auto append = [&words](std::string_view word) {
        if (!words.empty()) words += ',';
        words += word;
    };
    if (role.role == "teacher") append("teacher");
    if (has(set.school_admins)) append("school_admin");
    if (has(set.chats_admins)) append("chats_admin");
    return cell_or_null(words);
}

Result<MappedOneRoster> OneRosterMapper::map() {
    auto schools = map_schools();
    if (!schools) return std::move(schools).error();
    map_roles();
    map_enrollments();
    map_classes();
    map_guardians();
    map_people();
    auto lessons = map_lessons();
    if (!lessons) return std::move(lessons).error();
    for (auto& [id, school] : out_.schools) {
        std::string digest = school.tables.digest();
        school.tables[Relation::change_marker].add(id, std::move(digest));
    }
    const auto& while_reading = package_.findings();
    out_.findings.insert(out_.findings.begin(), while_reading.begin(), while_reading.end());
    return std::move(out_);
}

Result<MappedOneRoster> map_oneroster(const OneRosterPackage& package,
                                      const OneRosterOptions& options) {
    return OneRosterMapper{package, options}.map();
}

Result<ImportedJournal> import_oneroster(const std::filesystem::path& directory,
                                         std::span<const std::filesystem::path> deltas,
                                         const OneRosterOptions& options) {
    std::vector<PackagePlace> places{{directory, directory.filename().string()}};
    if (deltas.empty()) {
        auto found = find_packages(directory);
        if (!found) return std::move(found).error();
        places = *std::move(found);
    }
    for (const std::filesystem::path& delta : deltas) {
        places.push_back({delta, delta.filename().string()});
    }
    auto loaded = load_packages(places, options.reading);
    if (!loaded) return std::move(loaded).error();
    auto mapped = map_oneroster(loaded->package, options);
    if (!mapped) return std::move(mapped).error();
    ImportedJournal journal;
    journal.findings = std::move(mapped->findings);
    for (const auto& [id, school] : mapped->schools) {
        journal.tables.append(school.tables);
        for (const auto* findings : {&school.findings, &school.dangling}) {
            journal.findings.insert(journal.findings.end(), findings->begin(), findings->end());
        }
    }
    return journal;
}

}  // namespace rosterd::journal
