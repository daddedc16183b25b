// What chat requests and conferences ask: which chats, under which titles, deleted when. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/profile.hpp"
#include "reconciler/roster.hpp"

namespace rosterd {

/// What the requests for one chat say together.
struct Asked {
    UnixSeconds asked_at = 0;    ///< of the latest request that stands, at least 1; 0: none
    UnixSeconds deleted_at = 0;  ///< of the latest deletion; 0: none
};

/// The requests and conferences of one roster, by chat. `about` is a class, a group, no_index for
/// the staff room, or for a custom chat the index of its request. Refers to the roster.
class AskedChats {
  public:
    AskedChats(const Roster& roster, const Profile& profile, UnixSeconds now);

    /// Indexes into Roster::requests, in the order of their ids.
    [[nodiscard]] std::span<const std::uint32_t> requests_for(ChatKind kind,
                                                              std::uint32_t about) const;
    [[nodiscard]] Asked asked(ChatKind kind, std::uint32_t about) const;

    /// Made by now and not deleted.
    [[nodiscard]] bool stands(std::uint32_t request) const;

    /// The title typed in the latest request that stands and has one; empty when none does.
    [[nodiscard]] std::string_view title_for(ChatKind kind, std::uint32_t about) const;

    /// A conference that is not deleted is held in this chat; known only when the profile creates
    /// chats with their first conference. That such a chat stays when its conferences go is the
    /// planner's matter: a chat that exists is kept up (compare.hpp).
    [[nodiscard]] bool has_conference(std::string_view chat_key) const;

  private:
    void index_conferences();

    const Roster& roster_;
    UnixSeconds now_;
    std::vector<std::uint32_t> in_order_;  ///< 0, 1, 2 ...: a custom chat's request is a run of it
    std::vector<std::uint32_t> by_chat_;   ///< by kind, then about, then id
    std::vector<std::string> conference_chats_;  ///< keys, sorted
};

}  // namespace rosterd
