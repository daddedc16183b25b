// Phones by their digits.
#include "reconciler/link_proof.hpp"

#include <algorithm>

namespace rosterd {
namespace {

constexpr std::size_t russian_digits = 11;
constexpr std::size_t digits_min = 10;
constexpr std::size_t digits_max = 15;  // E.164

}  // namespace

std::string comparable_phone(std::string_view phone) {
    std::string digits;
    for (const char c : phone) {
        if (c >= '0' && c <= '9') digits += c;
    }
    if (!phone.starts_with('+')) {  // whoever writes a plus names the country himself
        if (digits.size() == digits_min) digits.insert(digits.begin(), '7');
        const bool inland = digits.size() == russian_digits && digits[0] == '8';
        if (inland) digits[0] = '7';
    }
    if (digits.size() < digits_min || digits.size() > digits_max) return {};
    return digits;
}

PhoneProof prove_phone(const Roster& roster, std::span<const StoredLink> own, PersonIndex person,
                       Platform platform, std::string_view phone) {
    const std::string proved = comparable_phone(phone);
    bool known = false;
    const auto is_this = [&](std::string_view candidate) {
        const std::string comparable = comparable_phone(candidate);
        known |= !comparable.empty();
        return !comparable.empty() && comparable == proved;
    };
    if (is_this(roster.text.view(roster.people.phone[person]))) return PhoneProof::matches;
    const std::string_view id = roster.text.view(roster.people.id[person]);
    for (const StoredLink& link : own) {
        const bool his = link.platform == platform && link.person_id == id;
        if (his && is_this(link.phone)) return PhoneProof::matches;
    }
    return known ? PhoneProof::differs : PhoneProof::not_needed;
}

std::optional<std::string> who_waits_with(std::span<const StoredLink> own, Platform platform,
                                          std::string_view phone) {
    const std::string proved = comparable_phone(phone);
    std::optional<std::string> found;
    for (const StoredLink& link : own) {
        const bool waits = link.platform == platform && link.state == LinkState::requested &&
                           !proved.empty() && comparable_phone(link.phone) == proved;
        if (!waits) continue;
        if (found) return std::nullopt;  // two ask with one phone: neither is sure
        found = link.person_id;
    }
    return found;
}

}  // namespace rosterd
