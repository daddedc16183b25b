// Answers of ejabberd's mod_http_api: refusals and lists.
#include "adapters/platform/ejabberd/ejabberd_answer.hpp"

#include <algorithm>

#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/json_input.hpp"

namespace rosterd::fuzz {
namespace {

constexpr std::size_t call_kinds = static_cast<std::size_t>(ejabberd::CallKind::send) + 1;

void require_fit_to_show(const Error& error) {
    fuzz::require_fit_to_show(error.what);
    fuzz::require_fit_to_show(error.hint);
}

void read_lists(const boost::json::value& answer) {
    const ejabberd::Addresses addresses{"school.example", "conference.school.example",
                                        "rosterd@school.example"};
    const auto users = ejabberd::read_users(answer);
    if (!users) require_fit_to_show(users.error());
    const auto rooms = ejabberd::read_rooms(answer);
    if (rooms) {
        require(std::ranges::is_sorted(*rooms), "rooms out of order");
        for (const ChatNumber room : *rooms) {
            require(room > 0 && room <= ejabberd::room_number_max, "no such room");
            require(ejabberd::room_number(ejabberd::room_name(room)) == room, "another room");
        }
    }
    const auto room = ejabberd::read_room(answer, addresses, 7);
    if (!room) require_fit_to_show(room.error());
    const auto people = ejabberd::read_affiliates(answer, addresses);
    if (!people) return require_fit_to_show(people.error());
    for (const auto& person : *people) {
        require(person.jid != addresses.user, "we are among the others");
    }
}

}  // namespace

/// Lines: the HTTP status; the kind of call.
FUZZ_TARGET(ejabberd) {
    http::Response response;
    response.status = static_cast<int>(input.number(599));
    const auto kind = static_cast<ejabberd::CallKind>(input.choice(call_kinds));
    response.body = input.rest();
    if (response.status != 200) {
        const auto verdict = ejabberd::judge(response, kind);
        if (verdict.error) require_fit_to_show(*verdict.error);
        return;
    }
    const auto answer = json_of(response.body);
    if (answer) read_lists(*answer);
}

}  // namespace rosterd::fuzz
