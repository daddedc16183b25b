// Reading and changing the storages.
#include "adapters/sandbox/world_storage.hpp"

#include <utility>

namespace rosterd::sandbox {

std::string Storages::get(MemberId owner, std::string_view key) const {
    const auto values = all_.find(owner);
    if (values == all_.end()) return {};
    const auto found = values->second.find(key);
    return found == values->second.end() ? std::string{} : found->second;
}

Outcome<void> Storages::set(MemberId owner, const std::string& key, std::string value) {
    Values& values = all_[owner];
    if (value.empty()) {
        values.erase(key);
    } else {
        if (values.size() >= keys_max && !values.contains(key)) return api_error(103);
        values.insert_or_assign(key, std::move(value));
    }
    ++revision_;
    return {};
}

}  // namespace rosterd::sandbox
