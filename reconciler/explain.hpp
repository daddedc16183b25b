// Why is somebody in a chat, why not, and what is he waiting for. Pure; words resolved on demand.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/compare.hpp"

namespace rosterd {

struct Explanation {
    std::string chat;
    std::string title;
    std::string role;  ///< "member" or "admin"
    SeatState state;
    std::vector<std::string> rules;  ///< "class.members: students", "chat_edit: add"
    std::vector<std::string> rows;   ///< "class_teacher (class_id '7v', ...) since 2026-09-01"
    std::string since;               ///< the earliest day from which a row gives it, or empty
    std::string note;                ///< what it waits for or why it ended, in a sentence
};

struct Explained {
    std::vector<Explanation> in;       ///< belongs and is there, or will be by the plan
    std::vector<Explanation> not_in;   ///< does not belong: with the rows that once did or will
    std::vector<Explanation> waiting;  ///< belongs and cannot get in yet
};

/// For one person, in every chat that concerns him, or in `chat` only (then always one answer).
[[nodiscard]] Explained explain(const ComparisonInput& input, const Observed& observed,
                                PersonIndex person, std::optional<std::string_view> chat);

/// The same of a user who is nobody in the journal now: the chats that he is in, with what becomes
/// of him there, and those that he left by himself. `in` and `waiting` stay empty.
[[nodiscard]] Explained explain_user(const ComparisonInput& input, const Observed& observed,
                                     UserId user, std::optional<std::string_view> chat);

/// The reasons of one seat as words, "class.members: students"; used by explain and by views.
[[nodiscard]] std::vector<std::string> reason_words(const ChatRule& rule,
                                                    std::uint16_t member_reasons,
                                                    std::uint16_t admin_reasons);

}  // namespace rosterd
