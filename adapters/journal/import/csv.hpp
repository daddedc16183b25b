// A strict reader of CSV with a header row (RFC 4180, UTF-8). Knows nothing of what it reads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/result.hpp"

namespace rosterd::journal {

struct CsvRow {
    std::uint64_t line;  ///< 1-based line of the file on which the row starts
    std::vector<std::string> fields;
};

struct CsvFile {
    std::string name;  ///< as errors name it
    std::vector<std::string> header;
    std::vector<CsvRow> rows;  ///< each as wide as the header

    [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
};

/// Size of a file that is still read, in bytes; a larger one is an error.
inline constexpr std::uint64_t csv_bytes_max = 512ULL << 20;

/// Parses `text`. A byte order mark, CRLF or LF line ends and a missing last line end are
/// accepted; blank lines are skipped. Quoted fields may hold commas, quotes (doubled) and lines.
/// Errors: invalid_input, naming `name` and the line: a quote inside a bare field, text after a
/// closing quote, an unclosed quote, a row narrower or wider than the header, a column named
/// twice, no header, bytes that are not UTF-8, a NUL byte.
[[nodiscard]] Result<CsvFile> parse_csv(std::string name, std::string_view text);

/// Reads and parses a file; its name in errors is its file name.
/// Errors: not_found, when it cannot be opened; otherwise as parse_csv.
[[nodiscard]] Result<CsvFile> read_csv(const std::filesystem::path& path);

}  // namespace rosterd::journal
