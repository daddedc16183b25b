// The file that keeps the messengers over restarts. What is in it is the images' business.
#pragma once

#include <string>

#include "adapters/sandbox/max_messenger.hpp"
#include "adapters/sandbox/program.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "adapters/sandbox/world.hpp"
#include "reconciler/result.hpp"

namespace rosterd::sandbox {

struct SavedState {
    World world;
    max::Messenger messenger;
};

/// What the state file of the options holds; empty messengers where there is no file, or a file of
/// before there was MAX. Errors: invalid_input.
[[nodiscard]] Result<SavedState> open_state(const ProgramOptions& options);

/// Writes the whole file or none of it. Does nothing without a path. Errors: refused.
[[nodiscard]] Result<void> save_state(const std::string& path, const Sandbox& sandbox);

}  // namespace rosterd::sandbox
