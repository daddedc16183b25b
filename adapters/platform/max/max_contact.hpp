// A phone that a person handed over by the button, proved by MAX's hash (max.md §2.9). Pure.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "reconciler/links.hpp"

namespace rosterd::max {

/// The phone of `sender` in E.164 ("+79990000000"), when `attachment` is a contact of his own whose
/// hash was made with our token. Nothing otherwise: a contact out of a phone book has no hash, and
/// a forged one has a wrong one.
[[nodiscard]] std::optional<std::string> verified_phone(const boost::json::value& attachment,
                                                        UserId sender, std::string_view token);

/// The first telephone number of a vCard in E.164; nothing when there is none of 7 to 15 digits.
[[nodiscard]] std::optional<std::string> phone_of_vcard(std::string_view vcard);

}  // namespace rosterd::max
