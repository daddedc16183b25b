// The system's user and group databases.
#include "daemon/control/permissions.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace rosterd::control {
namespace {

constexpr std::size_t entry_bytes = 64 * 1024;

std::optional<unsigned> group_id(const std::string& name, std::vector<std::string>& warnings) {
    group entry{};
    group* found = nullptr;
    std::vector<char> buffer(entry_bytes);
    ::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
    if (found != nullptr) return found->gr_gid;
    warnings.push_back(fmt::format(
        "group '{}' does not exist: of its rights only root and the daemon's own user have any",
        name));
    return std::nullopt;
}

struct User {
    std::string name;
    unsigned gid;
};

std::optional<User> find_user(unsigned uid) {
    passwd entry{};
    passwd* found = nullptr;
    std::vector<char> buffer(entry_bytes);
    ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
    if (found == nullptr) return std::nullopt;
    return User{found->pw_name, found->pw_gid};
}

std::vector<gid_t> groups_of(const http::Peer& peer) {
    std::vector<gid_t> groups{peer.gid};
    groups.insert(groups.end(), peer.groups.begin(), peer.groups.end());
    const auto user = find_user(peer.uid);
    if (!user) return groups;
    std::array<gid_t, 256> listed{};
    int count = listed.size();
    if (::getgrouplist(user->name.c_str(), user->gid, listed.data(), &count) < 0) {
        count = listed.size();  // more groups than we look at
    }
    groups.insert(groups.end(), listed.begin(), listed.begin() + count);
    return groups;
}

}  // namespace

Permissions::Permissions(const std::string& watch_group, const std::string& operate_group)
    : watch_{group_id(watch_group, warnings_)},
      operate_{group_id(operate_group, warnings_)},
      own_uid_{::getuid()} {}

Right Permissions::right_of(const http::Peer& peer) const {
    if (peer.uid == 0 || peer.uid == own_uid_) return Right::operate;
    const std::vector<gid_t> groups = groups_of(peer);
    const auto in = [&](std::optional<unsigned> group) {
        return group && std::ranges::find(groups, *group) != groups.end();
    };
    if (in(operate_)) return Right::operate;
    return in(watch_) ? Right::watch : Right::none;
}

Result<void> permit(Right has, Right needed) {
    if (has >= needed) return {};
    return Error{ErrorKind::authority, "your user may not do this",
                 needed == Right::watch
                     ? "ask to be put into the group of `control.watch_group`"
                     : "ask to be put into the group of `control.operate_group`"};
}

std::string user_name(const http::Peer& peer) {
    const auto user = find_user(peer.uid);
    return user ? user->name : fmt::format("uid {}", peer.uid);
}

}  // namespace rosterd::control
