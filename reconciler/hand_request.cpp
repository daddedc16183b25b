// One request after another: who asks, about what, is it allowed, is it so already, what to keep.
#include "reconciler/hand_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reconciler/title.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

constexpr std::size_t title_characters_max = 128;

Error unknown(std::string_view what, std::string_view id) {
    return {ErrorKind::not_found, fmt::format("there is no {} '{}'", what, id),
            "ids are the journal's; see rosterctl people and rosterctl chats"};
}

bool is_title(std::string_view title) {
    const bool printable = std::ranges::none_of(
        title, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    const bool blank = title.find_first_not_of(' ') == std::string_view::npos;
    return printable && !blank && count_characters(title) <= title_characters_max;
}

class Decider {
  public:
    Decider(const HandState& state, const HandRequest& request)
        : state_{state}, world_{state.world}, request_{request} {}

    Result<HandDecision> decide() {
        if (!request_.actor.empty()) {
            actor_ = find_person(world_.roster, request_.actor);
            if (actor_ == no_index) return unknown("person", request_.actor);
        }
        if (request_.action == HandAction::create_chat) return create();
        chat_ = world_.desired.find(request_.chat);
        if (chat_ == nullptr) return unknown("chat", request_.chat);
        decision_.chat = request_.chat;
        switch (request_.action) {
            case HandAction::rename_chat:
                return rename();
            case HandAction::delete_chat:
                return erase();
            case HandAction::create_chat:
            case HandAction::add_member:
            case HandAction::remove_member:
            case HandAction::appoint:
            case HandAction::dismiss:
            case HandAction::readmit:
                break;
        }
        return member();
    }

  private:
    // --- chats -------------------------------------------------------------------------------

    Result<HandDecision> create() {
        const auto about = subject();
        if (!about) return about.error();
        const auto objection = objection_to_creating(world_, actor_, request_.kind, *about);
        if (objection) return refused(*objection);
        if (request_.kind == ChatKind::custom) return create_custom();
        if (!request_.people.empty()) {
            return Error{ErrorKind::invalid_input,
                         "people are chosen for custom chats only; rules fill this one",
                         "add further people with rosterctl member add"};
        }
        return create_by_rule();
    }

    [[nodiscard]] Result<std::uint32_t> subject() const {
        std::uint32_t about = no_index;
        switch (request_.kind) {
            case ChatKind::class_chat:
            case ChatKind::parents:
                about = find_class(world_.roster, request_.about);
                if (about == no_index) return unknown("class", request_.about);
                break;
            case ChatKind::subject:
                about = find_group(world_.roster, request_.about);
                if (about == no_index) return unknown("group", request_.about);
                break;
            case ChatKind::custom:
            case ChatKind::staff:
                break;
        }
        return about;
    }

    /// The "first click", and the return of a deleted chat.
    Result<HandDecision> create_by_rule() {
        decision_.chat = std::string{word(request_.kind)};
        if (request_.kind != ChatKind::staff) decision_.chat += "/" + request_.about;
        chat_ = world_.desired.find(decision_.chat);
        if (chat_ == nullptr) return refused(MessageId::no_such_kind);
        const bool closed = chat_->wish == ChatWish::frozen || chat_->end == ChatEnd::closed;
        if (closed) return refused(MessageId::chat_is_closed);
        if (!request_.title.empty()) {
            if (world_.profile.permissions.of(HandRight::rename, request_.kind) == 0) {
                return refused(MessageId::may_not_rename);
            }
            if (!is_title(request_.title)) return refused(MessageId::title_unsuitable);
            put_title();
        }
        if (chat_->wish == ChatWish::present) {
            note(MessageId::chat_exists);
            return std::move(decision_);
        }
        put_chat();
        const bool deleted_here =
            std::ranges::find(state_.own.deletions, decision_.chat, &OwnDeletion::chat) !=
            state_.own.deletions.end();
        if (deleted_here) decision_.change.undeleted.push_back(decision_.chat);
        note(MessageId::chat_will_be_created);
        std::vector<PersonIndex> people;
        for (const Seat& seat : world_.desired.seats_of(*chat_)) people.push_back(seat.person);
        warn_of_unlinked(people);
        return std::move(decision_);
    }

    Result<HandDecision> create_custom() {
        if (!is_title(request_.title)) return refused(MessageId::title_unsuitable);
        std::vector<PersonIndex> people;
        if (actor_ != school_operator) people.push_back(actor_);
        for (const OwnPerson& each : request_.people) {
            const PersonIndex person = find_person(world_.roster, each.person);
            if (person == no_index) return unknown("person", each.person);
            if (const auto objection = unfit(person)) return refused(*objection);
            people.push_back(person);
        }
        put_chat();
        decision_.chat = "custom/" + own_request_id(state_.next_chat);
        note(MessageId::chat_will_be_created);
        warn_of_unlinked(people);
        return std::move(decision_);
    }

    Result<HandDecision> rename() {
        if (const auto objection = objection_to(world_, actor_, HandRight::rename, *chat_)) {
            return refused(*objection);
        }
        if (!is_title(request_.title)) return refused(MessageId::title_unsuitable);
        if (world_.desired.title(*chat_) != request_.title) put_title();
        return std::move(decision_);
    }

    Result<HandDecision> erase() {
        if (const auto objection = objection_to(world_, actor_, HandRight::erase, *chat_)) {
            return refused(*objection);
        }
        OwnChange& change = decision_.change;
        change.deletions.push_back({request_.chat, state_.moment.now, request_.actor});
        for (const OwnChat& own : state_.own.chats) {
            const std::string about = own.about.empty() ? "" : "/" + own.about;
            const bool asked_for_it = own.kind != ChatKind::custom &&
                                      std::string{word(own.kind)} + about == request_.chat;
            if (asked_for_it) change.dropped_chats.push_back(own.number);
        }
        if (world_.profile.chats[chat_->rule].on_delete == OnDelete::destroy) {
            note(MessageId::deletion_is_final);
        }
        return std::move(decision_);
    }

    void put_chat() {
        decision_.change.chats.push_back({state_.next_chat, request_.kind, request_.about,
                                          request_.kind == ChatKind::custom ? request_.title : "",
                                          request_.actor, state_.moment.now, request_.people});
    }
    void put_title() {
        decision_.change.titles.push_back(
            {decision_.chat, request_.title, request_.actor, state_.moment.now});
    }

    // --- people ------------------------------------------------------------------------------

    Result<HandDecision> member() {
        const PersonIndex person = find_person(world_.roster, request_.person);
        if (person == no_index) return unknown("person", request_.person);
        const bool flags =
            request_.action == HandAction::appoint || request_.action == HandAction::dismiss;
        const HandRight right = flags ? HandRight::appoint : HandRight::edit;
        if (const auto objection = objection_to(world_, actor_, right, *chat_)) {
            return refused(*objection);
        }
        const Seat* seat = find_seat(world_.desired, *chat_, person);
        switch (request_.action) {
            case HandAction::add_member:
                if (const auto objection = unfit(person)) return refused(*objection);
                decision_.readmits = true;
                if (seat != nullptr && !only_by_hand(*seat))
                    return so_already(MessageId::already_member);
                edit(EditKind::add, {EditKind::remove}, person);
                warn_of_unlinked({person});
                break;
            case HandAction::appoint:
                if (const auto objection = unfit(person)) return refused(*objection);
                if (seat != nullptr && seat->admin() && seat->admin_reasons != reason::hand_edit) {
                    return so_already(MessageId::already_admin);
                }
                edit(EditKind::make_admin, {EditKind::remove, EditKind::drop_admin}, person);
                warn_of_unlinked({person});
                break;
            case HandAction::readmit:
                if (const auto objection = unfit(person)) return refused(*objection);
                decision_.readmits = true;
                if (seat == nullptr) note(MessageId::not_a_member);
                break;
            case HandAction::remove_member:
                if (const auto lock = lock_on(world_, actor_, person, *chat_))
                    return refused(*lock);
                if (seat == nullptr) note(MessageId::not_a_member);
                edit(EditKind::remove, {EditKind::add, EditKind::make_admin, EditKind::drop_admin},
                     person);
                break;
            case HandAction::dismiss:
                if (seat == nullptr) return refused(MessageId::not_a_member);
                if (!seat->admin()) return so_already(MessageId::not_an_admin);
                if (const auto lock = lock_on(world_, actor_, person, *chat_))
                    return refused(*lock);
                edit(EditKind::drop_admin, {EditKind::make_admin}, person);
                break;
            case HandAction::create_chat:
            case HandAction::rename_chat:
            case HandAction::delete_chat:
                break;
        }
        return std::move(decision_);
    }

    /// Somebody whom the rules would keep out again at once (design §3).
    [[nodiscard]] std::optional<MessageId> unfit(PersonIndex person) const {
        if (world_.in_force.tied[person] == 0) return MessageId::not_of_the_school;
        const bool blocked = world_.profile.blocked == BlockedPeople::exclude &&
                             world_.roster.people.blocked[person] != 0;
        return blocked ? std::optional{MessageId::person_blocked} : std::nullopt;
    }

    static bool only_by_hand(const Seat& seat) {
        constexpr unsigned by_hand = reason::hand_edit | reason::administrator;
        const unsigned admin = seat.admin_reasons;
        return (seat.member_reasons & ~by_hand) == 0 && (admin & ~unsigned{reason::hand_edit}) == 0;
    }

    Result<HandDecision> so_already(MessageId message) {
        note(message);
        return std::move(decision_);
    }

    /// First takes back own edits that said the opposite: where that is enough, rules decide about
    /// the person again. A temporary edit leaves what holds after it.
    void edit(EditKind kind, std::vector<EditKind> opposite, PersonIndex person) {
        OwnChange& change = decision_.change;
        if (request_.until == std::numeric_limits<UnixSeconds>::max()) {
            for (const OwnEdit& own : state_.own.edits) {
                const bool drop = own.chat == request_.chat && own.person == request_.person &&
                                  std::ranges::find(opposite, own.edit) != opposite.end();
                if (drop) change.dropped_edits.push_back({own.chat, own.person, own.edit});
            }
            if (!change.dropped_edits.empty() && holds_without_edits(kind, person)) return;
            // Whom an appointment brought in stays when he is dismissed.
            if (kind == EditKind::drop_admin) change.dropped_edits.clear();
        }
        change.edits.push_back({request_.chat, request_.person, kind, request_.actor,
                                state_.moment.now, request_.until});
    }

    /// Would `kind` be so with no more than the dropped edits gone?
    [[nodiscard]] bool holds_without_edits(EditKind kind, PersonIndex person) const {
        Roster roster = world_.roster;
        std::erase_if(roster.edits, [&](const ChatEdit& each) {
            const auto& dropped = decision_.change.dropped_edits;
            return each.own && each.person == person &&
                   roster.text.view(each.chat_key) == request_.chat &&
                   std::ranges::find(dropped, each.edit, &OwnEditName::edit) != dropped.end();
        });
        const Desired desired = desired_state(roster, world_.in_force, world_.profile,
                                              state_.moment, {.initialised = state_.initialised});
        const DesiredChat* chat = desired.find(request_.chat);
        const Seat* seat = chat == nullptr ? nullptr : find_seat(desired, *chat, person);
        switch (kind) {
            case EditKind::add:
                return seat != nullptr;
            case EditKind::remove:
                return seat == nullptr;
            case EditKind::make_admin:
                return seat != nullptr && seat->admin();
            case EditKind::drop_admin:
                break;
        }
        return seat != nullptr && !seat->admin();
    }

    // --- notices -----------------------------------------------------------------------------

    void note(MessageId message) { decision_.notices.push_back({message, {}}); }

    /// they belong at once and enter when they are linked.
    void warn_of_unlinked(const std::vector<PersonIndex>& people) {
        HandNotice notice{MessageId::unlinked_members, {}};
        for (const PersonIndex person : people) {
            if (state_.links.state[person] == LinkState::linked) continue;
            notice.people.emplace_back(world_.roster.text.view(world_.roster.people.id[person]));
        }
        if (!notice.people.empty()) decision_.notices.push_back(std::move(notice));
    }

    const HandState& state_;
    const HandWorld& world_;
    const HandRequest& request_;
    PersonIndex actor_ = school_operator;
    const DesiredChat* chat_ = nullptr;
    HandDecision decision_;
};

bool contains(std::span<const ChatKind> kinds, ChatKind kind) {
    return std::ranges::find(kinds, kind) != kinds.end();
}

}  // namespace

std::string_view word(HandAction action) {
    constexpr std::array<std::string_view, 8> words{
        "chat_create",   "chat_rename",    "chat_delete",    "member_add",
        "member_remove", "member_appoint", "member_dismiss", "member_readmit"};
    return words.at(static_cast<std::size_t>(action));
}

Result<HandDecision> decide_by_hand(const HandState& state, const HandRequest& request) {
    return Decider{state, request}.decide();
}

Result<OwnChange> decide_initialise(const HandState& state, std::span<const ChatKind> kinds,
                                    const std::string& actor) {
    const HandWorld& world = state.world;
    PersonIndex who = school_operator;
    if (!actor.empty()) {
        who = find_person(world.roster, actor);
        if (who == no_index) return unknown("person", actor);
    }
    if (const auto objection = objection_to_initialising(world, who)) return refused(*objection);
    for (const ChatKind kind : kinds) {
        if (world.rule(kind) == nullptr || kind == ChatKind::custom) {
            return refused(MessageId::no_such_kind);
        }
    }
    OwnChange change;
    const auto concerns = [&](std::string_view key) {
        const DesiredChat* chat = world.desired.find(key);
        return chat != nullptr && contains(kinds, chat->kind);
    };
    const auto drops = [&](std::string_view key) {
        return concerns(key) && world.profile.chats[world.desired.find(key)->rule].manual_edits ==
                                    ManualEdits::drop_on_initialise;
    };
    for (const DesiredChat& chat : world.desired.chats) {
        const bool closed = chat.wish == ChatWish::frozen || chat.end == ChatEnd::closed;
        if (!contains(kinds, chat.kind) || closed) continue;
        change.initialised.emplace_back(world.desired.key(chat), state.moment.now);
    }
    for (const OwnDeletion& row : state.own.deletions) {
        if (concerns(row.chat)) change.undeleted.push_back(row.chat);
    }
    for (const OwnEdit& row : state.own.edits) {
        if (drops(row.chat)) change.dropped_edits.push_back({row.chat, row.person, row.edit});
    }
    for (const OwnTitle& row : state.own.titles) {
        if (drops(row.chat)) change.dropped_titles.push_back(row.chat);
    }
    return change;
}

}  // namespace rosterd
