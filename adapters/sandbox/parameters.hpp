// The parameters of one VK call as text, and a reader that checks them. It knows no method.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/api_error.hpp"

namespace rosterd::sandbox {

/// Names to values, as decoded from the query or the form body. A repeated name keeps its last
/// value. The access token is never among them.
using Parameters = std::map<std::string, std::string, std::less<>>;

/// Adds what `text` ("a=1&b=%D0%B0") holds to `into`. Broken escapes are kept as they came; bytes
/// that are no UTF-8 become U+FFFD; at most `parameters_max` names are taken.
void read_form(std::string_view text, Parameters& into);
inline constexpr std::size_t parameters_max = 500;

/// `text` as UTF-8: every byte that is none becomes U+FFFD, so that our JSON is always valid.
[[nodiscard]] std::string as_utf8(std::string_view text);

/// How many characters (code points) UTF-8 text has.
[[nodiscard]] std::size_t characters(std::string_view text);

/// Percent-decoding where '+' is a space, as forms have it.
[[nodiscard]] std::string decoded(std::string_view text);

/// The whole of `text` as a decimal integer, or nothing.
[[nodiscard]] std::optional<std::int64_t> to_integer(std::string_view text);

struct Range {
    std::int64_t min = std::numeric_limits<std::int64_t>::min();
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

/// Reads checked values and keeps the first complaint (error 100, or 8 for a negative user id):
/// read everything, then ask failed(). What could not be read is zero or empty until then.
/// It refers to the parameters: they must outlive it.
class Reader {
  public:
    explicit Reader(const Parameters& parameters) : parameters_{parameters} {}

    [[nodiscard]] bool has(std::string_view name) const;
    std::int64_t required(std::string_view name, Range range = {});
    std::int64_t integer(std::string_view name, std::int64_t fallback, Range range = {});
    std::string required_text(std::string_view name);
    std::string text(std::string_view name);
    bool flag(std::string_view name);
    /// A comma-separated list; longer than `items_max` is a complaint.
    std::vector<std::int64_t> integers(std::string_view name, std::size_t items_max);
    std::vector<std::string> words(std::string_view name, std::size_t items_max);
    /// chat_id in 1...100000000 (vk.md §6).
    std::int64_t chat_number();
    /// A person's id; negative is error 8 "user_id can't be negative" (vk.md §2.3).
    std::int64_t user_id(std::string_view name);

    void complain(int code, std::string_view detail);
    [[nodiscard]] bool failed() const { return complaint_.has_value(); }
    [[nodiscard]] const ApiError& error() const { return *complaint_; }

  private:
    [[nodiscard]] const std::string* find(std::string_view name) const;

    const Parameters& parameters_;
    std::optional<ApiError> complaint_;
};

}  // namespace rosterd::sandbox
