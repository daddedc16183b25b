// Linking a person who opens the account in the messenger: by the token of his page in the journal
// and, where his phone is known, by the phone that the platform proves (R-007..R-012).
#include <spdlog/spdlog.h>

#include <functional>
#include <optional>

#include "daemon/daemon.hpp"
#include "daemon/offload.hpp"
#include "reconciler/link_proof.hpp"
#include "reconciler/link_request.hpp"

namespace rosterd {

using boost::asio::awaitable;

namespace {

constexpr UnixSeconds token_lasts = 7 * 86'400;

/// 128 random bits, in letters that any address may hold.
std::string random_token(const std::function<std::uint64_t()>& unguessable) {
    constexpr std::string_view letters = "0123456789abcdef";
    std::string token;
    for (int word = 0; word < 2; ++word) {
        const std::uint64_t bits = unguessable();
        for (unsigned shift = 0; shift < 64; shift += 4) token += letters[(bits >> shift) & 0xFU];
    }
    return token;
}

/// Just after a start nobody can be judged yet: the event is dealt with a second later. A school
/// that could not be read at all keeps no other event waiting.
std::optional<Error> not_read_yet(const SchoolState& state) {
    const bool of_account = state.loaded && state.memory.account == state.school.account;
    if (of_account && state.picture != nullptr) return std::nullopt;
    if (state.last_end != PassEnd::none) return std::nullopt;
    return Error{ErrorKind::transient, "school " + state.school.id + " has not been read yet",
                 "nothing to do: its first pass is on the way; see rosterctl schools"};
}

/// Nor can anybody be judged before the journal named its schools.
std::optional<Error> no_schools_yet(const Schools& schools) {
    if (!schools.empty()) return std::nullopt;
    return Error{ErrorKind::transient, "the journal has not listed its schools yet",
                 "see the journal's state in rosterctl status"};
}

constexpr std::string_view ask_for_phone =
    "Чтобы подтвердить, что это вы, нажмите кнопку «Поделиться номером»: номер должен совпадать с "
    "указанным в электронном журнале.";
constexpr std::string_view unknown_token =
    "Ссылка устарела или уже использована. Откройте новую ссылку на своей странице электронного "
    "журнала.";
constexpr std::string_view other_phone =
    "Этот номер не совпадает с указанным в электронном журнале. Обратитесь к классному "
    "руководителю или исправьте номер в журнале и откройте новую ссылку.";
constexpr std::string_view nobody_waits =
    "По этому номеру нет запроса на привязку. Откройте ссылку на своей странице электронного "
    "журнала.";

}  // namespace

awaitable<Result<StartAddress>> Daemon::start_address(std::string school, std::string person,
                                                      std::string by) {
    auto state = readable(school);
    if (!state) co_return state.error();
    const Picture& picture = *(*state)->picture;
    const std::string account = (*state)->school.account;
    PlatformAccount& platform = *parts_.accounts.find(account)->second.platform;
    const PersonIndex index = find_person(picture.roster, person);
    if (index == no_index) {
        co_return Error{ErrorKind::not_found,
                        "school '" + school + "' has no person '" + person + "'",
                        "see rosterctl people --school " + school};
    }
    const CurrentLink link =
        current_link(picture.roster, (*state)->memory.links, index, platform.platform());
    if (link.of_journal) co_return refused(MessageId::link_kept_by_journal);
    if (link.link.state == LinkState::linked) co_return refused(MessageId::already_linked);
    const StartToken token{random_token(parts_.unguessable), (*state)->school.id, person,
                           parts_.clock.now() + token_lasts};
    const std::string url = platform.start_link(token.token);
    if (url.empty()) {
        co_return Error{ErrorKind::refused, "the platform has no addresses that link a person",
                        "link by rosterctl link with a user or a phone"};
    }
    AuditEntry line;
    line.at = parts_.clock.now();
    line.school = token.school;
    line.person = person;
    line.operation = "start_address";
    line.outcome = "done";
    line.by = std::move(by);
    auto saved = co_await save_account(account, {.tokens = {token}}, std::span{&line, 1});
    if (!saved) co_return saved.error();
    co_return StartAddress{url, token.expires};
}

/// Words to a person are a courtesy: what was decided holds without them.
awaitable<void> Daemon::answer_person(std::string account, UserId user, std::string text,
                                      bool asks_phone) {
    DirectMessage message{.user = user, .text = std::move(text), .asks_phone = asks_phone};
    auto told = co_await parts_.accounts.find(account)->second.platform->write_to(
        std::move(message), Priority::live);
    if (!told) {
        spdlog::info("account={} answer=unsent kind={} error=\"{}\"", account,
                     to_string(told.error().kind), told.error().what);
    }
}

awaitable<Result<void>> Daemon::begin_link(const std::string& account, const PlatformEvent& event) {
    if (event.text.empty()) {
        co_await answer_person(account, event.user, std::string{ask_for_phone}, true);
        co_return Result<void>{};
    }
    auto look = [this, &account, &event, now = parts_.clock.now()] {
        return parts_.store.store.start_token(account, event.text, now);
    };
    auto token = co_await offload(parts_.store.thread, look);
    if (!token) co_return token.error();
    if (const auto early = no_schools_yet(schools_)) co_return *early;
    SchoolState* state = *token ? served_by((*token)->school, account) : nullptr;
    const bool other = *token && (*token)->user != 0 && (*token)->user != event.user;
    if (state == nullptr || other) {
        co_await answer_person(account, event.user, std::string{unknown_token}, false);
        co_return Result<void>{};
    }
    if (const auto early = not_read_yet(*state)) co_return *early;
    const PersonIndex person = state->picture == nullptr
                                   ? no_index
                                   : find_person(state->picture->roster, (*token)->person);
    if (person == no_index) {
        co_await answer_person(account, event.user, std::string{unknown_token}, false);
        co_return Result<void>{};
    }
    const Platform platform = parts_.accounts.find(account)->second.platform->platform();
    const PhoneProof proof =
        prove_phone(state->picture->roster, state->memory.links, person, platform, {});
    if (proof == PhoneProof::not_needed) {
        co_return co_await link_by_token(account, **token, event.user);
    }
    StartToken opened = **token;
    opened.user = event.user;
    auto saved = co_await save_account(account, {.tokens = {opened}}, {});
    if (!saved) co_return saved;
    co_await answer_person(account, event.user, std::string{ask_for_phone}, true);
    co_return Result<void>{};
}

awaitable<Result<void>> Daemon::prove_link(const std::string& account, const PlatformEvent& event) {
    const Platform platform = parts_.accounts.find(account)->second.platform->platform();
    auto look = [this, &account, &event, now = parts_.clock.now()] {
        return parts_.store.store.started_by(account, event.user, now);
    };
    auto token = co_await offload(parts_.store.thread, look);
    if (!token) co_return token.error();
    if (const auto early = no_schools_yet(schools_)) co_return *early;
    if (*token) {
        SchoolState* state = served_by((*token)->school, account);
        if (state == nullptr) {
            co_await answer_person(account, event.user, std::string{unknown_token}, false);
            co_return Result<void>{};
        }
        if (const auto early = not_read_yet(*state)) co_return *early;
        const PersonIndex person = state->picture == nullptr
                                       ? no_index
                                       : find_person(state->picture->roster, (*token)->person);
        const bool his =
            person != no_index && prove_phone(state->picture->roster, state->memory.links, person,
                                              platform, event.text) == PhoneProof::matches;
        if (!his) {
            co_await answer_person(account, event.user, std::string{other_phone}, false);
            co_return Result<void>{};
        }
        co_return co_await link_by_token(account, **token, event.user);
    }
    // Without a token: whoever asked on his page to be linked with this phone.
    std::vector<std::pair<std::string, std::string>> waiting;
    for (const auto& [name, state] : schools_) {
        if (state.school.account != account || !state.school.enabled) continue;
        if (const auto early = not_read_yet(state)) co_return *early;
        if (state.picture == nullptr) continue;
        if (const auto person = who_waits_with(state.memory.links, platform, event.text)) {
            waiting.emplace_back(state.school.id, *person);
        }
    }
    if (waiting.empty()) {
        co_await answer_person(account, event.user, std::string{nobody_waits}, false);
        co_return Result<void>{};
    }
    for (const auto& [school, person] : waiting) {  // a teacher works in two schools
        auto linked = co_await link_user(account, school,
                                         {.verb = LinkVerb::accept,
                                          .person = person,
                                          .platform = platform,
                                          .user = std::to_string(event.user)});
        if (!linked) co_return linked.error();
    }
    co_return Result<void>{};
}

/// The token goes when the link is kept: a crash in between repeats the link, which is harmless.
awaitable<Result<void>> Daemon::link_by_token(std::string account, StartToken token, UserId user) {
    const Platform platform = parts_.accounts.find(account)->second.platform->platform();
    auto linked = co_await link_user(account, token.school,
                                     {.verb = LinkVerb::request,
                                      .person = token.person,
                                      .platform = platform,
                                      .user = std::to_string(user)});
    if (!linked) co_return linked.error();
    if (*linked == LinkEnd::refused) co_return Result<void>{};  // once it is possible, it is good
    co_return co_await save_account(account, {.used_tokens = {token.token}}, {});
}

/// Says to the person what was decided, or why it was not.
awaitable<Result<Daemon::LinkEnd>> Daemon::link_user(std::string account, std::string school,
                                                     LinkRequest request) {
    const SchoolState* state = served_by(school, account);
    if (state == nullptr) co_return LinkEnd::refused;
    const UserId user = std::stoll(request.user);
    auto decided = co_await change_link(name_of(*state), std::move(request), "messenger");
    if (!decided && decided.error().kind == ErrorKind::transient) co_return decided.error();
    const Message* words =
        decided ? &message(decided->message) : find_message(decided.error().code);
    if (!decided) {
        spdlog::info("account={} school={} link=refused error=\"{}\"", account, school,
                     decided.error().what);
    }
    co_await answer_person(
        account, user, words != nullptr ? std::string{words->russian} : std::string{unknown_token},
        false);
    co_return decided ? LinkEnd::decided : LinkEnd::refused;
}

}  // namespace rosterd
