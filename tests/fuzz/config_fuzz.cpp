// The configuration's text: a value exactly when there is no error, and messages fit to show.
#include "config/config.hpp"

#include <algorithm>

#include "tests/fuzz/config_checks.hpp"

namespace rosterd::fuzz {

FUZZ_TARGET(config) {
    const std::string text{input.rest()};
    config::LoadOptions options;
    options.credentials_directory.clear();
    options.shipped_profiles = no_profiles();
    const auto loaded = config::parse_config(text, "/etc/rosterd/rosterd.yaml", options);
    require_sound(loaded, text);
    if (!loaded.value) return;
    const config::Config& config = *loaded.value;
    const auto again = config::parse_config(text, "/etc/rosterd/rosterd.yaml", options);
    require(again.value && again.value->accounts.size() == config.accounts.size(),
            "the same text gives another configuration");
    for (const auto& [name, account] : config.accounts) {
        require(account.requests_per_second > 0, "an account without requests");
        require(account.timeout.count() > 0, "an account without time");
        require(account.name == name, "an account under another name");
    }
    for (const auto& [school, over] : config.schools) {
        require(!over.account || config.accounts.contains(*over.account), "an unknown account");
        require(!over.profile || config.profiles.contains(*over.profile), "an unknown profile");
    }
    require(config.reconcile.parallel_schools > 0, "no school would ever be looked at");
    require(config.reconcile.sweep.count() > 0, "the sweep would not end");
}

}  // namespace rosterd::fuzz
