// One pass over the line.
#include "systemd/log_fields.hpp"

#include <algorithm>

namespace rosterd::systemd {
namespace {

constexpr std::string_view name_letters = "abcdefghijklmnopqrstuvwxyz_";
constexpr std::string_view ends_of_value = " ,;";

/// The value that the rest of a line begins with; its end is where the rest goes on.
std::string_view value_of(std::string_view rest, std::size_t& end) {
    if (!rest.starts_with('"')) {
        end = std::min(rest.find_first_of(ends_of_value), rest.size());
        return rest.substr(0, end);
    }
    // A quote inside is not marked; the one that ends the value is before a space or a comma.
    std::size_t quote = rest.find('"', 1);
    while (quote != std::string_view::npos && quote + 1 < rest.size() &&
           ends_of_value.find(rest[quote + 1]) == std::string_view::npos) {
        quote = rest.find('"', quote + 1);
    }
    if (quote == std::string_view::npos) quote = rest.size();
    end = std::min(quote + 1, rest.size());
    return rest.substr(1, quote - 1);
}

}  // namespace

std::vector<LogField> log_fields(std::string_view line) {
    std::vector<LogField> fields;
    while (!line.empty()) {
        const std::size_t length = std::min(line.find_first_not_of(name_letters), line.size());
        std::size_t end = length;
        if (length > 0 && length < line.size() && line[length] == '=') {
            const std::string_view name = line.substr(0, length);
            const std::string_view value = value_of(line.substr(length + 1), end);
            end += length + 1;
            if (std::ranges::find(fields, name, &LogField::name) == fields.end()) {
                fields.push_back({name, value});
            }
        }
        line.remove_prefix(std::min(line.find(' ', end), line.size()));
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    }
    return fields;
}

}  // namespace rosterd::systemd
