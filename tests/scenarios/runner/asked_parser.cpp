// "asks: { who: t1, add: s9, in: class/7v, says: may_not_edit }" and its like.
#include "tests/scenarios/runner/asked_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "config/nearest_word.hpp"
#include "reconciler/words.hpp"
#include "tests/scenarios/runner/scenario_clock.hpp"

namespace rosterd::scenario {
namespace {

using config::Node;

constexpr std::array<std::string_view, 14> ask_words{
    "who",    "says",   "in",     "until",  "create", "about",  "title",
    "people", "admins", "rename", "delete", "add",    "remove", "appoint"};
constexpr std::string_view dismiss = "dismiss";
constexpr std::array<std::string_view, 7> link_words{"who",  "says",     "verb", "phone",
                                                     "user", "platform", "state"};
constexpr std::array<std::string_view, 3> initialise_words{"who", "says", "kinds"};
constexpr std::array<std::string_view, 12> plan_words{"who",    "says",   "create", "edit",
                                                      "finish", "delete", "in",     "lesson",
                                                      "title",  "starts", "ends",   "people"};
constexpr std::array<std::pair<std::string_view, ConferenceVerb>, 4> plan_verbs{
    {{"create", ConferenceVerb::create},
     {"edit", ConferenceVerb::edit},
     {"finish", ConferenceVerb::finish},
     {"delete", ConferenceVerb::erase}}};

class AskedParser {
  public:
    AskedParser(const Node& node, config::Problems& problems) : node_{node}, problems_{problems} {}

    Asked asks() {
        HandRequest request;
        check(ask_words);
        request.actor = text("who");
        request.chat = text("in");
        request.title = text("title");
        request.about = text("about");
        for (const std::string& person : words_of(text("people"))) {
            request.people.push_back({person, false});
        }
        for (const std::string& person : words_of(text("admins"))) {
            request.people.push_back({person, true});
        }
        if (const auto until = parse_instant(text("until") + "T00:00:00+03:00")) {
            request.until = *until;
        }
        static constexpr std::array<std::pair<std::string_view, HandAction>, 4> members{
            {{"add", HandAction::add_member},
             {"remove", HandAction::remove_member},
             {"appoint", HandAction::appoint},
             {"dismiss", HandAction::dismiss}}};
        for (const auto& [word, action] : members) {
            if (find(word) == nullptr) continue;
            request.action = action;
            request.person = text(word);
        }
        if (find("create") != nullptr) create(request);
        if (find("rename") != nullptr) {
            request.action = HandAction::rename_chat;
            request.chat = text("rename");
        }
        if (find("delete") != nullptr) {
            request.action = HandAction::delete_chat;
            request.chat = text("delete");
        }
        Asked asked = said();
        asked.hand = std::move(request);
        return asked;
    }

    Asked links() {
        check(link_words);
        static constexpr std::array<std::pair<std::string_view, LinkVerb>, 4> verbs{
            {{"request", LinkVerb::request},
             {"accept", LinkVerb::accept},
             {"refuse", LinkVerb::refuse},
             {"unlink", LinkVerb::unlink}}};
        LinkRequest request;
        request.person = text("who");
        request.phone = text("phone");
        request.user = text("user");
        if (const auto known = platform(text("platform"))) request.platform = *known;
        const std::string verb = find("verb") == nullptr ? "request" : text("verb");
        const auto found = std::ranges::find(verbs, std::string_view{verb},
                                             [](const auto& each) { return each.first; });
        if (found == verbs.end()) {
            problems_.error(node_.place, fmt::format("'{}' is no step of a link", verb));
        } else {
            request.verb = found->second;
        }
        Asked asked = said();
        asked.link = std::move(request);
        return asked;
    }

    Asked initialise() {
        if (node_.kind == Node::Kind::mapping) check(initialise_words);
        Asked asked = said();
        const Node* kinds = node_.kind == Node::Kind::mapping ? find("kinds") : &node_;
        for (const std::string& kind : words_of(kinds == nullptr ? "" : kinds->text)) {
            if (const auto known = chat_kind(kind)) {
                asked.initialise.push_back(*known);
            } else {
                problems_.error(node_.place, fmt::format("'{}' is no kind of chat", kind));
            }
        }
        asked.actor = text("who");
        return asked;
    }

    Asked plans(const std::string& today) {
        check(plan_words);
        ConferenceRequest request;
        request.actor = text("who");
        int verbs = 0;
        for (const auto& [word, verb] : plan_verbs) {
            if (find(word) == nullptr) continue;
            ++verbs;
            request.verb = verb;
            request.conference = text(word);
        }
        if (verbs != 1) problems_.error(node_.place, "expected create, edit, finish or delete");
        if (request.verb == ConferenceVerb::create) {
            if (const auto kind = conference_kind(std::exchange(request.conference, {}))) {
                request.kind = *kind;
            } else {
                problems_.error(node_.place, "expected create: online_lesson or video_call");
            }
        }
        if (find("in") != nullptr) request.chat = text("in");
        if (find("lesson") != nullptr) request.lesson = text("lesson");
        if (find("title") != nullptr) request.title = text("title");
        if (find("people") != nullptr) request.people = words_of(text("people"));
        request.starts = time("starts", today);
        request.ends = time("ends", today);
        Asked asked = said();
        asked.conference = std::move(request);
        return asked;
    }

  private:
    std::optional<LocalSeconds> time(std::string_view key, const std::string& today) {
        const Node* node = find(key);
        if (node == nullptr) return std::nullopt;
        const auto read = parse_local_time(ScenarioClock::with_day(node->text, today));
        if (!read) problems_.error(node->place, fmt::format("'{}' is no time", node->text));
        return read;
    }

    const Node* find(std::string_view key) const {
        const auto found = std::ranges::find(node_.keys, key, &Node::text);
        if (found == node_.keys.end()) return nullptr;
        return &node_.items[static_cast<std::size_t>(found - node_.keys.begin())];
    }
    std::string text(std::string_view key) const {
        const Node* node = find(key);
        return node == nullptr ? std::string{} : node->text;
    }

    void check(std::span<const std::string_view> known) {
        if (node_.kind != Node::Kind::mapping) {
            problems_.error(node_.place, "expected who asks and what");
        }
        for (const Node& key : node_.keys) {
            const bool is_known =
                key.text == dismiss ||
                std::ranges::find(known, std::string_view{key.text}) != known.end();
            if (is_known) continue;
            problems_.error(key.place, fmt::format("unknown word '{}': {}", key.text,
                                                   config::suggestion(key.text, known)));
        }
    }

    void create(HandRequest& request) {
        request.action = HandAction::create_chat;
        if (const auto kind = chat_kind(text("create"))) {
            request.kind = *kind;
        } else {
            problems_.error(find("create")->place,
                            fmt::format("'{}' is no kind of chat", text("create")));
        }
    }

    Asked said() const {
        Asked asked;
        const Node* says = find("says");
        if (says == nullptr) return asked;
        if (says->kind == Node::Kind::scalar) asked.says[""] = says->text;
        for (std::size_t i = 0; i < says->keys.size(); ++i) {
            for (const std::string& profile : words_of(says->keys[i].text)) {
                asked.says[profile] = says->items[i].text;
            }
        }
        return asked;
    }

    const Node& node_;
    config::Problems& problems_;
};

}  // namespace

Asked parse_asked(const std::string& verb, const Node& what, const std::string& today,
                  config::Problems& problems) {
    AskedParser parser{what, problems};
    if (verb == "asks") return parser.asks();
    if (verb == "links") return parser.links();
    if (verb == "plans") return parser.plans(today);
    return parser.initialise();
}

}  // namespace rosterd::scenario
