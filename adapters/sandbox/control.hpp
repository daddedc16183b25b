// The sandbox's own control API: a person's or a test's hand in the messenger. No sockets.
//
// Separate from the VK paths; JSON in, JSON out; errors are {"error":{"code","message"}} with
// HTTP 400 (malformed), 404 (no such thing), 405 (verb), 409 (the messenger says no; `code` is
// VK's).
//
//   GET    /sandbox/state[?members=0]  {chats:[{id, owner, title, deleted, disabled, read_only,
//              numbers:{"<owner of a token>": n}, members_count, pending_count, messages_total,
//              members:[{user, admin, owner, pending}],
//              messages:[{number, from, text, at_ms, edited}]}],
//              accounts:[{owner, name}], dialogs:[{from, to, messages}],
//              calls:{total, inner, refused_6, by_method, inner_by_method},
//              users: configured people, last_event}.
//              members=0 leaves members, messages and dialogs out.
//   GET    /sandbox/chat?id=N  one chat as above; its members have names
//   GET    /sandbox/video  {calls:[{id, join_link, owner, started_ms, finished_ms|null}],
//              meetings:[{id, name, created_ms, ended_ms|null, joined, inside}]}: VK's calls, and
//              the BigBlueButton meetings with how many ever came in and how many are inside
//   GET    /sandbox/events?since=N[&wait_ms=M]  {next, events:[{n, at_ms, kind, chat, title, user,
//              by}]}: those after N, at most 1000, oldest first; waits up to M (60 000 at most)
//              for the first one. Ask again with since=next.
//   POST   /sandbox/users   {user, name?, privacy: all|friends|nobody, invite_as_request,
//              allows_messages, deactivated, exists} or a list of such; what is not named stays
//   POST   /sandbox/act     {do: join|accept|leave|kick|add|rename|promote|demote|destroy|
//              disable|enable|read_only|writable, chat: global id, user?, title?}
//              {do: write, user, text, chat | to}: in a chat of his, or to an account
//              {do: leave_meeting|drop_meeting, meeting: its meetingID}: everybody leaves it, or
//              the server loses it
//   POST   /sandbox/faults  {kind, method?, account?, after?, times?, code?, delay_ms?}
//              (kinds: faults.hpp)
//   GET    /sandbox/faults  {faults:[…]}: those not used up;   DELETE clears them
//   POST   /sandbox/long_poll  {do?: expire_keys|lose_history|lose_information|repeat,
//              membership?: always|not_by_bots|never}: what goes wrong with VK's long polls, and
//              whether they tell who comes and goes in chats that a community owns
//   GET    /sandbox/long_poll  {position, keys, polls, membership}
//   GET    /sandbox/calls?since=N[&limit=M]  {next, calls:[{n, at_ms, account, method, parameters,
//              error, inner}]}
#pragma once

#include <string>
#include <string_view>

#include "adapters/http/message.hpp"
#include "adapters/sandbox/bbb_meetings.hpp"
#include "adapters/sandbox/faults.hpp"
#include "adapters/sandbox/parameters.hpp"
#include "adapters/sandbox/vk_service.hpp"
#include "adapters/sandbox/world.hpp"

namespace rosterd::sandbox {

/// Not thread-safe; refers to its parts.
class Control {
  public:
    Control(World& world, Faults& faults, VkService& service, Meetings& meetings)
        : world_{world}, faults_{faults}, service_{service}, meetings_{meetings} {}

    /// Answers one request under /sandbox/ at once; /sandbox/events does not wait here.
    [[nodiscard]] http::Response answer(std::string_view verb, std::string_view path,
                                        const Parameters& query, const std::string& body,
                                        Moment now);

  private:
    [[nodiscard]] http::Response state(const Parameters& query) const;
    [[nodiscard]] http::Response chat(const Parameters& query) const;
    [[nodiscard]] http::Response events(const Parameters& query) const;
    [[nodiscard]] http::Response calls(const Parameters& query) const;
    [[nodiscard]] http::Response video(Moment now);
    [[nodiscard]] http::Response users(const std::string& body);
    [[nodiscard]] http::Response act(const std::string& body, Moment now);
    [[nodiscard]] http::Response faults() const;
    [[nodiscard]] http::Response add_fault(const std::string& body);
    [[nodiscard]] http::Response long_poll() const;
    [[nodiscard]] http::Response change_long_poll(const std::string& body);

    World& world_;
    Faults& faults_;
    VkService& service_;
    Meetings& meetings_;
};

}  // namespace rosterd::sandbox
