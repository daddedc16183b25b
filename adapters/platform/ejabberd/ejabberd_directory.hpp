// Which user a number stands for. Pure.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <span>
#include <string>
#include <string_view>

#include "adapters/platform/ejabberd/ejabberd_answer.hpp"
#include "reconciler/user_id.hpp"

namespace rosterd::ejabberd {

/// Names are found again by their hash: the registered users, and whoever was seen in a room.
class Directory {
  public:
    explicit Directory(std::string host) : host_{std::move(host)} {}

    /// Replaces the registered users; `names` are local parts as the server keeps them.
    void replace(std::span<const std::string> names);
    /// Remembers somebody seen in a room and gives his number. Somebody of another server has a
    /// number of his whole address: he is nobody whom the journal could mean.
    UserId saw(const Affiliate& person);

    /// The bare JID. Errors: permanent_person for a number of two users, or of none (yet).
    [[nodiscard]] Result<std::string> registered(UserId user) const;
    /// The same, but also of people without an account who are left in a room.
    [[nodiscard]] Result<std::string> known(UserId user) const;

    /// Users who share their number with another and so cannot be served.
    [[nodiscard]] std::size_t ambiguous() const { return ambiguous_; }

  private:
    using Map = boost::unordered_flat_map<UserId, std::string>;
    std::string host_;
    Map registered_;  ///< bare JIDs; an empty one: two users of one number
    Map seen_;        ///< who was in a room and is not registered
    std::size_t ambiguous_ = 0;
};

}  // namespace rosterd::ejabberd
