// A reader of CSV with a header row (RFC 4180, UTF-8), strict or tolerant. Knows nothing of what
// it reads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/result.hpp"

namespace rosterd::journal {

/// Size of a file that is still read, in bytes; a larger one is an error.
inline constexpr std::uint64_t csv_bytes_max = 512ULL << 20;

/// What is accepted. Everything else is an error, never a guess.
struct CsvRules {
    /// Also accepts, and tells as a repair: a semicolon as separator, windows-1251, a quote inside
    /// a bare field, rows that lack their last fields or have empty ones too many, and a last line
    /// without an end.
    bool tolerant = false;
    /// A last line without an end is an error: the file may be cut off. Tolerant: a repair, unless
    /// that row is also too short.
    bool last_line_end = false;
    std::size_t row_bytes_max = 1U << 20;
    std::size_t columns_max = 500;
    std::size_t rows_max = 10'000'000;
};

struct CsvRow {
    std::uint64_t line;  ///< 1-based line of the file on which the row starts
    std::vector<std::string> fields;
};

/// One kind of repair in one file: where it was first needed, and how often.
struct CsvRepair {
    std::string what;
    std::uint64_t line;
    std::uint64_t count;
};

/// Row by row. Keeps a view of `text`, which must outlive it.
class CsvReader {
  public:
    CsvReader(std::string name, std::string_view text, const CsvRules& rules = {});
    ~CsvReader();
    CsvReader(const CsvReader&) = delete;
    CsvReader& operator=(const CsvReader&) = delete;

    /// Reads the header; call once, first. Errors: as parse_csv.
    [[nodiscard]] Result<std::vector<std::string>> header();
    /// The next row, as wide as the header; nothing at the end. Errors: as parse_csv.
    [[nodiscard]] Result<std::optional<CsvRow>> next();
    [[nodiscard]] const std::vector<CsvRepair>& repairs() const;

  private:
    class Parser;
    std::string converted_;  ///< the text in UTF-8, where it came in another encoding
    std::unique_ptr<Parser> parser_;
};

struct CsvFile {
    std::string name;  ///< as errors name it
    std::vector<std::string> header;
    std::vector<CsvRow> rows;  ///< each as wide as the header

    [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
};

/// Parses `text`. A byte order mark, CRLF or LF line ends and a missing last line end are
/// accepted; blank lines are skipped. Quoted fields may hold commas, quotes (doubled) and lines.
/// Errors: invalid_input, naming `name` and the line: a quote inside a bare field, text after a
/// closing quote, an unclosed quote, a row narrower or wider than the header, a column named
/// twice, no header, bytes that are not UTF-8, a NUL byte, a limit of CsvRules.
[[nodiscard]] Result<CsvFile> parse_csv(std::string name, std::string_view text,
                                        const CsvRules& rules = {});

/// Reads and parses a file; its name in errors is its file name.
/// Errors: not_found, when it cannot be opened; otherwise as parse_csv.
[[nodiscard]] Result<CsvFile> read_csv(const std::filesystem::path& path);

}  // namespace rosterd::journal
