// Fields of one JSON object, read with the first complaint kept, as Reader does for forms.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/sandbox/parameters.hpp"

namespace rosterd::sandbox {

/// A missing field and null are the same. It refers to the object, which must outlive it.
class Fields {
  public:
    explicit Fields(const boost::json::object& object) : object_{object} {}

    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    std::int64_t integer(std::string_view name, std::int64_t fallback, Range range = {});
    std::string text(std::string_view name, std::string fallback);
    bool flag(std::string_view name, bool fallback);
    /// nullptr where there is none.
    const boost::json::array* list(std::string_view name);
    const boost::json::object* object(std::string_view name);

    void complain(std::string_view name, std::string_view what);
    [[nodiscard]] const std::string& complaint() const { return complaint_; }

  private:
    [[nodiscard]] const boost::json::value* find(std::string_view name) const;

    const boost::json::object& object_;
    std::string complaint_;
};

/// Nothing when `text` is no JSON.
[[nodiscard]] std::optional<boost::json::value> parsed(const std::string& text);

}  // namespace rosterd::sandbox
