// Field by field, in the words of the scenario's author.
#include "tests/scenarios/runner/conference_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reconciler/local_time.hpp"
#include "reconciler/message_catalogue.hpp"
#include "reconciler/words.hpp"
#include "tests/scenarios/runner/scenario_clock.hpp"

namespace rosterd::scenario {
namespace {

constexpr std::size_t day_length = 10;  // "2026-10-15"

Words sorted(Words words) {
    std::ranges::sort(words);
    return words;
}

/// "2026-10-15 08:00", with seconds where they are not zero.
std::string told_time(LocalSeconds time) {
    std::string text = iso_text(time);
    text.replace(day_length, 1, " ");
    if (text.ends_with(":00")) text.resize(text.size() - 3);
    return text;
}

std::string told_instant(UnixSeconds instant) {
    return instant == 0 ? std::string{} : told_time(time_in_moscow(instant));
}

/// The code of the message that tells why it does not run; empty: it has none.
std::string message_of(const ConferenceRecord& record) {
    if (record.cause == ConferenceCause::busy) {
        return std::string{message(MessageId::call_is_running).code};
    }
    if (record.cause == ConferenceCause::objection) return record.reason;
    return record.plan.objection;
}

std::string value_of(const std::string& field, const ConferenceRecord& record) {
    const PlannedConference& plan = record.plan;
    if (field == "status") return std::string{word(record.state)};
    if (field == "cause") return std::string{word(record.cause)};
    if (field == "says") return message_of(record);
    if (field == "title") return plan.title;
    if (field == "class") return plan.classes;
    if (field == "subject") return plan.subject;
    if (field == "chat") return plan.chat;
    if (field == "lesson") return plan.lesson;
    if (field == "kind") return std::string{word(plan.kind)};
    if (field == "starts") return told_time(plan.local_starts);
    if (field == "ends") return told_time(plan.local_ends);
    if (field == "started") return told_instant(record.started_at);
    if (field == "ended") return told_instant(record.ended_at);
    return record.state == ConferenceState::active && !record.join_link.empty() ? "yes" : "no";
}

bool is_time(const std::string& field) {
    return field == "starts" || field == "ends" || field == "started" || field == "ended";
}

/// A time of day counts without its day, a status and a message also in Russian.
bool matches(const std::string& field, const std::string& is, const std::string& expected) {
    if (is == expected) return true;
    if (is_time(field)) return is.size() > day_length && is.substr(day_length + 1) == expected;
    if (field == "status") return russian_word(*conference_state(is)) == expected;
    if (field != "says") return false;
    const Message* found = find_message(is);
    return found != nullptr && found->russian == expected;
}

class ConferenceChecker {
  public:
    ConferenceChecker(const World& world, const Expectation& expectation)
        : world_{world}, expectation_{expectation} {}

    std::vector<std::string> run() {
        for (const auto& [id, expected] : expectation_.conferences) check(id, expected);
        calls();
        posts();
        return std::move(out_);
    }

  private:
    void say(int line, const std::string& text) {
        out_.push_back(fmt::format("line {}: {}", line, text));
    }

    void check(const std::string& id, const ConferenceExpectation& expected) {
        const ConferenceRecord* record = find_conference(world_.calls().records(), id);
        const auto status = expected.fields.find("status");
        const bool absent = status != expected.fields.end() && status->second == "absent";
        if (record == nullptr || absent) {
            if (record == nullptr && absent) return;
            return say(expected.line,
                       fmt::format("{}: is {}, expected {}", id,
                                   record == nullptr ? "absent" : word(record->state),
                                   absent ? "absent" : "to be there"));
        }
        for (const auto& [field, value] : expected.fields) {
            const std::string is = value_of(field, *record);
            if (matches(field, is, value)) continue;
            say(expected.line, fmt::format("{}: {} is '{}', expected '{}'", id, field, is, value));
        }
        if (expected.people) people(id, *record, expected);
    }

    /// "people: 4" counts them as the list of conferences does; ids name them all.
    void people(const std::string& id, const ConferenceRecord& record,
                const ConferenceExpectation& expected) {
        const Words& wanted = *expected.people;
        const Words there = world_.participants_of(id);
        if (wanted == Words{std::to_string(record.plan.people)}) return;
        if (sorted(there) == sorted(wanted) && there.size() == record.plan.people) return;
        say(expected.line,
            fmt::format("{}: {} people [{}], expected [{}]", id, record.plan.people,
                        fmt::join(sorted(there), " "), fmt::join(sorted(wanted), " ")));
    }

    void calls() {
        if (!expectation_.calls) return;
        const Words running = world_.calls().running();
        if (sorted(running) == sorted(*expectation_.calls)) return;
        say(expectation_.line,
            fmt::format("calls run of [{}], expected [{}]", fmt::join(sorted(running), " "),
                        fmt::join(sorted(*expectation_.calls), " ")));
    }

    void posts() {
        if (!expectation_.posts) return;
        std::map<std::string, Words> told;
        for (const ChatPostModel& post : world_.calls().posts()) {
            told[post.chat].push_back(post.text);
        }
        for (const auto& [chat, texts] : *expectation_.posts) told.try_emplace(chat);
        for (const auto& [chat, texts] : told) {
            const auto wanted = expectation_.posts->find(chat);
            const Words expected = wanted == expectation_.posts->end() ? Words{} : wanted->second;
            if (texts == expected) continue;
            say(expectation_.line, fmt::format("{}: the posts are [{}], expected [{}]", chat,
                                               fmt::join(texts, "; "), fmt::join(expected, "; ")));
        }
    }

    const World& world_;
    const Expectation& expectation_;
    std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> conference_differences(const World& world,
                                                const Expectation& expectation) {
    return ConferenceChecker{world, expectation}.run();
}

}  // namespace rosterd::scenario
