// RFC 4180: what cannot be read for certain is an error with its line, never a guess.
#include "adapters/journal/oneroster/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "adapters/journal/oneroster/text_encoding.hpp"
#include "reconciler/roster_builder_fields.hpp"

namespace rosterd::journal {

class CsvReader::Parser {
  public:
    Parser(std::string name, std::string_view text, const CsvRules& rules)
        : name_{std::move(name)}, text_{text}, rules_{rules} {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ += 3;
    }

    Result<std::vector<std::string>> header() {
        if (looks_like_utf16(text_)) return fail(1, "the file is UTF-16; save it as UTF-8");
        choose_separator();
        auto row = next_row();
        if (!row) return std::move(row).error();
        if (!*row) return fail(1, "there is no header row");
        std::vector<std::string> fields = std::move((*row)->fields);
        auto names = fields;
        std::ranges::sort(names);
        const auto twice = std::ranges::adjacent_find(names);
        if (twice != names.end() && !twice->empty()) {
            return fail((*row)->line,
                        fmt::format("column{} occurs twice", quoted_if_harmless(*twice)));
        }
        width_ = fields.size();
        return fields;
    }

    Result<std::optional<CsvRow>> next() {
        auto row = next_row();
        if (!row || !*row) return row;
        if (++rows_ > rules_.rows_max) {
            return fail((*row)->line, fmt::format("more than {} rows", rules_.rows_max));
        }
        auto fits = fit(**row);
        if (!fits) return std::move(fits).error();
        return row;
    }

    void repair(std::string what, std::uint64_t line) {
        const auto known = std::ranges::find(repairs_, what, &CsvRepair::what);
        if (known != repairs_.end()) {
            ++known->count;
        } else {
            repairs_.push_back({std::move(what), line, 1});
        }
    }

    [[nodiscard]] const std::vector<CsvRepair>& repairs() const { return repairs_; }

  private:
    Error fail(std::string_view what) const { return fail(line_, what); }
    Error fail(std::uint64_t line, std::string_view what) const {
        return {ErrorKind::invalid_input, fmt::format("{}:{}: {}", name_, line, what)};
    }

    void choose_separator() {
        if (!rules_.tolerant) return;
        const std::string_view first = text_.substr(at_, text_.find('\n', at_) - at_);
        if (first.find(',') != std::string_view::npos || first.find(';') == std::string_view::npos)
            return;
        separator_ = ';';
        repair("fields are separated by semicolons", 1);
    }

    /// Makes the row as wide as the header, where that is certain.
    Result<void> fit(CsvRow& row) {
        auto& fields = row.fields;
        if (fields.size() == width_) return {};
        const bool extra_empty =
            fields.size() > width_ &&
            std::all_of(fields.begin() + static_cast<std::ptrdiff_t>(width_), fields.end(),
                        [](const std::string& field) { return field.empty(); });
        const bool short_row = fields.size() < width_;
        if (short_row && !ended_) {
            return fail(row.line, "the last line is cut off");
        }
        if (!rules_.tolerant || (!short_row && !extra_empty)) {
            return fail(row.line,
                        fmt::format("{} fields, the header has {}", fields.size(), width_));
        }
        repair(short_row ? "a row lacks its last fields; they are taken as empty"
                         : "a row has empty fields too many",
               row.line);
        fields.resize(width_);
        return {};
    }

    /// The next row that is not blank.
    Result<std::optional<CsvRow>> next_row() {
        while (at_ < text_.size()) {
            auto row = read_row();
            if (!row) return std::move(row).error();
            const bool blank = row->fields.size() == 1 && row->fields[0].empty();
            if (!blank) return std::optional{*std::move(row)};
        }
        return std::optional<CsvRow>{};
    }

    Result<CsvRow> read_row() {
        CsvRow row{line_, {}};
        row_start_ = at_;
        for (;;) {
            auto field = at_ < text_.size() && text_[at_] == '"' ? read_quoted() : read_bare();
            if (!field) return std::move(field).error();
            row.fields.push_back(*std::move(field));
            if (row.fields.size() > rules_.columns_max) {
                return fail(row.line, fmt::format("more than {} fields", rules_.columns_max));
            }
            if (at_ == text_.size()) {
                auto whole = without_end(row.line);
                if (!whole) return std::move(whole).error();
                return row;
            }
            const char next = text_[at_++];
            if (next == separator_) continue;
            if (next == '\r') ++at_;  // its line feed: ends_line() has looked
            ++line_;
            return row;
        }
    }

    Result<void> without_end(std::uint64_t line) {
        ended_ = !rules_.last_line_end;
        if (!rules_.last_line_end) return {};
        if (!rules_.tolerant) {
            return fail(line, "the last line has no end: the file may be cut off");
        }
        repair("the last line has no end", line);
        return {};
    }

    [[nodiscard]] bool ends_line() const {
        return text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n";
    }

    Result<std::string> read_bare() {
        std::string field;
        while (at_ < text_.size() && text_[at_] != separator_ && !ends_line()) {
            if (text_[at_] == '"') {
                if (!rules_.tolerant) return fail("a quote inside a field that is not quoted");
                repair("a quote inside a field that is not quoted is taken as it is", line_);
            }
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
                    if (at_ < text_.size() && text_[at_] != separator_ && !ends_line()) {
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
        if (at_ - row_start_ >= rules_.row_bytes_max) {
            return fail(fmt::format("a row of more than {} bytes", rules_.row_bytes_max));
        }
        if (text_[at_] == '\0') return fail("a NUL byte");
        const std::size_t length = utf8_sequence(text_.substr(at_, 4));
        if (length == 0) return fail("bytes that are not UTF-8");
        field.append(text_.substr(at_, length));
        at_ += length;
        return {};
    }

    std::string name_;
    std::string_view text_;
    const CsvRules rules_;
    char separator_ = ',';
    std::size_t at_ = 0;
    std::size_t row_start_ = 0;
    std::uint64_t line_ = 1;
    std::size_t width_ = 0;
    std::size_t rows_ = 0;
    bool ended_ = true;  ///< false: the row just read is the last and has no line end
    std::vector<CsvRepair> repairs_;
};

CsvReader::CsvReader(std::string name, std::string_view text, const CsvRules& rules) {
    const bool foreign = rules.tolerant && !is_utf8(text) && !looks_like_utf16(text) &&
                         text.find('\0') == std::string_view::npos;
    if (foreign) converted_ = utf8_of_windows_1251(text);
    parser_ = std::make_unique<Parser>(std::move(name), foreign ? converted_ : text, rules);
    if (foreign) parser_->repair("the file is not UTF-8; it is read as windows-1251", 1);
}

CsvReader::~CsvReader() = default;

Result<std::vector<std::string>> CsvReader::header() {
    return parser_->header();
}

Result<std::optional<CsvRow>> CsvReader::next() {
    return parser_->next();
}

const std::vector<CsvRepair>& CsvReader::repairs() const {
    return parser_->repairs();
}

std::optional<std::size_t> CsvFile::column(std::string_view wanted) const {
    const auto found = std::ranges::find(header, wanted);
    if (found == header.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header.begin());
}

Result<CsvFile> parse_csv(std::string name, std::string_view text, const CsvRules& rules) {
    CsvFile file;
    file.name = name;
    CsvReader reader{std::move(name), text, rules};
    auto header = reader.header();
    if (!header) return std::move(header).error();
    file.header = *std::move(header);
    for (;;) {
        auto row = reader.next();
        if (!row) return std::move(row).error();
        if (!*row) return file;
        file.rows.push_back(**std::move(row));
    }
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
