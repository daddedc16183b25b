// Hashes names as the reconciler does, and keeps both directions apart where two of them meet.
#include "adapters/platform/ejabberd/ejabberd_directory.hpp"

#include <utility>

namespace rosterd::ejabberd {
namespace {

Error nobody() {
    return {ErrorKind::permanent_person, "nobody registered at the server has this user's name",
            "register the user at the server, or correct the link"};
}

Error two_of_one_number() {
    return {ErrorKind::permanent_person,
            "two registered users have names of one number; neither can be served",
            "rename one of the two accounts (docs/ejabberd.md tells how to find them)"};
}

}  // namespace

void Directory::replace(std::span<const std::string> names) {
    Map fresh;
    fresh.reserve(names.size());
    std::size_t ambiguous = 0;
    for (const std::string& name : names) {
        const auto [entry, is_new] = fresh.try_emplace(number_of_name(name), name + '@' + host_);
        if (is_new) continue;
        ambiguous += entry->second.empty() ? 1 : 2;
        entry->second.clear();
    }
    registered_ = std::move(fresh);
    ambiguous_ = ambiguous;
}

UserId Directory::saw(const Affiliate& person) {
    const UserId user = number_of_name(person.name.empty() ? person.jid : person.name);
    const auto found = registered_.find(user);
    const bool is_registered = found != registered_.end() && found->second == person.jid;
    if (!is_registered) seen_.insert_or_assign(user, person.jid);
    return user;
}

Result<std::string> Directory::registered(UserId user) const {
    const auto found = registered_.find(user);
    if (found == registered_.end()) return nobody();
    if (found->second.empty()) return two_of_one_number();
    return found->second;
}

Result<std::string> Directory::known(UserId user) const {
    if (registered_.contains(user)) return registered(user);
    const auto found = seen_.find(user);
    if (found == seen_.end()) return nobody();
    return found->second;
}

}  // namespace rosterd::ejabberd
