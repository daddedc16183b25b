// Codes as digits, titles as folded text.
#include "reconciler/chat_claim.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reconciler/fold_case.hpp"
#include "reconciler/succession.hpp"

namespace rosterd {
namespace {

constexpr std::size_t half = 5;
constexpr std::uint64_t half_count = 100'000;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t digits_from(std::string_view text, std::size_t at) {
    std::size_t count = 0;
    while (at + count < text.size() && is_digit(text[at + count])) ++count;
    return count;
}

/// Small letters, one space between words, none at the ends.
std::string plain(std::string_view title) {
    std::string result;
    for (const char c : fold_case(title)) {
        const bool space = c == ' ' || c == '\t';
        if (space && (result.empty() || result.back() == ' ')) continue;
        result += space ? ' ' : c;
    }
    if (!result.empty() && result.back() == ' ') result.pop_back();
    return result;
}

}  // namespace

std::string claim_code_of(std::uint64_t random) {
    return fmt::format("{:05}-{:05}", random / half_count % half_count, random % half_count);
}

std::optional<std::string> find_claim_code(std::string_view message) {
    for (std::size_t at = 0; at < message.size();) {
        const std::size_t first = digits_from(message, at);
        if (first == 0) {
            ++at;
            continue;
        }
        const auto code = [&](std::size_t second_at) {
            return std::string{message.substr(at, half)} + "-" +
                   std::string{message.substr(second_at, half)};
        };
        if (first == 2 * half) return code(at + half);
        if (first == half && at + half < message.size()) {
            const char between = message[at + half];
            const std::size_t second = at + half + 1;
            const bool joined = between == '-' || between == ' ';
            if (joined && digits_from(message, second) == half) return code(second);
        }
        at += first;
    }
    return std::nullopt;
}

std::vector<std::string> unclaimed_chats(const ComparisonInput& input, const Observed& observed) {
    std::vector<std::string> keys;
    for (const DesiredChat& chat : input.desired.chats) {
        const std::string_view key = input.desired.key(chat);
        const ObservedChat* there = observed.find(key);
        const bool bound = there != nullptr && there->state != ChatState::destroyed;
        const bool wanted = chat.end == ChatEnd::none &&
                            (chat.wish == ChatWish::present || chat.wish == ChatWish::on_request);
        // A promotion that waits for its approval brings its chat along: two would be one too many.
        if (wanted && !bound && !inherited_chat(input, observed, chat)) keys.emplace_back(key);
    }
    return keys;
}

std::vector<std::string> unclaimed_chats_titled(const ComparisonInput& input,
                                                const Observed& observed, std::string_view title) {
    const std::string sought = plain(title);
    std::vector<std::string> keys = unclaimed_chats(input, observed);
    std::erase_if(keys, [&](const std::string& key) {
        return plain(input.desired.title(*input.desired.find(key))) != sought;
    });
    return keys;
}

}  // namespace rosterd
