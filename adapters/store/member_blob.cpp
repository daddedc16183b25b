// Fixed-width words, so that one chat is read with one loop and no allocation but the result.
#include "adapters/store/member_blob.hpp"

#include <cstdint>

namespace rosterd::store {
namespace {

constexpr std::size_t word_bytes = 8;
/// Beside ids of any sign: where it differs from the sign's bit, the member is being removed.
constexpr std::int64_t removal_bit = std::int64_t{1} << 62;
constexpr std::size_t newcomer_bytes = 3 * word_bytes;

void append_word(std::string& bytes, std::int64_t value) {
    auto rest = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < word_bytes; ++i) {
        bytes += static_cast<char>(static_cast<unsigned char>(rest & 0xFFU));
        rest >>= 8U;
    }
}

std::int64_t word_at(std::string_view bytes, std::size_t offset) {
    std::uint64_t value = 0;
    for (std::size_t i = word_bytes; i-- > 0;) {
        value = (value << 8U) | static_cast<unsigned char>(bytes[offset + i]);
    }
    return static_cast<std::int64_t>(value);
}

bool in_range(UserId user) {
    return user >= -user_id_max && user <= user_id_max;
}

}  // namespace

std::string encode_members(std::span<const ObservedMember> members) {
    std::string bytes;
    bytes.reserve(members.size() * word_bytes);
    for (const ObservedMember member : members) {
        const std::int64_t word =
            member.user() * 4 + (member.admin() ? 1 : 0) + (member.invited() ? 2 : 0);
        append_word(bytes, member.being_removed() ? word ^ removal_bit : word);
    }
    return bytes;
}

std::optional<std::vector<ObservedMember>> decode_members(std::string_view bytes) {
    if (bytes.size() % word_bytes != 0) return std::nullopt;
    std::vector<ObservedMember> members;
    members.reserve(bytes.size() / word_bytes);
    for (std::size_t at = 0; at < bytes.size(); at += word_bytes) {
        const std::int64_t kept = word_at(bytes, at);
        const bool being_removed = ((kept & removal_bit) != 0) != (kept < 0);
        const std::int64_t word = being_removed ? kept ^ removal_bit : kept;
        const UserId user = word >> 2;
        if (!in_range(user)) return std::nullopt;
        if (!members.empty() && members.back().user() >= user) return std::nullopt;
        members.emplace_back(user, (word & 1) != 0, (word & 2) != 0, being_removed);
    }
    return members;
}

std::string encode_newcomers(std::span<const Newcomer> newcomers) {
    std::string bytes;
    bytes.reserve(newcomers.size() * newcomer_bytes);
    for (const Newcomer& one : newcomers) {
        append_word(bytes, one.user * 2 + (one.reported ? 1 : 0));
        append_word(bytes, one.by);
        append_word(bytes, one.since);
    }
    return bytes;
}

std::optional<std::vector<Newcomer>> decode_newcomers(std::string_view bytes) {
    if (bytes.size() % newcomer_bytes != 0) return std::nullopt;
    std::vector<Newcomer> newcomers;
    newcomers.reserve(bytes.size() / newcomer_bytes);
    for (std::size_t at = 0; at < bytes.size(); at += newcomer_bytes) {
        const std::int64_t word = word_at(bytes, at);
        const Newcomer one{.user = word >> 1,
                           .by = word_at(bytes, at + word_bytes),
                           .since = word_at(bytes, at + 2 * word_bytes),
                           .reported = (word & 1) != 0};
        if (!in_range(one.user) || !in_range(one.by)) return std::nullopt;
        if (!newcomers.empty() && newcomers.back().user >= one.user) return std::nullopt;
        newcomers.push_back(one);
    }
    return newcomers;
}

std::string encode_users(std::span<const UserId> users) {
    std::string bytes;
    bytes.reserve(users.size() * word_bytes);
    for (const UserId user : users) append_word(bytes, user);
    return bytes;
}

std::optional<std::vector<UserId>> decode_users(std::string_view bytes) {
    if (bytes.size() % word_bytes != 0) return std::nullopt;
    std::vector<UserId> users;
    users.reserve(bytes.size() / word_bytes);
    for (std::size_t at = 0; at < bytes.size(); at += word_bytes) {
        users.push_back(word_at(bytes, at));
        if (!in_range(users.back())) return std::nullopt;
    }
    return users;
}

}  // namespace rosterd::store
