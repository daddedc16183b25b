// The states of a link and what moves it between them.
#include "reconciler/link_request.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reconciler/user_id.hpp"

namespace rosterd {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Different texts may name one user: `Anna` and `anna@school.example`.
bool same_user(Platform platform, std::string_view left, std::string_view right) {
    if (left == right) return true;
    const auto user = user_id_of(platform, left);
    return user && user == user_id_of(platform, right);
}

class Decider {
  public:
    Decider(const Roster& roster, std::span<const StoredLink> own, const Profile& profile,
            const LinkRequest& request, UnixSeconds now)
        : roster_{roster}, own_{own}, profile_{profile}, request_{request}, now_{now} {}

    Result<LinkDecision> decide() {
        const PersonIndex person = find_person(roster_, request_.person);
        if (person == no_index) {
            return Error{ErrorKind::not_found,
                         fmt::format("person '{}' is not in the journal", request_.person),
                         "see rosterctl people; ids are the journal's"};
        }
        const CurrentLink current = current_link(roster_, own_, person, request_.platform);
        if (current.of_journal) return refused(MessageId::link_kept_by_journal);
        link_ = current.link;
        if (!request_.user.empty() && !user_id_of(request_.platform, request_.user)) {
            return Error{ErrorKind::invalid_input, "the user id can be no user of this platform",
                         fmt::format("expected {}", expected_user(request_.platform))};
        }
        switch (request_.verb) {
            case LinkVerb::request:
                return request();
            case LinkVerb::accept:
                return accept();
            case LinkVerb::refuse:
                return refuse();
            case LinkVerb::unlink:
                break;
        }
        return unlink();
    }

  private:
    Result<LinkDecision> request() {
        std::string phone;
        if (!request_.phone.empty()) {
            const auto written = phone_by_mask(request_.phone, profile_.phone_format);
            if (!written) {
                Error wrong = refused(MessageId::wrong_phone_format);
                wrong.what = with_phone_format(wrong.what, profile_.phone_format);
                return wrong;
            }
            phone = *written;
        } else if (request_.user.empty()) {
            return Error{ErrorKind::invalid_input, "neither a phone nor a user is given",
                         "a phone makes a request; a user links at once"};
        }
        if (link_.state == LinkState::linked) return linked_already();
        const bool waiting = link_.state == LinkState::requested;
        if (waiting && request_.user.empty()) {
            return answer(LinkState::requested, MessageId::link_already_requested);
        }
        // Another person's phone, given by mistake, is forgotten when the user is proved without
        // it.
        if (!phone.empty() || link_.state == LinkState::conflict) link_.phone = phone;
        link_.user = request_.user;
        link_.linked_at = now_;
        if (profile_.one_phone_one_person && phone_is_taken()) {
            return keep(LinkState::conflict, MessageId::phone_taken);
        }
        if (request_.user.empty()) return keep(LinkState::requested, MessageId::link_requested);
        return link_now();
    }

    Result<LinkDecision> accept() {
        if (request_.user.empty()) {
            return Error{ErrorKind::invalid_input, "the user who accepted is missing",
                         "name the platform's user id"};
        }
        if (link_.state == LinkState::linked) return linked_already();
        if (link_.state != LinkState::requested) return refused(MessageId::no_link_request);
        link_.user = request_.user;
        link_.linked_at = now_;
        return link_now();
    }

    Result<LinkDecision> refuse() {
        if (link_.state != LinkState::requested) return refused(MessageId::no_link_request);
        return keep(LinkState::refused, MessageId::link_refused);
    }

    /// The user is remembered, so that he is recognised in the chats that he must leave.
    Result<LinkDecision> unlink() {
        const bool was = link_.state == LinkState::linked || link_.state == LinkState::requested ||
                         link_.state == LinkState::conflict;
        if (!was) return answer(link_.state, MessageId::not_linked);
        link_.phone.clear();
        link_.linked_at = now_;
        return keep(LinkState::unlinked, MessageId::unlinked);
    }

    Result<LinkDecision> linked_already() {
        if (!request_.user.empty() && !is_this_user(request_.user)) {
            return refused(MessageId::linked_to_another_user);
        }
        return answer(LinkState::linked, MessageId::already_linked);
    }

    /// Kept as linked in any case: when the earlier link of this user ends, this one holds.
    Result<LinkDecision> link_now() {
        auto decision = keep(LinkState::linked, MessageId::already_linked);
        if (user_is_taken()) {
            decision->state = LinkState::conflict;
            decision->message = MessageId::user_taken;
        }
        return decision;
    }

    [[nodiscard]] Result<LinkDecision> keep(LinkState state, MessageId message) {
        link_.state = state;
        return LinkDecision{link_, state, message, true};
    }
    [[nodiscard]] Result<LinkDecision> answer(LinkState state, MessageId message) const {
        return LinkDecision{link_, state, message, false};
    }

    [[nodiscard]] bool phone_is_taken() const {
        return !link_.phone.empty() && std::ranges::any_of(own_, [&](const StoredLink& other) {
            return other.person_id != link_.person_id && other.platform == link_.platform &&
                   other.phone == link_.phone &&
                   (other.state == LinkState::linked || other.state == LinkState::requested);
        });
    }

    [[nodiscard]] bool user_is_taken() const {
        const bool by_own = std::ranges::any_of(own_, [&](const StoredLink& other) {
            return other.person_id != link_.person_id && other.platform == link_.platform &&
                   other.state == LinkState::linked && is_this_user(other.user);
        });
        return by_own || std::ranges::any_of(roster_.links, [&](const LinkRow& row) {
                   return row.platform == link_.platform && row.state == LinkState::linked &&
                          is_this_user(roster_.text.view(row.user));
               });
    }

    [[nodiscard]] bool is_this_user(std::string_view text) const {
        return same_user(link_.platform, text, link_.user);
    }

    const Roster& roster_;
    std::span<const StoredLink> own_;
    const Profile& profile_;
    const LinkRequest& request_;
    UnixSeconds now_;
    StoredLink link_;
};

}  // namespace

std::optional<std::string> phone_by_mask(std::string_view phone, std::string_view mask) {
    std::string digits = "+";
    std::size_t at = 0;
    for (const char wanted : mask) {
        const bool there = at < phone.size();
        if (wanted == ' ') {
            if (there && phone[at] == ' ') ++at;
            continue;
        }
        if (!there) return std::nullopt;
        const char found = phone[at++];
        if (wanted == 'X' ? !is_digit(found) : found != wanted) return std::nullopt;
        if (is_digit(found)) digits += found;
    }
    return at == phone.size() ? std::optional{digits} : std::nullopt;
}

std::string shown_phone(std::string_view phone) {
    constexpr std::size_t russian_length = 12;
    const bool russian = phone.size() == russian_length && phone.starts_with("+7") &&
                         std::ranges::all_of(phone.substr(1), is_digit);
    if (!russian) return std::string{phone};
    return fmt::format("+7({}) {}-{}-{}", phone.substr(2, 3), phone.substr(5, 3),
                       phone.substr(8, 2), phone.substr(10, 2));
}

CurrentLink current_link(const Roster& roster, std::span<const StoredLink> own, PersonIndex person,
                         Platform platform) {
    const std::string_view id = roster.text.view(roster.people.id[person]);
    for (const LinkRow& row : roster.links) {
        if (row.person != person || row.platform != platform) continue;
        return {{std::string{id}, platform, std::string{roster.text.view(row.user)}, row.state,
                 row.linked_at},
                true};
    }
    for (const StoredLink& link : own) {
        if (link.platform == platform && link.person_id == id) return {link, false};
    }
    return {{std::string{id}, platform, {}, LinkState::none, 0}, false};
}

Result<LinkDecision> decide_link(const Roster& roster, std::span<const StoredLink> own,
                                 const Profile& profile, const LinkRequest& request,
                                 UnixSeconds now) {
    return Decider{roster, own, profile, request, now}.decide();
}

Error refused(MessageId id, std::string hint) {
    const Message& text = message(id);
    return {ErrorKind::refused, std::string{text.english}, std::move(hint), text.code};
}

}  // namespace rosterd
