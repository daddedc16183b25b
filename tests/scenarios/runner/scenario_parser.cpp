// Reads a scenario file: what is given, what happens, what must be so then. Runs nothing.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/nearest_word.hpp"
#include "config/yaml_tree.hpp"
#include "reconciler/day.hpp"
#include "reconciler/words.hpp"
#include "tests/scenarios/runner/asked_parser.hpp"
#include "tests/scenarios/runner/conference_parser.hpp"
#include "tests/scenarios/runner/row_parser.hpp"
#include "tests/scenarios/runner/scenario_clock.hpp"

namespace rosterd::scenario {
namespace {

using config::Node;

constexpr std::array<std::string_view, 11> file_keys{
    "title", "requirement", "profiles", "except", "platform", "today",
    "at",    "rule",        "given",    "when",   "then"};
constexpr std::array<std::string_view, 22> verbs{
    "asks",   "links",      "plans",   "add",     "change", "end",   "remove",  "day",
    "at",     "provider",   "daemon",  "link",    "unlink", "block", "unblock", "enters",
    "leaves", "initialise", "profile", "approve", "ask",    "then"};
constexpr std::array<std::string_view, 10> moment_keys{
    "chats",       "nowhere", "plan",  "findings", "holds",
    "conferences", "calls",   "posts", "started",  "ended"};
constexpr std::array<std::string_view, 4> provider_words{"down", "back", "loses_answer", "drops"};
constexpr std::array<std::string_view, 2> daemon_words{"stops", "starts"};
constexpr std::array<std::string_view, 7> chat_keys{"title",   "state", "members", "admins",
                                                    "waiting", "with",  "without"};
constexpr std::array<std::string_view, 5> chat_states{"active", "detached", "destroyed", "absent",
                                                      "frozen"};

/// A list of texts: a sequence as it is, or the words of one text.
Words list_of(const Node& node) {
    if (node.kind != Node::Kind::sequence) return words_of(node.text);
    Words list;
    for (const Node& item : node.items) list.push_back(item.text);
    return list;
}

constexpr char chat_slash = '/';

bool is_chat_key(std::string_view text) {
    return text == "staff" || (text.find(chat_slash) != std::string_view::npos &&
                               chat_kind(text.substr(0, text.find('/'))));
}

class ScenarioParser {
  public:
    explicit ScenarioParser(config::Problems& problems) : problems_{problems}, rows_{problems} {}

    Scenario parse(const Node& file) {
        check_keys(file, file_keys);
        out_.title = text(file, "title");
        out_.requirements = list(file, "requirement");
        out_.profiles = list(file, "profiles");
        if (out_.profiles == Words{"all"}) out_.profiles.clear();
        out_.except = list(file, "except");
        if (const Node* node = find(file, "platform")) out_.platform = node->text;
        if (const Node* node = find(file, "today")) out_.today = node->text;
        if (!parse_day(out_.today)) problems_.error(file.place, "'today' is no day");
        out_.at = text(file, "at");
        clock_ = ScenarioClock{out_.today};
        if (!out_.at.empty() && !clock_.go_to(out_.at)) {
            problems_.error(file.place, "'at' is no time of day");
        }
        if (const Node* node = find(file, "rule")) out_.rule = parse_rule(*node, problems_);
        rows_.platform(out_.platform);
        given(file);
        if (const Node* node = find(file, "when")) {
            for (const Node& item : node->items) step(item);
        }
        then(file);
        for (const std::string_view needed :
             {"title", "requirement", "profiles", "given", "then"}) {
            if (find(file, needed) == nullptr) {
                problems_.error(file.place, fmt::format("a scenario needs '{}'", needed));
            }
        }
        return std::move(out_);
    }

  private:
    static const Node* find(const Node& mapping, std::string_view key) {
        const auto found = std::ranges::find(mapping.keys, key, &Node::text);
        if (found == mapping.keys.end()) return nullptr;
        return &mapping.items[static_cast<std::size_t>(found - mapping.keys.begin())];
    }
    static std::string text(const Node& mapping, std::string_view key) {
        const Node* node = find(mapping, key);
        return node == nullptr ? std::string{} : node->text;
    }
    static Words list(const Node& mapping, std::string_view key) {
        const Node* node = find(mapping, key);
        return node == nullptr ? Words{} : list_of(*node);
    }

    void check_keys(const Node& mapping, std::span<const std::string_view> known) {
        for (const Node& key : mapping.keys) {
            if (std::ranges::find(known, std::string_view{key.text}) != known.end()) continue;
            problems_.error(key.place, fmt::format("unknown word '{}': {}", key.text,
                                                   config::suggestion(key.text, known)));
        }
    }

    // --- given -------------------------------------------------------------------------------

    void given(const Node& file) {
        const Node* node = find(file, "given");
        if (node == nullptr || node->kind != Node::Kind::mapping) return;
        const RowTime time{out_.today,
                           out_.at.empty() ? out_.today + "T11:00:00+03:00" : clock_.instant(0)};
        Node journal = *node;
        Node special{Node::Kind::mapping, node->place, {}, false, {}, {}};
        for (std::size_t i = journal.keys.size(); i-- > 0;) {
            if (journal.keys[i].text != "linked" && journal.keys[i].text != "asked") continue;
            const auto at = static_cast<std::ptrdiff_t>(i);
            special.keys.push_back(journal.keys[i]);
            special.items.push_back(journal.items[i]);
            journal.keys.erase(journal.keys.begin() + at);
            journal.items.erase(journal.items.begin() + at);
        }
        out_.given = rows_.rows(journal, time);
        if (const Node* asked = find(special, "asked")) {
            append(rows_.requests(*asked, out_.given, time));
        }
        if (const Node* linked = find(special, "linked")) {
            append(rows_.links(*linked, out_.given, "linked", time));
        }
        for (const Row& row : out_.given) remember_link(row);
    }

    void append(std::vector<Row> rows) {
        out_.given.insert(out_.given.end(), rows.begin(), rows.end());
    }

    /// True when the person has a row of profile_link already.
    bool remember_link(const Row& row) {
        if (row.relation != Relation::profile_link) return false;
        return !linked_.insert(row.values.at("person_id")).second;
    }

    // --- when --------------------------------------------------------------------------------

    void step(const Node& item) {
        if (item.kind != Node::Kind::mapping || item.keys.size() != 1) {
            problems_.error(item.place, "a step is one 'verb: what'");
            return;
        }
        check_keys(item, verbs);
        const std::string& verb = item.keys.front().text;
        const Node& what = item.items.front();
        Step made;
        made.line = item.place.line;
        const RowTime time = now();
        if (verb == "then") {
            out_.expectations.push_back(expectation(what));
        } else if (verb == "link" || verb == "unlink") {
            return link(what, verb == "link" ? "linked" : "unlinked", time);
        } else if (verb == "block" || verb == "unblock") {
            made.verb = Step::Verb::change;
            for (const std::string& person : list_of(what)) {
                made.rows.push_back(
                    {Relation::person,
                     {{"person_id", person}, {"blocked", verb == "block" ? "true" : "false"}}});
            }
        } else if (verb == "asks" || verb == "links" || verb == "initialise" || verb == "plans") {
            made.verb = Step::Verb::ask;
            made.asked = parse_asked(verb, what, clock_.today(), problems_);
        } else if (verb == "ask") {
            made.verb = Step::Verb::add;
            made.rows = rows_.requests(what, out_.given, time);
        } else {
            other_step(verb, what, time, made);
        }
        out_.steps.push_back(std::move(made));
    }

    void other_step(const std::string& verb, const Node& what, const RowTime& time, Step& made) {
        using enum Step::Verb;
        if (verb == "add" || verb == "change" || verb == "remove") {
            made.verb = verb == "add" ? add : verb == "change" ? change : remove;
            made.rows = rows_.rows(what, time);
            if (verb == "add") {
                for (const Row& row : made.rows) remember_link(row);
            }
        } else if (verb == "end") {
            made.verb = change;
            made.rows = rows_.ended_rows(what, time);
        } else if (verb == "enters" || verb == "leaves") {
            made.verb = verb == "enters" ? enters : leaves;
            if (what.kind != Node::Kind::mapping || what.keys.size() != 1) {
                problems_.error(what.place, "expected one 'chat: who'");
                return;
            }
            made.words = {what.keys.front().text, what.items.front().text};
        } else if (verb == "day") {
            made.verb = day;
            made.words = list_of(what);
            const bool good = made.words.size() == 1 && parse_day(made.words.front());
            if (!good) problems_.error(what.place, "expected one day, YYYY-MM-DD");
            if (good) clock_.go_to_day(made.words.front());
        } else if (verb == "at") {
            made.verb = at;
            go_to(what, made);
        } else if (verb == "provider" || verb == "daemon") {
            made.verb = verb == "provider" ? provider : daemon;
            made.words = list_of(what);
            check_word(what, verb == "provider" ? std::span<const std::string_view>{provider_words}
                                                : daemon_words);
        } else {
            made.verb = verb == "profile" ? switch_to : approve;
            made.words = list_of(what);
        }
    }

    void go_to(const Node& what, Step& made) {
        made.words = {what.text};
        const UnixSeconds before = clock_.now(out_.steps.size());
        if (!clock_.go_to(what.text)) {
            problems_.error(what.place, fmt::format("'{}' is no time", what.text));
        } else if (clock_.now(out_.steps.size()) < before) {
            problems_.error(what.place, "the clock of a scenario does not go back");
        }
    }

    /// The first word must be one of `known`.
    void check_word(const Node& what, std::span<const std::string_view> known) {
        const Words words = list_of(what);
        const std::string first = words.empty() ? std::string{} : words.front();
        if (std::ranges::find(known, std::string_view{first}) != known.end()) return;
        problems_.error(what.place, fmt::format("unknown word '{}': {}", first,
                                                config::suggestion(first, known)));
    }

    void link(const Node& what, std::string_view state, const RowTime& time) {
        for (const Row& row : rows_.links(what, out_.given, state, time)) {
            Step made;
            made.line = what.place.line;
            made.verb = remember_link(row) ? Step::Verb::change : Step::Verb::add;
            made.rows.push_back(row);
            out_.steps.push_back(std::move(made));
        }
    }

    [[nodiscard]] RowTime now() const {
        return {clock_.today(), clock_.instant(out_.steps.size())};
    }

    // --- then --------------------------------------------------------------------------------

    void then(const Node& file) {
        const Node* node = find(file, "then");
        if (node == nullptr) return;
        Step made;
        made.line = node->place.line;
        out_.steps.push_back(made);
        out_.expectations.push_back(expectation(*node));
    }

    Expectation expectation(const Node& node) {
        Expectation out;
        out.line = node.place.line;
        if (node.kind != Node::Kind::mapping || node.keys.empty()) {
            problems_.error(node.place, "expected what must be so then");
            return out;
        }
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            const std::string& key = node.keys[i].text;
            const Node& value = node.items[i];
            if (key.starts_with("in ")) {
                out.only.push_back({words_of(key.substr(3)), expectation(value)});
            } else if (is_chat_key(key)) {
                out.chat[key] = chat(value);
            } else if (key == "chats") {
                out.chats = list_of(value);
            } else if (key == "nowhere") {
                out.nowhere = list_of(value);
            } else if (key == "plan") {
                out.plan = list_of(value);
            } else if (key == "findings") {
                out.findings = list_of(value);
            } else if (key == "holds") {
                out.holds = list_of(value);
            } else if (!about_calls(key, value, out)) {
                problems_.error(
                    node.keys[i].place,
                    fmt::format("unknown word '{}': a chat's key, 'in <profile>', or {}", key,
                                config::suggestion(key, moment_keys)));
            }
        }
        return out;
    }

    /// False: the word is not about conferences.
    bool about_calls(const std::string& key, const Node& value, Expectation& out) {
        if (key == "calls") {
            out.calls = list_of(value);
        } else if (key == "posts") {
            out.posts = parse_posts(value, problems_);
        } else if (key == "conferences") {
            for (std::size_t i = 0; i < value.keys.size(); ++i) {
                ConferenceExpectation read = parse_conference(value.items[i], problems_);
                ConferenceExpectation& conference = out.conferences[value.keys[i].text];
                read.fields.merge(conference.fields);
                conference = std::move(read);
            }
        } else if (key == "started" || key == "ended") {
            for (std::size_t i = 0; i < value.keys.size(); ++i) {
                ConferenceExpectation& conference = out.conferences[value.keys[i].text];
                conference.line = value.items[i].place.line;
                conference.fields[key] = value.items[i].text;
            }
        } else {
            return false;
        }
        return true;
    }

    ChatExpectation chat(const Node& node) {
        ChatExpectation out;
        out.line = node.place.line;
        if (node.kind == Node::Kind::scalar) {  // "class/7v: absent", "class/7v: s1 s2"
            const auto state = std::ranges::find(chat_states, std::string_view{node.text});
            if (state != chat_states.end()) {
                out.state = node.text;
            } else {
                out.members = words_of(node.text);
            }
            return out;
        }
        check_keys(node, chat_keys);
        const auto words = [&](std::string_view key) -> std::optional<Words> {
            if (find(node, key) == nullptr) return std::nullopt;
            return list(node, key);
        };
        if (const Node* title = find(node, "title")) out.title = title->text;
        if (const Node* state = find(node, "state")) {
            out.state = state->text;
            if (std::ranges::find(chat_states, std::string_view{state->text}) ==
                chat_states.end()) {
                problems_.error(state->place, fmt::format("no state '{}': {}", state->text,
                                                          fmt::join(chat_states, ", ")));
            }
        }
        out.members = words("members");
        out.admins = words("admins");
        out.waiting = words("waiting");
        out.with = list(node, "with");
        out.without = list(node, "without");
        return out;
    }

    config::Problems& problems_;
    RowParser rows_;
    ScenarioClock clock_{""};
    std::set<std::string> linked_;
    Scenario out_;
};

template <class T>
void prefer(T& value, const T& better) {
    if (better) value = better;
}

}  // namespace

Expectation for_profile(const Expectation& expectation, const std::string& profile) {
    Expectation out = expectation;
    for (const auto& [profiles, only] : expectation.only) {
        if (std::ranges::find(profiles, profile) == profiles.end()) continue;
        prefer(out.chats, only.chats);
        prefer(out.plan, only.plan);
        prefer(out.findings, only.findings);
        prefer(out.holds, only.holds);
        prefer(out.calls, only.calls);
        prefer(out.posts, only.posts);
        for (const auto& [id, better] : only.conferences) {
            ConferenceExpectation& conference = out.conferences[id];
            conference.line = better.line;
            prefer(conference.people, better.people);
            for (const auto& [field, value] : better.fields) conference.fields[field] = value;
        }
        if (!only.nowhere.empty()) out.nowhere = only.nowhere;
        for (const auto& [key, better] : only.chat) {
            ChatExpectation& chat = out.chat[key];
            chat.line = better.line;
            prefer(chat.title, better.title);
            prefer(chat.state, better.state);
            prefer(chat.members, better.members);
            prefer(chat.admins, better.admins);
            prefer(chat.waiting, better.waiting);
            if (!better.with.empty()) chat.with = better.with;
            if (!better.without.empty()) chat.without = better.without;
            // A chat that is not there has neither people nor a title.
            if (better.state && better.state != "active" && !better.members) {
                chat.members.reset();
                chat.admins.reset();
                chat.waiting.reset();
                chat.title.reset();
                chat.with.clear();
            }
        }
    }
    return out;
}

ParsedScenario parse_scenario(const std::string& text, const std::string& file) {
    config::Problems problems{file};
    const auto tree = config::parse_yaml(text, problems);
    ParsedScenario parsed;
    Scenario scenario;
    if (tree) scenario = ScenarioParser{problems}.parse(*tree);
    scenario.file = file.substr(0, file.find('.'));
    const bool good = !problems.has_errors();
    for (const config::Problem& problem : problems.take()) {
        parsed.errors.push_back(to_string(problem));
    }
    if (good) parsed.scenario = std::move(scenario);
    return parsed;
}

}  // namespace rosterd::scenario
