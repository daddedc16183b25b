// Takes one person out of what is remembered, as the law on personal data lets him ask. Pure; each
// says how many entries it changed.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "reconciler/history.hpp"
#include "reconciler/links.hpp"
#include "reconciler/observed.hpp"
#include "reconciler/own_chats.hpp"

namespace rosterd {

/// His edits and places go; what he asked for stays, without his id.
std::size_t erase_person(OwnRows& rows, std::string_view person);
std::size_t erase_person(std::vector<StoredLink>& links, std::string_view person);
std::size_t erase_person(std::vector<KnownUser>& known, std::string_view person);

/// Departures, invitations and parkings of a user.
std::size_t erase_user(History& history, UserId user);
/// That he was brought into the chat, and that he brought others. Members stay: they are there.
std::size_t erase_user(ObservedChat& chat, UserId user);

}  // namespace rosterd
