// What MAX's webhook and long poll bring, and phones in vCards.
#include "adapters/platform/max/max_update.hpp"

#include <algorithm>

#include "adapters/platform/json_parse.hpp"
#include "adapters/platform/max/max_contact.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace rosterd::fuzz {
namespace {

bool is_phone(std::string_view text) {
    return text.size() >= 8 && text.size() <= 16 && text.front() == '+' &&
           std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

FUZZ_TARGET(max_update) {
    const auto update = parse_object(input.rest());
    if (!update) return;
    require(max::key_of(*update) == max::key_of(*update), "one update has two keys");
    const auto event = max::read_update(*update, "token-that-nobody-knows");
    if (!event) return;
    using enum PlatformEventKind;
    require(event->kind != gave_phone, "a phone without the token's hash");
    require(event->kind != missed, "an update that says that updates were lost");
    const bool of_a_chat = event->kind == chat_changed || event->kind == added_to_chat ||
                           event->kind == removed_from_chat;
    require(!of_a_chat || event->chat != 0, "a change of no chat");
    require(event->user >= 0, "a person with a negative number");
}

FUZZ_TARGET(max_vcard) {
    const auto phone = max::phone_of_vcard(input.rest());
    require(!phone || is_phone(*phone), "a phone that is none");
}

}  // namespace rosterd::fuzz
