// Writing and escaping. There is nothing to read: requests are forms.
#include "adapters/sandbox/bbb_xml.hpp"

namespace rosterd::sandbox {

std::string xml_escaped(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '&') {
            escaped += "&amp;";
        } else if (c == '<') {
            escaped += "&lt;";
        } else if (c == '>') {
            escaped += "&gt;";
        } else if (c == '"') {
            escaped += "&quot;";
        } else if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') {
            escaped += "\xEF\xBF\xBD";
        } else {
            escaped.push_back(c);
        }
    }
    return escaped;
}

XmlWriter& XmlWriter::open(std::string_view name) {
    document_.append("<").append(name).append(">");
    return *this;
}

XmlWriter& XmlWriter::close(std::string_view name) {
    document_.append("</").append(name).append(">");
    return *this;
}

XmlWriter& XmlWriter::text(std::string_view name, std::string_view value) {
    open(name);
    document_ += xml_escaped(value);
    return close(name);
}

XmlWriter& XmlWriter::number(std::string_view name, std::int64_t value) {
    return text(name, std::to_string(value));
}

XmlWriter& XmlWriter::flag(std::string_view name, bool value) {
    return text(name, value ? "true" : "false");
}

}  // namespace rosterd::sandbox
