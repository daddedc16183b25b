// Lines of PostgreSQL's COPY: what we escape comes back, and any line splits as its tabs say.
#include "adapters/journal/copy_line.hpp"

#include <algorithm>
#include <vector>

#include "tests/fuzz/fuzz_target.hpp"

namespace rosterd::fuzz {
namespace {

/// As the server writes a text.
std::string escaped(std::string_view text) {
    constexpr std::string_view special = "\\\b\f\n\r\t\v";
    constexpr std::string_view letters = "\\bfnrtv";
    std::string result;
    for (const char byte : text) {
        const auto at = special.find(byte);
        if (at != std::string_view::npos) result += '\\';
        result += at == std::string_view::npos ? byte : letters[at];
    }
    return result;
}

void require_back(std::string_view text) {
    std::string line = escaped(text) + "\t\\N\t" + escaped(text);
    std::vector<Field> fields(3);
    require(split_copy_line(line, fields), "our own line does not split");
    require(fields[0] == text && !fields[1] && fields[2] == text, "a text came back otherwise");
}

}  // namespace

FUZZ_TARGET(copy_line) {
    const std::string bytes{input.rest()};
    require_back(bytes);
    const auto tabs = static_cast<std::size_t>(std::ranges::count(bytes, '\t'));
    for (const std::size_t width : {tabs, tabs + 1, tabs + 2}) {
        if (width == 0) continue;  // every relation has a column
        std::string line = bytes;
        std::vector<Field> fields(width);
        require(split_copy_line(line, fields) == (width == tabs + 1), "another number of fields");
        for (const Field& field : fields) {
            require(!field || field->size() <= bytes.size(), "a field longer than its line");
        }
    }
}

}  // namespace rosterd::fuzz
