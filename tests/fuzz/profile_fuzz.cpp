// A profile's text: a value exactly when there is no error, and rules that can be worked with.
#include "config/profile_loader.hpp"
#include "tests/fuzz/config_checks.hpp"

namespace rosterd::fuzz {

FUZZ_TARGET(profile) {
    const std::string text{input.rest()};
    const auto loaded = config::parse_profile(text, "mine.yaml");
    require_sound(loaded, text);
    if (!loaded.value) return;
    require(!loaded.value->id.empty(), "a profile without an id");
    require(!loaded.value->chats.empty(), "a profile without a chat");
}

}  // namespace rosterd::fuzz
