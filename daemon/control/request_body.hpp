// The JSON object in a request's body, taken apart member by member. Knows no route.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/result.hpp"

namespace rosterd::control {

/// Each getter gives what is absent when the member is absent or null, and remembers what is wrong;
/// end() says it, or that a member was sent which nobody asked for.
class RequestBody {
  public:
    /// An empty body is an empty object. Errors: invalid_input (no JSON object).
    [[nodiscard]] static Result<RequestBody> parse(const std::string& body);

    /// Whether the member is there and not null.
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::string text(std::string_view name);
    /// As text(), and wrong when it is absent or empty.
    [[nodiscard]] std::string required_text(std::string_view name);
    [[nodiscard]] bool flag(std::string_view name);
    /// A whole number that a platform's ids can be: below 2^53 either way.
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view name);
    [[nodiscard]] std::vector<std::string> texts(std::string_view name);
    /// The objects of a list.
    [[nodiscard]] std::vector<RequestBody> objects(std::string_view name);
    /// Seconds since 1970, or text that the caller understands.
    struct Time {
        std::optional<std::int64_t> seconds;
        std::string text;
    };
    [[nodiscard]] Time time(std::string_view name);

    /// Notes what is wrong in a body taken out of this one.
    void blame(const Result<void>& inner);
    /// Errors: invalid_input, naming the member.
    [[nodiscard]] Result<void> end() const;

  private:
    explicit RequestBody(boost::json::object object) : object_{std::move(object)} {}
    const boost::json::value* find(std::string_view name);
    void wrong(std::string_view name, std::string_view expected);

    boost::json::object object_;
    std::vector<std::string> asked_;
    std::optional<Error> wrong_;
};

}  // namespace rosterd::control
