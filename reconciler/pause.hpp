// What is not worked on for a while, and on whose word: everything, a school, or one chat. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/day.hpp"
#include "reconciler/plan.hpp"

namespace rosterd {

/// While it lasts, nothing changes on the platform; journal and chats are read all the same, and
/// plans are made and shown (docs/decisions/0012).
struct Pause {
    std::string school{};  ///< its id in the journal; empty: every school
    std::string chat{};    ///< its key; empty: every chat
    std::string by{};
    std::string reason{};  ///< in a person's words; never in logs or the audit
    UnixSeconds since = 0;
    UnixSeconds until = 0;  ///< exclusive; 0: until somebody resumes it

    [[nodiscard]] bool lasts(UnixSeconds now) const { return until == 0 || now < until; }
    friend bool operator==(const Pause&, const Pause&) = default;
};

/// Those that concern this school: of everything, of the school, of its chats.
[[nodiscard]] std::vector<Pause> pauses_about(std::span<const Pause> pauses,
                                              std::string_view school);

/// Of pauses about one school: what rests all of it, that of everything first; or null.
[[nodiscard]] const Pause* pause_of_all(std::span<const Pause> pauses, UnixSeconds now);
/// What rests this chat: one of all of it first; or null.
[[nodiscard]] const Pause* pause_of_chat(std::span<const Pause> pauses, std::string_view chat,
                                         UnixSeconds now);
/// Keys of chats that rest on their own, sorted.
[[nodiscard]] std::vector<std::string> paused_chats(std::span<const Pause> pauses, UnixSeconds now);
/// When the first of them that last ends by itself.
[[nodiscard]] std::optional<UnixSeconds> next_end(std::span<const Pause> pauses, UnixSeconds now);

/// "nothing happens: the school is paused since 2026-09-01 08:00 UTC by olga until …: the reason".
[[nodiscard]] std::string pause_sentence(const Pause& pause);

/// Takes out of a plan what concerns these chats (sorted keys), and prices the rest anew. A chat
/// that would be carried over rests under both its keys. Done before guards look: what rests counts
/// for none of them, so that it holds nothing else back.
[[nodiscard]] Withheld withhold(Plan& plan, std::span<const std::string> chats,
                                const PlanInput& input);

}  // namespace rosterd
