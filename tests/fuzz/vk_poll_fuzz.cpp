// Answers of VK's long poll server, and what they tell as events.
#include "adapters/http/origin.hpp"
#include "adapters/platform/vk/vk_event_poll.hpp"
#include "adapters/platform/vk/vk_events.hpp"
#include "adapters/platform/vk/vk_members.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace rosterd::fuzz {

FUZZ_TARGET(vk_poll) {
    http::Response response;
    response.body = input.rest();
    const auto answer = vk::parse_poll(response);
    if (!answer) return;
    require(answer->failed >= 0 && answer->failed <= 4, "a failure that VK does not have");
    require(answer->ts.empty() || vk::is_position(answer->ts), "a position that is none");
    require(answer->failed > 1 || !answer->ts.empty(), "no position to go on from");
    require(answer->failed == 0 || answer->updates.empty(), "updates beside a failure");
    const auto events = vk::events_in(answer->updates, -500);
    require(events.size() <= answer->updates.size(), "more events than updates");
    for (const PlatformEvent& event : events) {
        require(event.chat >= 0 && event.chat <= vk::chat_number_max, "no such chat");
        const bool wrote = event.kind == PlatformEventKind::wrote;
        require(wrote || event.chat > 0, "a change of no chat");
        require(!wrote || event.user > 0, "nobody wrote");
        require(wrote || event.text.empty(), "a text that nobody wrote");
    }
}

/// Lines: the server that an answer names; our base_url. What is accepted is https, or ourselves.
FUZZ_TARGET(vk_poll_server) {
    const std::string server{input.line()};
    const std::string base{input.line()};
    const auto found = vk::poll_server(server, base);
    if (!found) return require_fit_to_show(found.error().what);
    const auto ours = http::parse_origin(base);
    const auto theirs = http::parse_origin(found->base_url);
    require(ours && theirs, "an address that is none");
    const bool plain = theirs->transport == http::Transport::tcp;
    require(plain || theirs->transport == http::Transport::tls, "neither http nor https");
    require(!plain || ours->transport == http::Transport::tcp, "in the clear, though we are not");
    require(!holds(found->base_url, "@"), "a server with somebody's name before it");
}

}  // namespace rosterd::fuzz
