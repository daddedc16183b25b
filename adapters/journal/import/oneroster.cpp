// The mapping: schools, people and their ties. Classes and groups are in oneroster_classes.cpp.
#include "adapters/journal/import/oneroster.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/journal/import/oneroster_mapper.hpp"
#include "reconciler/day.hpp"

namespace rosterd::journal {
namespace {

using enum OneRosterFile;

Cell cell(const std::string& text) {
    return text.empty() ? Cell{} : Cell{text};
}

bool is_parent_like(std::string_view role) {
    return role == "parent" || role == "guardian" || role == "relative";
}

std::string position_of(const OneRosterRow& role) {
    const std::string& type = role["metadata.positionType"];
    if (type == "pedagogical") return "teaching";
    if (!type.empty()) return type == "administration" ? "administration" : "other";
    const std::string& word = role["role"];
    if (word == "teacher" || word == "counselor") return "teaching";
    const bool administration = word == "principal" || word == "siteAdministrator";
    return administration ? "administration" : "other";
}

Cell roles_of(std::string_view role) {
    if (role == "teacher") return "teacher";
    if (role == "siteAdministrator") return "school_admin,chats_admin";
    return std::nullopt;
}

/// `{vk:123},{max:9}` -> pairs of type and id; anything else is somebody else's identifier.
std::vector<std::pair<std::string, std::string>> user_ids(const std::string& text) {
    std::vector<std::pair<std::string, std::string>> found;
    for (const std::string& item : list_items(text)) {
        const auto colon = item.find(':');
        if (!item.starts_with('{') || !item.ends_with('}') || colon == std::string::npos) continue;
        found.emplace_back(item.substr(1, colon - 1),
                           item.substr(colon + 1, item.size() - colon - 2));
    }
    return found;
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
    const auto end = [&period](const std::string& day) {
        if (period.to.empty() || day < period.to) period.to = day;
    };
    if (row.deleted) {
        if (row.changed_on.empty() && period.to.empty()) return std::nullopt;
        if (!row.changed_on.empty()) end(row.changed_on);
    }
    const Row* user = package_.find(users, user_id);
    if (user != nullptr && (user->deleted || (*user)["enabledUser"] == "false")) {
        if (user->changed_on.empty()) {
            if (period.to.empty()) return std::nullopt;
        } else {
            end(user->changed_on);
        }
    }
    return period;
}

void OneRosterMapper::report(OneRosterFile file, Severity severity, const std::string& id,
                             const Row& row, std::string message) {
    out_.findings.push_back({severity, std::string{word(file)}, row.line,
                             fmt::format("sourcedId '{}'", id), std::move(message)});
}

Result<void> OneRosterMapper::map_schools() {
    for (const auto& [id, row] : package_.rows(orgs)) {
        if (row["type"] != "school") continue;
        const std::string& own = row["metadata.timeZone"];
        const std::string& zone = own.empty() ? options_.time_zone : own;
        if (zone.empty()) {
            return Error{ErrorKind::invalid_input,
                         fmt::format("orgs.csv:{}: school '{}' has no time zone", row.line, id),
                         "add a column metadata.timeZone, or name one for all schools"};
        }
        schools_.insert(id);
        out_.tables[Relation::school].add(id, row["name"], zone, cell(options_.profile),
                                          cell(options_.account), cell_of(!row.deleted));
    }
    if (schools_.empty()) {
        return Error{ErrorKind::invalid_input, "orgs.csv: there is no org of type school"};
    }
    return {};
}

void OneRosterMapper::map_roles() {
    std::set<std::vector<Cell>> staff;
    for (const auto& [id, row] : package_.rows(roles)) {
        const std::string& user = row["userSourcedId"];
        const std::string& role = row["role"];
        const std::string& school = row["orgSourcedId"];
        const auto period = period_of(row, user);
        if (is_parent_like(role)) {
            if (!period) continue;
            const auto [known, fresh] = parents_.emplace(user, *period);
            if (fresh) continue;
            Period& widest = known->second;
            widest.from = std::min(widest.from, period->from);
            const bool open = widest.to.empty() || period->to.empty();
            widest.to = open ? "" : std::max(widest.to, period->to);
            continue;
        }
        if (!schools_.contains(school)) continue;  // a district's employee
        people_.emplace(school, user);
        if (role == "student") {
            student_schools_[user].insert(school);
            continue;
        }
        if (package_.find(users, user) == nullptr) {
            report(roles, Severity::error, id, row,
                   fmt::format("refers to user '{}', which is not in users.csv", user));
        }
        if (!period) continue;
        staff.insert(
            {school, user, position_of(row), roles_of(role), cell(period->from), cell(period->to)});
    }
    for (const auto& row : staff) {
        out_.tables[Relation::staff].add(row[0], row[1], row[2], row[3], row[4], row[5]);
    }
}

void OneRosterMapper::map_guardians() {
    std::set<std::pair<std::string, std::string>> pairs;  // (parent, student)
    for (const auto& [id, row] : package_.rows(users)) {
        for (const std::string& other : list_items(row["agentSourcedIds"])) {
            if (parents_.contains(id) && student_schools_.contains(other)) {
                pairs.emplace(id, other);
            } else if (parents_.contains(other) && student_schools_.contains(id)) {
                pairs.emplace(other, id);
            } else if (package_.find(users, other) == nullptr) {
                report(users, Severity::warning, id, row,
                       fmt::format("agentSourcedIds names '{}', which is not in users.csv", other));
            }
        }
    }
    for (const auto& [parent, student] : pairs) {
        // A parent's or child's disabled account ends the tie like a deleted role.
        Row tie;
        const Period& role = parents_.at(parent);
        if (!role.from.empty()) tie.fields["beginDate"] = role.from;
        if (!role.to.empty()) tie.fields["endDate"] = role.to;
        const auto period = period_of(tie, student);
        if (!period) continue;
        for (const std::string& school : student_schools_.at(student)) {
            people_.emplace(school, parent);
            out_.tables[Relation::guardian].add(school, parent, student, cell(period->from),
                                                cell(period->to));
        }
    }
}

void OneRosterMapper::map_people() {
    for (const auto& [school, id] : people_) {
        const Row* user = package_.find(users, id);
        if (user == nullptr) continue;  // reported where it is referred to
        const Row& row = *user;
        const std::string& phone = row["sms"].empty() ? row["phone"] : row["sms"];
        out_.tables[Relation::person].add(school, id, row["familyName"], row["givenName"],
                                          cell(row["middleName"]), cell(phone),
                                          cell_of(row["enabledUser"] == "false"));
        map_links(school, id, row);
    }
}

void OneRosterMapper::map_links(const std::string& school, const std::string& id, const Row& user) {
    for (const auto& [type, value] : user_ids(user["userIds"])) {
        if (type != "vk" && type != "max" && type != "ejabberd") continue;
        out_.tables[Relation::profile_link].add(school, id, type, value, Cell{},
                                                std::string{"linked"}, Cell{});
    }
}

Result<void> OneRosterMapper::map_lessons() {
    if (options_.lessons.empty()) return {};
    auto csv = read_csv(options_.lessons);
    if (!csv) return std::move(csv).error();
    constexpr std::array<std::string_view, 6> wanted{"lessonId",   "classSourcedId", "date",
                                                     "startLocal", "endLocal",       "cancelled"};
    std::array<std::size_t, wanted.size()> at{};
    for (std::size_t index = 0; index < wanted.size(); ++index) {
        const auto column = csv->column(wanted[index]);
        if (!column) {
            return Error{ErrorKind::invalid_input,
                         fmt::format("{}:1: no column {}", csv->name, wanted[index])};
        }
        at[index] = *column;
    }
    for (const CsvRow& row : csv->rows) {
        const auto field = [&](std::size_t index) -> const std::string& {
            return row.fields[at[index]];
        };
        const Row* group = package_.find(classes, field(1));
        if (group == nullptr || !parse_day(field(2)) ||
            !parse_instant(field(2) + " " + field(3) + "Z") ||
            !parse_instant(field(2) + " " + field(4) + "Z")) {
            return Error{ErrorKind::invalid_input,
                         fmt::format("{}:{}: expected a known classSourcedId, a date YYYY-MM-DD "
                                     "and times HH:MM",
                                     csv->name, row.line)};
        }
        const auto time = [&](std::size_t index) {
            return field(2) + " " + field(index) + (field(index).size() == 5 ? ":00" : "");
        };
        out_.tables[Relation::lesson].add((*group)["schoolSourcedId"], field(0), field(1), time(3),
                                          time(4), cell_of(field(5) == "true"));
    }
    return {};
}

Result<ImportedJournal> OneRosterMapper::map() {
    auto schools = map_schools();
    if (!schools) return std::move(schools).error();
    map_roles();
    map_enrollments();
    map_guardians();
    map_people();
    auto lessons = map_lessons();
    if (!lessons) return std::move(lessons).error();
    const std::string digest = out_.tables.digest();
    for (const std::string& school : schools_) {
        out_.tables[Relation::change_marker].add(school, digest);
    }
    const auto& while_reading = package_.findings();
    out_.findings.insert(out_.findings.begin(), while_reading.begin(), while_reading.end());
    return std::move(out_);
}

Result<ImportedJournal> map_oneroster(const OneRosterPackage& package,
                                      const OneRosterOptions& options) {
    return OneRosterMapper{package, options}.map();
}

Result<ImportedJournal> import_oneroster(const std::filesystem::path& directory,
                                         std::span<const std::filesystem::path> deltas,
                                         const OneRosterOptions& options) {
    OneRosterPackage package;
    auto read = package.apply(directory);
    if (!read) return std::move(read).error().in(directory.string());
    for (const std::filesystem::path& delta : deltas) {
        auto applied = package.apply(delta);
        if (!applied) return std::move(applied).error().in(delta.string());
    }
    return map_oneroster(package, options);
}

}  // namespace rosterd::journal
