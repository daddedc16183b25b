// The former account is walked once for what people and chats have there, the new one for what they
// lack.
#include "daemon/control/migration_view.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <boost/json/array.hpp>
#include <map>
#include <vector>

#include "reconciler/compare.hpp"
#include "reconciler/words.hpp"

namespace rosterd::control {

namespace json = boost::json;

namespace {

/// In the order of the totals.
enum class Moved : std::uint8_t { moved, partly, waiting_link, invited, left, parked, to_add };
constexpr std::array<std::string_view, 7> moved_words{"moved", "partly", "waiting_link", "invited",
                                                      "left",  "parked", "to_add"};

enum class Place : std::uint8_t { there, to_claim, missing };
constexpr std::array<std::string_view, 3> place_words{"there", "to_claim", "missing"};

/// What a person has on the former account.
struct Former {
    UserId user = 0;
    std::size_t chats = 0;
};

/// What he has and lacks on the new one.
struct Progress {
    std::size_t there = 0;
    std::vector<std::string_view> missing{};
    Moved worst = Moved::to_add;  ///< of the missing
};

/// What keeps somebody out of one chat. Of several chats the one counts that needs him most: what
/// he did himself before what the platform refused before what he was asked for.
Moved obstacle(SeatState state) {
    switch (state) {
        case SeatState::left:
            return Moved::left;
        case SeatState::parked:
            return Moved::parked;
        case SeatState::invited:
            return Moved::invited;
        case SeatState::waiting_link:
        case SeatState::present:
        case SeatState::to_add:
        case SeatState::to_remove:
        case SeatState::stranger:
            break;
    }
    return Moved::to_add;
}

int weight(Moved obstacle) {
    constexpr std::array<int, 7> weights{0, 0, 0, 2, 4, 3, 1};
    return weights[static_cast<std::size_t>(obstacle)];
}

bool is_bound(const ObservedChat* chat) {
    return chat != nullptr && chat->state != ChatState::destroyed;
}

json::value id_or_null(std::int64_t id) {
    return id == 0 ? json::value(nullptr) : json::value(id);
}

class Migration {
  public:
    Migration(const SchoolState& from, const SchoolState& to, UnixSeconds now)
        : from_{from},
          to_{to},
          from_input_{from.picture->comparison(from.memory.history, now)},
          to_input_{to.picture->comparison(to.memory.history, now)},
          former_(from.picture->roster.people.size()),
          progress_(to.picture->roster.people.size()) {}

    json::object view() {
        walk_former();
        json::array chat_items = walk_new();
        json::array items = people();
        json::object chats{{"total", chat_items.size()}};
        for (std::size_t i = 0; i < place_words.size(); ++i) chats[place_words[i]] = places_[i];
        json::object persons{{"total", items.size()}};
        for (std::size_t i = 0; i < moved_words.size(); ++i) persons[moved_words[i]] = states_[i];
        return {{"school", from_.school.id},
                {"from", side(from_)},
                {"to", side(to_)},
                {"chats", std::move(chats)},
                {"people", std::move(persons)},
                {"items", std::move(items)},
                {"chat_items", std::move(chat_items)}};
    }

  private:
    static json::object side(const SchoolState& state) {
        return {{"school", name_of(state)},
                {"account", state.school.account},
                {"platform", word(state.picture->platform)}};
    }

    void walk_former() {
        const Picture& picture = *from_.picture;
        for (PersonIndex person = 0; person < former_.size(); ++person) {
            former_[person].user = picture.links.user[person];
        }
        Comparer comparer{from_input_};
        for (const DesiredChat& chat : picture.desired.chats) {
            const std::string_view key = picture.desired.key(chat);
            const ObservedChat* observed = from_.memory.observed.find(key);
            if (!is_bound(observed) || !is_kept_up(chat, observed)) continue;
            std::size_t& members = former_members_[key];
            for (const ComparedSeat& seat : comparer.compare(&chat, observed)) {
                if (seat.member_reasons == 0 || !seat.present) continue;
                ++members;
                ++former_[seat.person].chats;
            }
        }
    }

    /// One row for each chat that counts; notes what everybody has and lacks.
    json::array walk_new() {
        const Desired& desired = to_.picture->desired;
        Comparer comparer{to_input_};
        json::array rows;
        for (const DesiredChat& chat : desired.chats) {
            const std::string_view key = desired.key(chat);
            const ObservedChat* observed = to_.memory.observed.find(key);
            const auto former = former_members_.find(key);
            const bool had = former != former_members_.end();
            const bool lacks_request = chat.wish == ChatWish::on_request && had;
            if (!is_kept_up(chat, observed) && !lacks_request) continue;
            std::size_t members = 0;
            for (const ComparedSeat& seat : comparer.compare(&chat, observed)) {
                if (seat.member_reasons == 0) continue;
                if (seat.present) ++members;
                note(seat, key);
            }
            const Place place = place_of(observed);
            ++places_[static_cast<std::size_t>(place)];
            const ObservedChat* before = from_.memory.observed.find(key);
            rows.push_back(
                json::object{{"key", key},
                             {"title", desired.title(chat)},
                             {"from", is_bound(before) ? id_or_null(before->number) : nullptr},
                             {"to", is_bound(observed) ? id_or_null(observed->number) : nullptr},
                             {"state", place_words[static_cast<std::size_t>(place)]},
                             {"members_from", had ? former->second : 0},
                             {"members_to", members}});
        }
        return rows;
    }

    [[nodiscard]] Place place_of(const ObservedChat* observed) const {
        if (is_bound(observed)) return Place::there;
        return to_.picture->people_make_chats ? Place::to_claim : Place::missing;
    }

    void note(const ComparedSeat& seat, std::string_view key) {
        Progress& progress = progress_[seat.person];
        if (seat.present) {
            ++progress.there;
            return;
        }
        progress.missing.push_back(key);
        const Moved found = obstacle(seat.state);
        if (weight(found) > weight(progress.worst)) progress.worst = found;
    }

    [[nodiscard]] Moved state_of(PersonIndex person) const {
        const Progress& progress = progress_[person];
        if (progress.missing.empty()) return Moved::moved;
        if (progress.there > 0) return Moved::partly;
        if (to_.picture->links.user[person] == 0) return Moved::waiting_link;
        return progress.worst;
    }

    json::array people() {
        const Picture& picture = *to_.picture;
        json::array rows;
        for (PersonIndex person = 0; person < progress_.size(); ++person) {
            const Progress& progress = progress_[person];
            if (progress.there == 0 && progress.missing.empty()) continue;
            const Moved state = state_of(person);
            ++states_[static_cast<std::size_t>(state)];
            const PersonIndex before =
                find_person(from_.picture->roster, picture.person_id(person));
            const Former former = before == no_index ? Former{} : former_[before];
            json::array missing;
            for (const std::string_view key : progress.missing) missing.emplace_back(key);
            rows.push_back(json::object{{"person", picture.person_id(person)},
                                        {"name", picture.person_name(person)},
                                        {"user_from", id_or_null(former.user)},
                                        {"user_to", id_or_null(picture.links.user[person])},
                                        {"link_to", word(picture.links.state[person])},
                                        {"chats_from", former.chats},
                                        {"chats_to", progress.there},
                                        {"missing", std::move(missing)},
                                        {"state", moved_words[static_cast<std::size_t>(state)]}});
        }
        return rows;
    }

    const SchoolState& from_;
    const SchoolState& to_;
    ComparisonInput from_input_;
    ComparisonInput to_input_;
    std::vector<Former> former_;                              ///< by person of the former account
    std::vector<Progress> progress_;                          ///< by person of the new one
    std::map<std::string_view, std::size_t> former_members_;  ///< who is there, by chat key
    std::array<std::size_t, place_words.size()> places_{};
    std::array<std::size_t, moved_words.size()> states_{};
};

Error not_read_yet(const SchoolState& state) {
    return {ErrorKind::refused, fmt::format("school '{}' has not been read yet", name_of(state)),
            state.error ? state.error->what : "try again in a moment"};
}

}  // namespace

Result<const SchoolState*> migration_target(const Schools& schools, const SchoolState& from,
                                            std::string_view account) {
    if (from.further) {
        return Error{
            ErrorKind::refused,
            fmt::format("'{}' is what the school moves to, not what it moves from", name_of(from)),
            fmt::format("ask for school '{}'", from.school.id)};
    }
    std::vector<const SchoolState*> further;
    std::vector<std::string_view> names;
    for (const auto& [name, state] : schools) {
        // One that the configuration named once stays, disabled, until the daemon starts again.
        const bool serves = state.school.enabled || !from.school.enabled;
        if (!state.further || state.school.id != from.school.id || !serves) continue;
        further.push_back(&state);
        names.push_back(state.school.account);
    }
    const SchoolState* target = nullptr;
    for (const SchoolState* each : further) {
        const bool meant =
            each->school.account == account || (account.empty() && further.size() == 1);
        if (meant) target = each;
    }
    if (further.empty()) {
        return Error{ErrorKind::refused,
                     fmt::format("school '{}' is served by one account", from.school.id),
                     "name the other one in the configuration: schools/ID/also"};
    }
    if (target == nullptr) {
        const std::string hint = fmt::format("one of: {}", fmt::join(names, ", "));
        if (account.empty()) return Error{ErrorKind::invalid_input, "to which account?", hint};
        return Error{
            ErrorKind::not_found,
            fmt::format("account '{}' does not serve school '{}' too", account, from.school.id),
            hint};
    }
    for (const SchoolState* each : {&from, target}) {
        if (each->picture == nullptr) return not_read_yet(*each);
    }
    return target;
}

json::object migration_view(const SchoolState& from, const SchoolState& to, UnixSeconds now) {
    return Migration{from, to, now}.view();
}

}  // namespace rosterd::control
