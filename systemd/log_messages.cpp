// The table of messages.
#include "systemd/log_messages.hpp"

#include <algorithm>
#include <array>

namespace rosterd::systemd {
namespace {

// The first that fits counts. An id is never changed and never used for anything else.
constexpr std::array messages = std::to_array<LogMessage>({
    {"stuck", "true", "d13c513a42f84da197b1165f0971b7c4"},
    {"journal", "failing", "25abd89bd67e4d928a8318174d645fa6"},
    {"journal", "stale", "3cbb7daa64c144fa88a7c8252abc5619"},
    {"vanished", "true", "eca9bad1449e48e4b15ce760f3e452f2"},
    {"more_findings", "", "76e9c8092966493d8bc16f01162794bf"},
    {"finding", "", "29ec148cead54263b4d6d23508bd9d96"},
    {"hold", "", "959575fe0a734d03b43a2c9fbed3e91c"},
    {"stranger", "found", "7d791a3ca63c45f9bdcdc219fe72c33b"},
    {"pass", "failed", "cc9ff851b6ab4f1ab79db4df2694e1f7"},
    {"events", "failing", "72488b810dfa4e398727d4dad921bf95"},
    {"conferences", "waiting", "e14c1d7e84484709af4d6ee6dda4dd1e"},
    {"conferences", "unsaved", "f9fc2f72a562407cbc2c8e3e93afd954"},
    {"action", "", "4630de19bf77438d8b9b7cefad989a70"},
    {"claim", "expired", "86ad910108d243b7b25a55f4796ce0e9"},
    {"claim", "refused", "3dbf2458c92840e1b9c919c108050a4e"},
    {"status_board", "failed", "627e79c72b424dd882e2e271c93de18f"},
    {"paused", "", "e973d4d0d37e47498087c813f045f6e0"},
    {"reload", "refused", "68b49734b70d403b866b3aa827a0018a"},
    {"notifications", "failing", "b1f3c0d27a6e4c6f9c5c8f0e4a7d2b19"},
    {"stop", "given_up", "5a9e7f4481c94f2eb0d3a6c27e18f5d4"},
    {"left_out", "", "a06bcdfe753340fda33911c082f5e35d"},
});

bool fits(const LogMessage& message, const LogField& field) {
    return field.name == message.name && (message.value.empty() || field.value == message.value);
}

}  // namespace

std::span<const LogMessage> log_messages() {
    return messages;
}

const LogMessage* message_of(std::span<const LogField> fields) {
    const auto found = std::ranges::find_if(messages, [&](const LogMessage& message) {
        return std::ranges::any_of(fields,
                                   [&](const LogField& field) { return fits(message, field); });
    });
    return found == messages.end() ? nullptr : &*found;
}

}  // namespace rosterd::systemd
