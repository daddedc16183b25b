// The words of the configuration's choices, and what they mean. Data only; config.cpp reads by it.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "config/config.hpp"

namespace rosterd::config {

template <class Enum, std::size_t Count>
using ChoiceTable = std::array<std::pair<std::string_view, Enum>, Count>;

inline constexpr ChoiceTable<TokenKind, 2> vk_tokens{
    {{"community", TokenKind::community}, {"user", TokenKind::user}}};
inline constexpr ChoiceTable<TokenKind, 2> ejabberd_tokens{
    {{"password", TokenKind::password}, {"oauth", TokenKind::oauth}}};
inline constexpr ChoiceTable<ConferenceProvider, 3> providers{
    {{"vk_calls", ConferenceProvider::vk_calls},
     {"bigbluebutton", ConferenceProvider::bigbluebutton},
     {"link", ConferenceProvider::link}}};
inline constexpr ChoiceTable<ChecksumKind, 2> checksums{
    {{"sha1", ChecksumKind::sha1}, {"sha256", ChecksumKind::sha256}}};
inline constexpr ChoiceTable<BusUse, 3> bus_uses{
    {{"auto", BusUse::automatic}, {"required", BusUse::required}, {"off", BusUse::off}}};
inline constexpr ChoiceTable<LogLevel, 5> levels{{{"trace", LogLevel::trace},
                                                  {"debug", LogLevel::debug},
                                                  {"info", LogLevel::info},
                                                  {"warning", LogLevel::warning},
                                                  {"error", LogLevel::error}}};
inline constexpr ChoiceTable<NotificationLanguage, 2> languages{
    {{"ru", NotificationLanguage::russian}, {"en", NotificationLanguage::english}}};
inline constexpr ChoiceTable<LogTarget, 3> targets{{{"auto", LogTarget::automatic},
                                                    {"journald", LogTarget::journald},
                                                    {"stderr", LogTarget::stderr_stream}}};

/// The words of design §6, and whether this version can do them.
inline constexpr ChoiceTable<bool, 3> journal_kinds{
    {{"postgres", true}, {"sqlite", true}, {"oneroster", true}}};
inline constexpr ChoiceTable<bool, 2> store_kinds{{{"sqlite", true}, {"postgres", true}}};
inline constexpr ChoiceTable<bool, 3> platforms{{{"vk", true}, {"max", true}, {"ejabberd", true}}};

}  // namespace rosterd::config
