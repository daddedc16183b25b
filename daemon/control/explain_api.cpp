// Whom is meant, then the heart's explanation, then what the audit and the chats know beside it.
#include "daemon/control/explain_api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <charconv>
#include <map>
#include <set>

#include "daemon/control/manual_view.hpp"
#include "daemon/control/pause_view.hpp"
#include "daemon/control/plan_view.hpp"
#include "daemon/control/responses.hpp"
#include "reconciler/words.hpp"

namespace rosterd::control {

namespace json = boost::json;
using boost::asio::awaitable;

namespace {

constexpr std::size_t lines_looked_at_max = 1'000;

/// Who is asked about, by all that is known of him.
struct Subject {
    PersonIndex person = no_index;  ///< no_index: the journal does not know him now
    std::string person_id{};
    UserId user = 0;
};

Error nobody(std::string what) {
    return {ErrorKind::not_found, std::move(what),
            "see rosterctl people; ids are the journal's, --user takes the platform's number"};
}

Result<UserId> number_of(const std::string& text) {
    UserId user = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), user);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    if (!whole || user == 0 || user > user_id_max || user < -user_id_max) {
        return Error{ErrorKind::invalid_input, "'user' is no number of a user",
                     "rosterctl chat shows the numbers"};
    }
    return user;
}

Subject subject_by_user(const SchoolState& state, UserId user) {
    const LinkTable& links = state.picture->links;
    Subject subject{links.person_of(user), {}, user};
    if (const VanishedUser* gone = links.find_vanished(user)) {
        subject.person = gone->person;
        subject.person_id = gone->person_id;
    }
    if (subject.person != no_index) subject.person_id = state.picture->person_id(subject.person);
    return subject;
}

/// The user is the one he has or had last.
Subject subject_by_id(const SchoolState& state, const std::string& person_id) {
    const Picture& picture = *state.picture;
    Subject subject{find_person(picture.roster, person_id), person_id, 0};
    if (subject.person != no_index) {
        subject.user = picture.links.user[subject.person];
        if (subject.user == 0) subject.user = picture.links.former[subject.person];
    }
    if (subject.user != 0) return subject;
    for (const auto& known : state.memory.known_users) {
        if (known.person_id == person_id) subject.user = known.user;
    }
    return subject;
}

/// A step of a plan about one person; what a person asked for or was seen doing needs no release.
bool is_operation(std::string_view words) {
    return std::ranges::any_of(
        std::array{OperationKind::add, OperationKind::remove, OperationKind::promote,
                   OperationKind::demote, OperationKind::invite},
        [&](OperationKind kind) { return word(kind) == words; });
}

json::object line_view(const AuditLine& line) {
    return {{"operation", line.entry.operation},
            {"at", line.entry.at},
            {"outcome", line.entry.outcome},
            {"reason", or_null(line.entry.reason)},
            {"by", or_null(line.entry.by)}};
}

class Answer {
  public:
    Answer(DaemonControl* daemon, ExplainCall call) : daemon_{daemon}, call_{std::move(call)} {}

    awaitable<http::Response> give() {
        auto subject = find();
        if (!subject) co_return error_response(subject.error());
        subject_ = *subject;
        auto remembered = co_await remember();
        if (!remembered) co_return error_response(remembered.error());
        // Looked up anew: while the store answered, a pass may have replaced what there was.
        const auto found = daemon_->schools().find(call_.school);
        if (found == daemon_->schools().end() || found->second.picture == nullptr) {
            co_return error_response({ErrorKind::refused, "the school is just being read anew",
                                      "try again in a moment"});
        }
        const SchoolState& state = found->second;
        subject = find();
        if (!subject) co_return error_response(subject.error());
        subject_ = *subject;
        if (!is_known(state)) {
            co_return error_response(
                call_.user.empty()
                    ? nobody(fmt::format("person '{}' is not in the journal, and nothing is "
                                         "remembered of him",
                                         call_.person))
                    : nobody(fmt::format("user {} is not known", call_.user)));
        }
        co_return answer(view(state));
    }

  private:
    [[nodiscard]] Result<Subject> find() const {
        const SchoolState& state = daemon_->schools().find(call_.school)->second;
        if (call_.user.empty()) return subject_by_id(state, call_.person);
        const auto user = number_of(call_.user);
        if (!user) return user.error();
        return subject_by_user(state, *user);
    }

    /// The last line of each chat about him, by his id or by his user.
    awaitable<Result<void>> remember() {
        const std::string school =
            daemon_->schools().find(call_.school)->second.school.id;  // not "17@account"
        AuditQuery query{.school = school,
                         .chat = call_.chat,
                         .order = AuditQuery::Order::newest_first,
                         .count_max = lines_looked_at_max};
        query.person = subject_.person_id;
        if (!query.person.empty()) {
            auto taken = co_await take(query);
            if (!taken) co_return taken;
        }
        query.person.clear();
        query.user = subject_.user;
        if (query.user != 0) co_return co_await take(query);
        co_return Result<void>{};
    }

    awaitable<Result<void>> take(AuditQuery query) {
        auto lines = co_await daemon_->audit(std::move(query));
        if (!lines) co_return lines.error();
        for (const AuditLine& line : *lines) {
            if (line.entry.chat.empty()) continue;
            const auto [known, is_new] = last_.try_emplace(line.entry.chat, line);
            if (!is_new && known->second.number < line.number) known->second = line;
        }
        co_return Result<void>{};
    }

    [[nodiscard]] bool is_known(const SchoolState& state) const {
        if (subject_.person != no_index || !last_.empty()) return true;
        if (subject_.user == 0) return false;
        const auto& chats = state.memory.observed.chats;
        const auto& departures = state.memory.history.departures;
        return state.picture->links.find_vanished(subject_.user) != nullptr ||
               std::ranges::any_of(
                   chats,
                   [&](const auto& chat) { return find_member(chat, subject_.user) != nullptr; }) ||
               std::ranges::find(departures, subject_.user, &Departure::user) != departures.end();
    }

    [[nodiscard]] json::object view(const SchoolState& state) const {
        const ComparisonInput input =
            state.picture->comparison(state.memory.history, daemon_->now());
        const auto only =
            call_.chat.empty() ? std::nullopt : std::optional<std::string_view>{call_.chat};
        Explained explained;
        if (subject_.person != no_index) {
            explained = explain(input, state.memory.observed, subject_.person, only);
            note_holds(state, subject_.person, explained);
            note_claims(state, explained);
            note_margins(state, subject_.person, explained);
            note_pauses(state, subject_.person, daemon_->now(), explained);
        } else {
            explained = explain_user(input, state.memory.observed, subject_.user, only);
            note_holds_of_user(state, subject_.user, explained);
        }
        add_former_chats(state, explained);
        json::object view =
            explain_view(explained, [&](const std::string& chat) { return released(state, chat); });
        for (const char* list : {"in", "not_in", "waiting"}) {
            for (json::value& entry : view.at(list).as_array()) add_facts(state, entry.as_object());
        }
        view["who"] = who(state, explained);
        return view;
    }

    /// Chats of which only the audit tells any more.
    void add_former_chats(const SchoolState& state, Explained& explained) const {
        std::set<std::string, std::less<>> told;
        for (const auto* list : {&explained.in, &explained.not_in, &explained.waiting}) {
            for (const Explanation& entry : *list) told.insert(entry.chat);
        }
        for (const auto& [chat, line] : last_) {
            if (told.contains(chat)) continue;
            Explanation entry{.chat = chat,
                              .title = {},
                              .role = "member",
                              .state = SeatState::stranger,
                              .rules = {},
                              .rows = {},
                              .since = {},
                              .note = "is not in this chat any more"};
            if (const ObservedChat* there = state.memory.observed.find(chat)) {
                entry.title = there->title;
            }
            explained.not_in.push_back(std::move(entry));
        }
    }

    /// By an approval in force, or by what the audit says of the last operation.
    [[nodiscard]] std::string released(const SchoolState& state, const std::string& chat) const {
        if (subject_.person != no_index) {
            std::string by = released_by(state, subject_.person, chat, daemon_->now());
            if (!by.empty()) return by;
        }
        const auto last = last_.find(chat);
        if (last == last_.end() || last->second.entry.by == "rosterd") return {};
        return is_operation(last->second.entry.operation) ? last->second.entry.by : std::string{};
    }

    void add_facts(const SchoolState& state, json::object& entry) const {
        const std::string chat{entry.at("chat").as_string()};
        const auto last = last_.find(chat);
        entry["last"] = nullptr;
        if (last != last_.end()) entry["last"] = line_view(last->second);
        entry["added_by"] = added_by_view(state, chat, subject_.user);
    }

    [[nodiscard]] json::object who(const SchoolState& state, const Explained& explained) const {
        json::object who{{"person", or_null(subject_.person_id)},
                         {"user", nullptr},
                         {"in_journal", subject_.person != no_index},
                         {"link", nullptr},
                         {"note", nullptr}};
        if (subject_.user != 0) who["user"] = subject_.user;
        if (subject_.person != no_index) {
            who["link"] = word(state.picture->links.state[subject_.person]);
        }
        who["note"] = or_null(note(state, explained));
        return who;
    }

    /// Why somebody is in no chat at all, as far as no single chat can tell it.
    [[nodiscard]] std::string note(const SchoolState& state, const Explained& explained) const {
        const Picture& picture = *state.picture;
        if (subject_.person == no_index) {
            return subject_.person_id.empty() ? "nobody in the journal has this user"
                                              : "the journal has no rows of this person any more";
        }
        if (picture.in_force.tied[subject_.person] == 0) {
            return "has no tie to the school: no staff row, no enrolment, no enrolled child";
        }
        const bool blocked = picture.roster.people.blocked[subject_.person] != 0;
        if (blocked && picture.profile.blocked == BlockedPeople::exclude) {
            return "is blocked in the journal, and the profile keeps blocked people out";
        }
        if (picture.links.state[subject_.person] != LinkState::linked) {
            return fmt::format("is not linked ({}): without a link nobody can be added",
                               word(picture.links.state[subject_.person]));
        }
        if (explained.in.empty() && explained.waiting.empty()) {
            return "no rule of the profile and no hand edit names this person in any chat";
        }
        return {};
    }

    DaemonControl* daemon_;
    ExplainCall call_;
    Subject subject_;
    std::map<std::string, AuditLine, std::less<>> last_;  ///< by chat
};

}  // namespace

awaitable<http::Response> explain_somebody(DaemonControl* daemon, ExplainCall call) {
    if (call.person.empty() && call.user.empty()) {
        co_return failure({400, "bad_request"}, "whom to explain is missing",
                          "add ?person=ID or ?user=NUMBER");
    }
    if (!call.chat.empty()) {
        const SchoolState& state = daemon->schools().find(call.school)->second;
        const bool known = state.picture->desired.find(call.chat) != nullptr ||
                           state.memory.observed.find(call.chat) != nullptr;
        if (!known) {
            co_return failure({404, "not_found"}, fmt::format("there is no chat '{}'", call.chat),
                              "see rosterctl chats");
        }
    }
    Answer answer{daemon, std::move(call)};
    co_return co_await answer.give();
}

}  // namespace rosterd::control
