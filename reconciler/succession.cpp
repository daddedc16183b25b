// By the journal's predecessor of the class.
#include "reconciler/succession.hpp"

#include <fmt/format.h>

#include "reconciler/words.hpp"

namespace rosterd {

std::optional<std::string> inherited_chat(const ComparisonInput& input, const Observed& observed,
                                          const DesiredChat& chat) {
    const bool per_class = chat.kind == ChatKind::class_chat || chat.kind == ChatKind::parents;
    const bool wanted = chat.wish == ChatWish::present || chat.wish == ChatWish::on_request;
    if (!per_class || !wanted) return std::nullopt;
    const TextRef predecessor = input.roster.classes.predecessor[chat.about];
    if (predecessor.empty()) return std::nullopt;
    std::string from = fmt::format("{}/{}", word(chat.kind), input.roster.text.view(predecessor));
    const DesiredChat* old = input.desired.find(from);
    if (observed.find(input.desired.key(chat)) != nullptr) return std::nullopt;
    if (old != nullptr && old->wish != ChatWish::frozen) return std::nullopt;  // still its own chat
    const ObservedChat* there = observed.find(from);
    if (there == nullptr || there->state == ChatState::destroyed) return std::nullopt;
    return from;
}

const DesiredChat* successor_of(const ComparisonInput& input, const Observed& observed,
                                std::string_view key) {
    for (const DesiredChat& chat : input.desired.chats) {
        if (inherited_chat(input, observed, chat) == key) return &chat;
    }
    return nullptr;
}

}  // namespace rosterd
