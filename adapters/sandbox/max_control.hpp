// A person's or a test's hand in the MAX messenger: the control API under /sandbox/max/.
//
// JSON in, JSON out; errors as in control.hpp. Faults and the log of calls are those of
// /sandbox/faults and /sandbox/calls, by names like "POST /chats/{chatId}/members".
//
//   GET  /sandbox/max/state  {bots:[{id, username, connected, updates_waiting, subscriptions:
//            [{url, types, pending, delivered, failed}]}], users: configured people,
//            chats:[{chat, kind: group|dialog, title, description, owner, link, suspended, pinned,
//            blocked:[…], members:[{user, name, bot, owner, admin, permissions, alias}],
//            messages:[{mid, from, text, attachments, edited}]}], settings}
//   GET  /sandbox/max/chat?id=N  one chat as above
//   POST /sandbox/max/users  {user, first_name?, last_name?, username?, phone?, refuses_adding?,
//            hides_activity?, exists?} or a list of such; what is not named stays.
//            refuses_adding is a person's privacy, and of a bot its switch "may enter groups" off.
//   GET  /sandbox/max/settings;  POST changes those named: {mode, removed_status, add_failures:
//            both|ids|details, without_marker: since_commit|latest, unknown_permissions,
//            unknown_updates, unknown_fields, duplicates, loopback_webhooks,
//            chat_writes_per_second, polls_per_second, webhook_first_retry_ms, webhook_give_up_ms}
//   POST /sandbox/max/act  {do, …}; answers {done: true} and what is named behind the arrow:
//     create   {user, title, members?} -> chat, link     a person makes a group
//     add      {chat, user, by?}                         a member adds a person or a bot
//     join     {link, user} -> chat                      by the invite link
//     leave    {chat, user};  kick {chat, user, by?, block?};  destroy {chat}
//     promote  {chat, user, permissions?, alias?, by?};  demote {chat, user, by?}
//     rename   {chat, title, by?};  new_link {chat} -> link
//     write    {chat, user, text} -> mid;  {bot, user, text} writes in the dialog
//     edit     {mid, text};  erase {mid}                 the author changes his message
//     start    {bot, user, payload?} -> chat;  stop {bot, user}
//     press    {mid, user, button: its text} -> what the button does, e.g. mid or chat
//     share_contact {bot, user, of?, hash?} -> mid       hash false: as from the phone book
#pragma once

#include <string>
#include <string_view>

#include "adapters/http/message.hpp"
#include "adapters/sandbox/max_messenger.hpp"
#include "adapters/sandbox/parameters.hpp"

namespace rosterd::sandbox::max {

/// Refers to the messenger. Not thread-safe.
class Control {
  public:
    explicit Control(Messenger& messenger) : messenger_{messenger} {}

    /// Answers one request under /sandbox/max/ at once.
    [[nodiscard]] http::Response answer(std::string_view verb, std::string_view path,
                                        const Parameters& query, const std::string& body,
                                        Moment now);

  private:
    [[nodiscard]] http::Response state() const;
    [[nodiscard]] http::Response chat(const Parameters& query);
    [[nodiscard]] http::Response users(const std::string& body);
    [[nodiscard]] http::Response settings(const std::string& body);
    [[nodiscard]] http::Response act(const std::string& body, Moment now);

    Messenger& messenger_;
};

}  // namespace rosterd::sandbox::max
