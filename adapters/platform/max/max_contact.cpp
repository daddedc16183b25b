// Checking and reading contact cards.
#include "adapters/platform/max/max_contact.hpp"

#include "adapters/digest.hpp"
#include "adapters/platform/max/max_json.hpp"

namespace rosterd::max {
namespace {

constexpr std::size_t digits_min = 7;
constexpr std::size_t digits_max = 15;  ///< of E.164

/// The value of "TEL:..." or "TEL;TYPE=cell:..."; nothing for another line.
std::optional<std::string_view> telephone_of(std::string_view line) {
    if (!line.starts_with("TEL:") && !line.starts_with("TEL;")) return std::nullopt;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    return line.substr(colon + 1);
}

/// Digits, perhaps with a plus before and punctuation between them.
std::optional<std::string> e164(std::string_view written) {
    constexpr std::string_view punctuation = "+ -()";
    std::string phone = "+";
    for (const char c : written) {
        if (c >= '0' && c <= '9') {
            phone += c;
        } else if (punctuation.find(c) == std::string_view::npos) {
            return std::nullopt;
        }
    }
    const std::size_t digits = phone.size() - 1;
    if (digits < digits_min || digits > digits_max) return std::nullopt;
    return phone;
}

}  // namespace

std::optional<std::string> phone_of_vcard(std::string_view vcard) {
    while (!vcard.empty()) {
        const auto end = vcard.find('\n');
        std::string_view line = vcard.substr(0, end);
        vcard.remove_prefix(end == std::string_view::npos ? vcard.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        const auto written = telephone_of(line);
        if (!written) continue;
        if (auto phone = e164(*written)) return phone;
    }
    return std::nullopt;
}

std::optional<std::string> verified_phone(const boost::json::value& attachment, UserId sender,
                                          std::string_view token) {
    if (text(attachment, "type") != "contact") return std::nullopt;
    const auto* payload = object(attachment, "payload");
    if (payload == nullptr) return std::nullopt;
    const auto* person = object(*payload, "max_info");
    if (person == nullptr || integer(*person, "user_id") != sender) return std::nullopt;
    const std::string card = text(*payload, "vcf_info");
    const std::string hash = text(*payload, "hash");
    if (card.empty() || hash.empty()) return std::nullopt;
    if (!equal_secretly(hash, hmac_sha256_hex(token, card))) return std::nullopt;
    return phone_of_vcard(card);
}

}  // namespace rosterd::max
