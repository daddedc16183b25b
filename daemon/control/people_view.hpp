// The people of one school as JSON: ids, names, links, chats. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "daemon/control/category.hpp"
#include "daemon/control/paging.hpp"
#include "daemon/school_state.hpp"

namespace rosterd::control {

/// How much of a phone is shown. Watching tells whom a phone belongs to, not the phone.
enum class Phones : std::uint8_t {
    masked,  ///< +7(9**) ***-**-21
    full,    ///< for who may operate, and asks for it
};

/// What `GET /v1/schools/S/people` may ask for: the link list and the member picker.
struct PeopleFilter {
    std::string surname{};  ///< beginning of the last name, letter case ignored
    std::optional<Category> role{};
    std::string class_id{};           ///< its teachers, pupils and their parents
    std::string chat{};               ///< marks who is in this chat already; shows nobody less
    std::optional<LinkState> link{};  ///< only people with this state of their link
    Phones phones = Phones::masked;
    Paging paging{};
};

/// {total (before paging), linked, items:[{person, name, link, user, chats, waiting, blocked,
/// roles, phone, member}]}. `phone` is the one given for the link, where the daemon keeps it;
/// `member` is null unless a chat is named. `state.picture` must exist. Errors: not_found, when the
/// class or the chat does not exist.
[[nodiscard]] Result<boost::json::object> people_view(const SchoolState& state, UnixSeconds now,
                                                      const PeopleFilter& filter);

/// A phone as the journals print it, all but the last two digits hidden where asked for;
/// empty for an empty one.
[[nodiscard]] std::string phone_for(std::string_view phone, Phones phones);

}  // namespace rosterd::control
