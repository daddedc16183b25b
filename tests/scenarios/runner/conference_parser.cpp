// "conferences: { c1: { status: active, people: t1 s1 } }" and its like.
#include "tests/scenarios/runner/conference_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/nearest_word.hpp"
#include "reconciler/conference.hpp"

namespace rosterd::scenario {
namespace {

using config::Node;

constexpr std::string_view people_word = "people";
constexpr std::array<std::string_view, 15> fields{
    "status", "cause",  "says", "title",   "class", "subject", "chat",     "lesson",
    "kind",   "starts", "ends", "started", "ended", "link",    people_word};

/// One word of one policy, and what it makes of a rule.
struct Choice {
    std::string_view policy;
    std::string_view word;
    void (*set)(ConferenceRule& rule);
};
template <auto Member, auto Value>
void set(ConferenceRule& rule) {
    rule.*Member = Value;
}
using Rule = ConferenceRule;
constexpr Choice choices[] = {
    {"exclusive_per", "class", set<&Rule::exclusive_per, CallExclusivity::school_class>},
    {"exclusive_per", "group", set<&Rule::exclusive_per, CallExclusivity::group>},
    {"exclusive_per", "none", set<&Rule::exclusive_per, CallExclusivity::none>},
    {"when_busy", "refuse", set<&Rule::when_busy, WhenBusy::refuse>},
    {"when_busy", "wait", set<&Rule::when_busy, WhenBusy::wait>},
    {"when_busy", "end_running", set<&Rule::when_busy, WhenBusy::end_running>},
    {"planned_end", "ends", set<&Rule::planned_end, PlannedEnd::ends>},
    {"planned_end", "keeps_running", set<&Rule::planned_end, PlannedEnd::keeps_running>},
};

const Choice* find_choice(std::string_view policy, std::string_view word) {
    for (const Choice& choice : choices) {
        if (choice.policy == policy && choice.word == word) return &choice;
    }
    return nullptr;
}

bool is_status(const std::string& text) {
    if (conference_state(text) || text == "absent") return true;
    constexpr std::array states{ConferenceState::planned, ConferenceState::active,
                                ConferenceState::ended, ConferenceState::failed,
                                ConferenceState::cancelled};
    return std::ranges::any_of(states,
                               [&](ConferenceState state) { return russian_word(state) == text; });
}

void check_value(const std::string& field, const Node& value, config::Problems& problems) {
    const std::string& text = value.text;
    if (field == "status" && !is_status(text)) {
        problems.error(value.place, fmt::format("no status '{}': planned, active, ended, failed, "
                                                "cancelled or absent",
                                                text));
    }
    if (field == "cause" && !text.empty() && !conference_cause(text)) {
        problems.error(value.place, fmt::format("no cause '{}'", text));
    }
    if (field == "link" && text != "yes" && text != "no") {
        problems.error(value.place, "expected link: yes or no");
    }
}

}  // namespace

ConferenceExpectation parse_conference(const Node& node, config::Problems& problems) {
    ConferenceExpectation expected;
    expected.line = node.place.line;
    if (node.kind == Node::Kind::scalar) {
        check_value("status", node, problems);
        expected.fields["status"] = node.text;
        return expected;
    }
    if (node.kind != Node::Kind::mapping)
        problems.error(node.place, "expected a status, or fields");
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const std::string& key = node.keys[i].text;
        const Node& value = node.items[i];
        if (std::ranges::find(fields, std::string_view{key}) == fields.end()) {
            problems.error(node.keys[i].place, fmt::format("unknown word '{}': {}", key,
                                                           config::suggestion(key, fields)));
            continue;
        }
        check_value(key, value, problems);
        if (key == people_word) {
            expected.people = words_of(value.text);
        } else {
            expected.fields[key] = value.text;
        }
    }
    return expected;
}

std::map<std::string, Words> parse_posts(const Node& node, config::Problems& problems) {
    std::map<std::string, Words> posts;
    const bool none = node.kind == Node::Kind::sequence && node.items.empty();
    if (node.kind != Node::Kind::mapping && !none) {
        problems.error(node.place, "expected 'chat: [posts]', or [] for none");
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        Words& texts = posts[node.keys[i].text];
        if (node.items[i].kind != Node::Kind::sequence) texts.push_back(node.items[i].text);
        for (const Node& text : node.items[i].items) texts.push_back(text.text);
    }
    return posts;
}

std::map<std::string, std::string> parse_rule(const Node& node, config::Problems& problems) {
    std::map<std::string, std::string> words;
    if (node.kind != Node::Kind::mapping) problems.error(node.place, "expected 'policy: word'");
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const std::string& policy = node.keys[i].text;
        const std::string& word = node.items[i].text;
        if (find_choice(policy, word) == nullptr) {
            problems.error(node.keys[i].place,
                           fmt::format("no policy '{}: {}' of conferences", policy, word));
        }
        words[policy] = word;
    }
    return words;
}

void apply_rule(const std::map<std::string, std::string>& words, ConferenceRule& rule) {
    for (const auto& [policy, word] : words) {
        if (const Choice* choice = find_choice(policy, word)) choice->set(rule);
    }
}

}  // namespace rosterd::scenario
