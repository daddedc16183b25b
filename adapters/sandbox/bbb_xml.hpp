// XML as BigBlueButton answers with it: elements and text, well formed whatever the text holds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rosterd::sandbox {

/// `text` for the inside of an element. What XML forbids (control characters) becomes U+FFFD.
[[nodiscard]] std::string xml_escaped(std::string_view text);

/// Grows a document from left to right. The names of elements are the caller's own words.
class XmlWriter {
  public:
    XmlWriter& open(std::string_view name);
    XmlWriter& close(std::string_view name);
    XmlWriter& text(std::string_view name, std::string_view value);
    XmlWriter& number(std::string_view name, std::int64_t value);
    XmlWriter& flag(std::string_view name, bool value);
    [[nodiscard]] const std::string& document() const { return document_; }

  private:
    std::string document_;
};

}  // namespace rosterd::sandbox
