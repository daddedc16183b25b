// What one accepted or refused journal read means for one school: everything computed from it.
// Immutable once made; passes and views share it. No I/O.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/ports.hpp"
#include "reconciler/conference_plan.hpp"
#include "reconciler/desired.hpp"
#include "reconciler/guard.hpp"
#include "reconciler/in_force.hpp"
#include "reconciler/links.hpp"

namespace rosterd {

struct Picture {
    Roster roster;
    InForce in_force;
    Profile profile;
    LinkTable links;
    Desired desired;
    std::vector<PlannedConference> conferences;  ///< sorted by id
    std::vector<Finding> findings;               ///< of the read, the links and the rules
    std::string implausible;  ///< why this read may not remove anybody; empty: it may
    std::vector<ClassDoubt> doubted_classes;  ///< not believed, while the rest is
    Moment moment{};
    UnixSeconds read_at = 0;
    Platform platform = Platform::vk;  ///< of the account for which it was made
    bool people_make_chats = false;    ///< that account creates none; it claims them
    std::uint64_t own_revision =
        0;  ///< of the own rows that were merged; SchoolState::own_revision

    Picture() = default;
    Picture(const Picture&) = delete;  // Desired and Roster refer to each other by index only,
    Picture& operator=(const Picture&) = delete;  // but a copy would double a school's memory

    [[nodiscard]] ComparisonInput comparison(const History& history, UnixSeconds now) const {
        return {roster, in_force, profile, desired, links, history, now};
    }
    [[nodiscard]] std::string_view person_id(PersonIndex person) const {
        return roster.text.view(roster.people.id[person]);
    }
    /// "Last First Middle" for people who may see names; never for logs.
    [[nodiscard]] std::string person_name(PersonIndex person) const;
};

/// What make_picture() needs beside the read; copied, because it runs on a worker thread.
struct PictureInput {
    Profile profile;
    Platform platform = Platform::vk;
    bool people_make_chats = false;
    std::size_t title_characters_max = 128;
    Moment moment{};
    RowCounts accepted{};
    std::vector<ClassCount> accepted_classes;
    std::vector<StoredLink> links;
    std::vector<KnownUser> known_users;
    std::vector<std::pair<std::string, UnixSeconds>> initialised;
    OwnRows own;  ///< merged into the roster
    std::uint64_t own_revision = 0;
    std::vector<ConferenceRecord> conferences;  ///< known ones; sorted by id
    std::vector<std::string> active_chats;      ///< keys on the platform; sorted
    InstantOf instant_of;                       ///< of the school's zone
};

[[nodiscard]] std::shared_ptr<const Picture> make_picture(JournalRead read, PictureInput input);

}  // namespace rosterd
