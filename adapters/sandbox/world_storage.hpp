// Small values under keys, one storage for each token's owner (the platform's storage.*). No JSON.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "adapters/sandbox/api_error.hpp"
#include "adapters/sandbox/moment.hpp"

namespace rosterd::sandbox {

/// What is allowed in a key and a value is the caller's to check. Not thread-safe.
class Storages {
  public:
    static constexpr std::size_t keys_max = 1000;  ///< of one owner

    using Values = std::map<std::string, std::string, std::less<>>;

    /// Empty where there is none.
    [[nodiscard]] std::string get(MemberId owner, std::string_view key) const;
    /// An empty value deletes. Errors: 103 for a new key past keys_max.
    Outcome<void> set(MemberId owner, const std::string& key, std::string value);

    [[nodiscard]] const std::map<MemberId, Values>& all() const { return all_; }
    [[nodiscard]] std::uint64_t revision() const { return revision_; }

  private:
    std::map<MemberId, Values> all_;
    std::uint64_t revision_ = 0;
};

}  // namespace rosterd::sandbox
