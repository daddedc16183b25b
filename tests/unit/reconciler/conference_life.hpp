// One conference on a made-up day, asked what to do next, for tests of the state machine.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "reconciler/conference_book.hpp"
#include "reconciler/conference_steps.hpp"

namespace rosterd {

inline void PrintTo(ConferenceState value, std::ostream* out) {
    *out << word(value);
}
inline void PrintTo(ConferenceCause value, std::ostream* out) {
    *out << '"' << word(value) << '"';
}
inline void PrintTo(ConferenceAction value, std::ostream* out) {
    constexpr std::string_view words[]{"none", "start", "find", "finish", "announce", "withdraw"};
    *out << words[static_cast<std::size_t>(value)];
}

}  // namespace rosterd

namespace rosterd::testing {

inline constexpr UnixSeconds minute = 60;
inline constexpr UnixSeconds hour = 3'600;
inline constexpr UnixSeconds starts = 1'000'000;
inline constexpr UnixSeconds ends = starts + 45 * minute;

/// Of class 7v, in its chat, in 45 minutes from `from` on.
[[nodiscard]] inline ConferenceRecord waiting(const std::string& id, UnixSeconds from = starts) {
    ConferenceRecord record;
    record.plan.id = id;
    record.plan.chat = "class/7v";
    record.plan.title = "7В - История";
    record.plan.local_starts = record.plan.starts = from;
    record.plan.local_ends = record.plan.ends = from + (ends - starts);
    record.plan.exclusive = {"class/7v"};
    return record;
}

/// The same, running since its start, its link posted.
[[nodiscard]] inline ConferenceRecord running(const std::string& id, UnixSeconds from = starts) {
    ConferenceRecord record = waiting(id, from);
    record.start_asked_at = from;
    record = after_start(std::move(record), "call of " + id, "https://call/" + id, false, from);
    return after_announcement(std::move(record), 7, from);
}

/// Asks and keeps what was answered, as the conference clock does.
struct Life {
    ConferenceRecord record = waiting("c1");
    ConferenceRule rule{};
    ConferenceSettings settings{};
    std::vector<ConferenceRecord> others{};
    ConferenceStep step{};

    [[nodiscard]] ConferenceStep ask(UnixSeconds now) const {
        std::vector<const ConferenceRecord*> running{&record};
        for (const ConferenceRecord& other : others) running.push_back(&other);
        return next_step(record, rule, settings, running, now);
    }
    ConferenceAction at(UnixSeconds now) {
        step = ask(now);
        record = step.record;
        return step.action;
    }
    void called(UnixSeconds now, bool unsure = false) {
        record = after_start(std::move(record), "call", "https://call/1", unsure, now);
    }
    void failed(ConferenceAction action, ErrorKind kind, UnixSeconds now) {
        record = after_failure(std::move(record), action, Error{kind, "it is down"}, settings, now);
    }
    /// Its state and cause, as a word: "failed provider".
    [[nodiscard]] std::string told() const {
        std::string text{word(record.state)};
        if (record.cause != ConferenceCause::none) {
            text += " " + std::string{word(record.cause)};
        }
        return text;
    }
};

}  // namespace rosterd::testing
