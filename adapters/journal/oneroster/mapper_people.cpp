// The mapping of people, their links, and who is whose parent.
#include <fmt/format.h>

#include "adapters/journal/oneroster/mapper.hpp"
#include "reconciler/roster_builder_fields.hpp"

namespace rosterd::journal {
namespace {

using enum OneRosterFile;

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

/// A value that is neither true nor false is passed on: then the person is in doubt.
Cell blocked_of(const OneRosterRow& user) {
    const std::string& enabled = user["enabledUser"];
    if (enabled.empty() || enabled == "true") return cell_of(false);
    return enabled == "false" ? cell_of(true) : Cell{enabled};
}

}  // namespace

void OneRosterMapper::add_guardian(const std::string& parent, const std::string& student,
                                   const Row& said_by) {
    // A parent's or child's disabled account ends the tie like a deleted role.
    const auto role = parents_.find(parent);
    const auto period =
        period_of(role == parents_.end() ? Period{} : role->second, nullptr, student);
    if (!period) return;
    for (const std::string& school : student_schools_.at(student)) {
        if (!guardians_.emplace(school, parent, student).second) continue;  // said by both
        people_.emplace(school, parent);
        add(school, Relation::guardian, said_by, parent, student, cell_or_null(period->from),
            cell_or_null(period->to));
    }
}

void OneRosterMapper::map_guardians() {
    for (const auto& [key, row] : package_.rows(users)) {
        const std::string& id = row.id;
        const bool is_student = student_schools_.contains(id);
        for (const std::string& other : list_items(row["agentSourcedIds"])) {
            if (parents_.contains(id) && student_schools_.contains(other)) {
                add_guardian(id, other, row);
            } else if (parents_.contains(other) && is_student) {
                add_guardian(other, id, row);
            } else if (package_.find(users, other) == nullptr) {
                std::string message = fmt::format(
                    "agentSourcedIds names '{}', which is not in users.csv", printable(other));
                if (!is_student) {
                    report("", Severity::warning, row, std::move(message));
                    continue;
                }
                // Passed on, so that the family's chats are not concluded from an absence.
                report_dangling(*student_schools_.at(id).begin(), row, std::move(message));
                add_guardian(other, id, row);
            }
        }
    }
}

void OneRosterMapper::map_people() {
    const auto& known = package_.rows(users);
    for (const auto& [school, id] : people_) {
        // Several rows of one id contradict each other: the contract's reader says so.
        for (auto user = known.lower_bound(id); user != known.end() && user->second.id == id;
             ++user) {
            const Row& row = user->second;
            const std::string& phone = row["sms"].empty() ? row["phone"] : row["sms"];
            add(school, Relation::person, row, id, row["familyName"], row["givenName"],
                cell_or_null(row["middleName"]), cell_or_null(phone), blocked_of(row));
            if (user->first == id) map_links(school, row);
        }
    }
}

void OneRosterMapper::map_links(const std::string& school, const Row& user) {
    for (const auto& [type, value] : user_ids(user["userIds"])) {
        if (type != "vk" && type != "max" && type != "ejabberd") continue;
        add(school, Relation::profile_link, user, user.id, type, value, Cell{},
            std::string{"linked"}, Cell{});
    }
}

}  // namespace rosterd::journal
