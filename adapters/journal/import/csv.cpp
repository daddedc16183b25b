// RFC 4180, strictly: what cannot be read for certain is an error with its line, never a guess.
#include "adapters/journal/import/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace rosterd::journal {
namespace {

/// Length of the UTF-8 sequence at the front of `text`, or 0 when there is none.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [text](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                               : lead >= 0xE0 && lead <= 0xEF ? 3
                               : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                              : 0;
    if (length == 0 || text.size() < length) return 0;
    for (std::size_t index = 1; index < length; ++index) {
        if ((byte(index) & 0xC0) != 0x80) return 0;
    }
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
    if (lead == 0xED && byte(1) > 0x9F) return 0;  // surrogates
    if (lead == 0xF0 && byte(1) < 0x90) return 0;  // overlong
    if (lead == 0xF4 && byte(1) > 0x8F) return 0;  // beyond U+10FFFF
    return length;
}

class Parser {
  public:
    Parser(std::string name, std::string_view text) : text_{text} { file_.name = std::move(name); }

    Result<CsvFile> parse() {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ += 3;
        while (at_ < text_.size()) {
            auto row = read_row();
            if (!row) return std::move(row).error();
            const bool blank = row->fields.size() == 1 && row->fields[0].empty();
            if (blank) continue;
            auto kept = keep(*std::move(row));
            if (!kept) return std::move(kept).error();
        }
        if (file_.header.empty()) return fail("there is no header row");
        return std::move(file_);
    }

  private:
    Error fail(std::string_view what) const { return fail(line_, what); }
    Error fail(std::uint64_t line, std::string_view what) const {
        return {ErrorKind::invalid_input, fmt::format("{}:{}: {}", file_.name, line, what)};
    }

    Result<void> keep(CsvRow row) {
        if (file_.header.empty()) {
            auto names = row.fields;
            std::ranges::sort(names);
            const auto twice = std::ranges::adjacent_find(names);
            if (twice != names.end()) {
                return fail(row.line, fmt::format("column '{}' occurs twice", *twice));
            }
            file_.header = std::move(row.fields);
            return {};
        }
        if (row.fields.size() != file_.header.size()) {
            return fail(row.line, fmt::format("{} fields, the header has {}", row.fields.size(),
                                              file_.header.size()));
        }
        file_.rows.push_back(std::move(row));
        return {};
    }

    Result<CsvRow> read_row() {
        CsvRow row{line_, {}};
        for (;;) {
            auto field = at_ < text_.size() && text_[at_] == '"' ? read_quoted() : read_bare();
            if (!field) return std::move(field).error();
            row.fields.push_back(*std::move(field));
            if (at_ == text_.size()) return row;
            const char next = text_[at_++];
            if (next == ',') continue;
            if (next == '\r') ++at_;  // its line feed: ends_line() has looked
            ++line_;
            return row;
        }
    }

    [[nodiscard]] bool ends_line() const {
        return text_[at_] == '\n' || text_.substr(at_).starts_with("\r\n");
    }

    Result<std::string> read_bare() {
        std::string field;
        while (at_ < text_.size() && text_[at_] != ',' && !ends_line()) {
            if (text_[at_] == '"') return fail("a quote inside a field that is not quoted");
            if (text_[at_] == '\r') return fail("a carriage return without a line feed");
            auto taken = take(field);
            if (!taken) return std::move(taken).error();
        }
        return field;
    }

    Result<std::string> read_quoted() {
        const std::uint64_t opened = line_;
        std::string field;
        for (++at_; at_ < text_.size();) {
            if (text_[at_] == '"') {
                ++at_;
                const bool doubled = at_ < text_.size() && text_[at_] == '"';
                if (!doubled) {
                    if (at_ < text_.size() && text_[at_] != ',' && !ends_line()) {
                        return fail("text after a closing quote");
                    }
                    return field;
                }
            }
            if (text_[at_] == '\n') ++line_;
            auto taken = take(field);
            if (!taken) return std::move(taken).error();
        }
        return fail(opened, "a quote is opened here and never closed");
    }

    Result<void> take(std::string& field) {
        if (text_[at_] == '\0') return fail("a NUL byte");
        const std::size_t length = sequence_length(text_.substr(at_));
        if (length == 0) return fail("bytes that are not UTF-8");
        field.append(text_.substr(at_, length));
        at_ += length;
        return {};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::uint64_t line_ = 1;
    CsvFile file_;
};

}  // namespace

std::optional<std::size_t> CsvFile::column(std::string_view wanted) const {
    const auto found = std::ranges::find(header, wanted);
    if (found == header.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header.begin());
}

Result<CsvFile> parse_csv(std::string name, std::string_view text) {
    return Parser{std::move(name), text}.parse();
}

Result<CsvFile> read_csv(const std::filesystem::path& path) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    std::ifstream stream{path, std::ios::binary};
    if (failed || !stream) {
        return Error{ErrorKind::not_found, fmt::format("{} cannot be opened", path.string())};
    }
    if (size > csv_bytes_max) {
        return Error{ErrorKind::invalid_input, fmt::format("{} has {} bytes, at most {} are read",
                                                           path.string(), size, csv_bytes_max)};
    }
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    return parse_csv(path.filename().string(), text);
}

}  // namespace rosterd::journal
