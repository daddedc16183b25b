// CSV of OneRoster: rows as wide as the header, limits kept, and what was read reads the same
// again.
#include "adapters/journal/oneroster/csv.hpp"

#include "tests/fuzz/fuzz_target.hpp"

namespace rosterd::fuzz {
namespace {

std::string quoted(const std::string& field) {
    std::string result = "\"";
    for (const char byte : field) {
        result += byte;
        if (byte == '"') result += '"';
    }
    return result + '"';
}

std::string line_of(const std::vector<std::string>& fields) {
    std::string line;
    for (const std::string& field : fields) {
        if (!line.empty()) line += ',';
        line += quoted(field);
    }
    return line + "\r\n";
}

void require_same_again(const journal::CsvFile& file) {
    std::string written = line_of(file.header);
    for (const journal::CsvRow& row : file.rows) written += line_of(row.fields);
    const auto again = journal::parse_csv("again.csv", written);
    require(again.has_value(), "what was read cannot be written and read");
    require(again->header == file.header && again->rows.size() == file.rows.size(),
            "another header or number of rows when read again");
    for (std::size_t i = 0; i < file.rows.size(); ++i) {
        require(again->rows[i].fields == file.rows[i].fields, "another row when read again");
    }
}

}  // namespace

/// The first line: 0 strict, 1 strict with an end, 2 tolerant, 3 both.
FUZZ_TARGET(csv) {
    const std::size_t rules_choice = input.choice(4);
    journal::CsvRules rules;
    rules.last_line_end = rules_choice % 2 == 1;
    rules.tolerant = rules_choice >= 2;
    rules.row_bytes_max = 512;
    rules.columns_max = 8;
    rules.rows_max = 64;
    const auto file = journal::parse_csv("users.csv", input.rest(), rules);
    if (!file) {
        require(file.error().kind == ErrorKind::invalid_input, "another kind of error");
        require(file.error().what.starts_with("users.csv"), "an error that names no file");
        require_fit_to_show(file.error().what);
        return;
    }
    require(!file->header.empty() && file->header.size() <= rules.columns_max, "too many columns");
    require(file->rows.size() <= rules.rows_max, "too many rows");
    std::uint64_t line = 0;
    for (const journal::CsvRow& row : file->rows) {
        require(row.fields.size() == file->header.size(), "a row of another width");
        require(row.line > line, "rows out of order");
        line = row.line;
    }
    // A row of one empty field looks like a blank line.
    if (file->header.size() > 1) require_same_again(*file);
}

}  // namespace rosterd::fuzz
