// A scenario as its file says it: values with the line where each stands. Runs nothing.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reconciler/conference_request.hpp"
#include "reconciler/hand_request.hpp"
#include "tests/scenarios/runner/journal_rows.hpp"

namespace rosterd::scenario {

using Words = std::vector<std::string>;

/// Something a person asks of the daemon itself, not of the journal: a chat by hand, a hand edit, a
/// link, an initialisation, a conference. Exactly one of the four is there.
struct Asked {
    std::optional<HandRequest> hand;
    std::optional<LinkRequest> link;
    std::optional<ConferenceRequest> conference;
    std::vector<ChatKind> initialise;  ///< the actor is that of `actor`
    std::string actor;
    /// Profile -> the code or the Russian text of the message he gets; "" for every other profile.
    /// Without any, the request must simply succeed.
    std::map<std::string, std::string> says;
};

/// One thing that happens. After each, the daemon works until nothing is left to do.
struct Step {
    enum class Verb {
        add,        ///< rows appear
        change,     ///< rows say something else; an ended row is one with another valid_to
        remove,     ///< rows are gone from the journal
        day,        ///< it is 12:00 of another day: `words` is the day
        at,         ///< it is a time of the same day, or of the day named: `words` is day and time
        provider,   ///< something happens to the calls' provider: `words` (see Calls)
        daemon,     ///< the daemon "stops" or "starts": `words`
        enters,     ///< `words` (chat, user): somebody joins on the platform by himself
        leaves,     ///< `words` (chat, person): somebody leaves by himself
        ask,        ///< somebody asks the daemon: `asked`
        switch_to,  ///< the school gets another profile: `words`
        approve,    ///< a person releases the holds of these guards: `words`
        expect,     ///< nothing happens; `expected` must be so here already
    };
    Verb verb = Verb::expect;
    int line = 0;
    std::vector<Row> rows;
    Words words;
    Asked asked;
};

/// What is expected of one chat. A field that is absent is not looked at.
struct ChatExpectation {
    int line = 0;
    std::optional<std::string> title, state;
    std::optional<Words> members, admins, waiting;  ///< exactly these
    Words with, without;                            ///< among the members, and not
};

/// What is expected of one conference. A field that is absent is not looked at.
struct ConferenceExpectation {
    int line = 0;
    /// By the words of the scenario: status, cause, says, title, class, subject, chat, lesson,
    /// kind, starts, ends, started, ended, link, count. Empty text: it must be empty.
    std::map<std::string, std::string> fields;
    std::optional<Words> people;  ///< exactly these take part
};

struct OnlyFor;

/// What must be so at one moment. An absent field is not looked at.
struct Expectation {
    int line = 0;
    std::optional<Words> chats;  ///< exactly these are active on the platform
    std::map<std::string, ChatExpectation> chat;
    Words nowhere;                  ///< people who are in no chat
    std::optional<Words> plan;      ///< operations of the last step, in order
    std::optional<Words> findings;  ///< part of a finding each; empty: there is none
    std::optional<Words> holds;     ///< guards that hold something
    std::map<std::string, ConferenceExpectation> conferences;
    std::optional<Words> calls;                         ///< conferences whose calls run, exactly
    std::optional<std::map<std::string, Words>> posts;  ///< chat -> all its posts, in order
    std::vector<OnlyFor> only;                          ///< takes the place of the above
};

/// "in sgo, bars-max: ..."
struct OnlyFor {
    Words profiles;
    Expectation expected;
};

struct Scenario {
    std::string file;  ///< without folder and ending
    std::string title;
    Words requirements;
    Words profiles;  ///< empty: every shipped one
    Words except;
    std::string today = "2026-10-15";
    std::string at;  ///< time of day at which it begins; empty: noon
    std::string platform = "vk";
    /// Takes the place of the same words below `conferences` in each profile.
    std::map<std::string, std::string> rule;
    std::vector<Row> given;
    std::vector<Step> steps;
    std::vector<Expectation> expectations;  ///< of the Verb::expect steps, in order
};

/// The expectation for one profile: what "in <profile>:" says takes the place of the rest.
[[nodiscard]] Expectation for_profile(const Expectation& expectation, const std::string& profile);

struct ParsedScenario {
    std::optional<Scenario> scenario;
    std::vector<std::string> errors;  ///< "moved.yaml:7:3: error: ..."
};

/// Reads one scenario; every wrong key, word or value is an error with its line.
[[nodiscard]] ParsedScenario parse_scenario(const std::string& text, const std::string& file);

/// "a b, c" -> a, b, c
[[nodiscard]] Words words_of(std::string_view text);

}  // namespace rosterd::scenario
