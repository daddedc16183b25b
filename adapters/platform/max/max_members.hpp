// Who is in a chat, as MAX's pages and lists tell (max.md §2.5). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/platform/max/max_call.hpp"

namespace rosterd::max {

/// One member as MAX describes him. Permissions are open strings: MAX adds new ones, and old names
/// still arrive (max.md §2.8).
struct Member {
    UserId user = 0;
    bool bot = false;
    bool owner = false;
    bool admin = false;  ///< the owner, too
    std::vector<std::string> permissions{};
    std::string alias{};

    [[nodiscard]] bool may(std::string_view permission) const;
};

/// Nothing: no member with an id that can be one.
[[nodiscard]] std::optional<Member> read_member(const boost::json::value& value);

/// The `members` of an answer. Errors: transient when one is malformed.
[[nodiscard]] Result<std::vector<Member>> read_members_list(const boost::json::value& answer);

[[nodiscard]] const Member* find(const std::vector<Member>& members, UserId user);

/// Pages of one chat, until the last has come.
class MemberPages {
  public:
    /// Errors: transient when the page is malformed, somebody is on two pages, or a marker comes
    /// again (the pages would never end); permanent_chat when there are none at all, or more people
    /// than any chat has.
    Result<void> add(const boost::json::value& page);

    [[nodiscard]] bool complete() const { return complete_; }
    /// Of the page to ask for next; nothing at first.
    [[nodiscard]] std::optional<std::int64_t> marker() const { return marker_; }
    [[nodiscard]] std::size_t pages() const { return pages_; }
    /// Everybody on the pages, bots included.
    [[nodiscard]] std::size_t members() const { return everybody_.size(); }

    /// Administrators on the pages, the owner and bots included.
    [[nodiscard]] const std::vector<Member>& administrators() const { return administrators_; }

    /// The people, sorted. Bots are left out, ourselves and others: they are nobody of a school,
    /// and who put them there can remove them. Precondition: complete().
    [[nodiscard]] ChatMembers finish(ChatNumber chat) &&;

  private:
    bool complete_ = false;
    std::size_t pages_ = 0;
    std::optional<std::int64_t> marker_;
    std::set<std::int64_t> markers_;
    std::set<UserId> everybody_;
    std::vector<ObservedMember> people_;
    std::vector<Member> administrators_;
};

/// What a school's administrator of a chat gets: everything that the chat's work needs. Not
/// add_admins: appointing administrators is the daemon's.
[[nodiscard]] const std::vector<std::string>& school_admin_permissions();

/// The rights that `person` is to have: what he has, and of school_admin_permissions() what `bot`
/// may give, because it has it itself (nothing is known of `bot`: all). Nothing: he has it all.
[[nodiscard]] std::optional<AdminRights> rights_to_give(const Member& person, const Member* bot);

}  // namespace rosterd::max
