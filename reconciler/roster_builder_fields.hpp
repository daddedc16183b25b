// Reading single fields of journal rows: text rules, flags, days, roles, phones. Internal; pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "reconciler/contract.hpp"
#include "reconciler/day.hpp"
#include "reconciler/roster_builder.hpp"

namespace rosterd {

/// One row as the builder reads it. NULL and the empty string are the same: no value.
class RowView {
  public:
    RowView(const RelationSpec& spec, std::span<const Field> fields, std::uint64_t number);

    [[nodiscard]] const RelationSpec& spec() const { return spec_; }
    [[nodiscard]] std::uint64_t number() const { return number_; }  ///< 1-based in its relation
    [[nodiscard]] std::string_view operator[](std::size_t column) const { return values_[column]; }
    [[nodiscard]] bool has(std::size_t column) const { return !values_[column].empty(); }
    [[nodiscard]] std::string_view name(std::size_t column) const {
        return spec_.columns[column].name;
    }
    /// The row's ids, safe to print: "class_id '7v', person_id 's1'".
    [[nodiscard]] std::string key() const;

    /// Makes a field that broke its rules count as having no value.
    void clear(std::size_t column) { values_[column] = {}; }

  private:
    static constexpr std::size_t columns_max = 12;
    const RelationSpec& spec_;
    std::uint64_t number_;
    std::array<std::string_view, columns_max> values_{};
};

/// Columns that hold ids (of people, classes, users, chats): printable in findings.
[[nodiscard]] bool is_id(const Column& column);

/// Printable ASCII only, as nearly every id and date is: nothing can be wrong with such a text.
/// Without a branch per byte, for it is asked of every field of every row.
[[nodiscard]] inline bool is_plain(std::string_view text) {
    unsigned odd = 0;
    for (const char c : text) odd |= static_cast<unsigned char>(c - 0x20) >= 0x5f ? 1U : 0U;
    return odd == 0;
}

/// What is wrong with the text of one column, without its type: missing though required, too long,
/// not UTF-8, control characters in an id. Nothing when it is good.
[[nodiscard]] std::optional<std::string> text_fault(const RowView& row, std::size_t column);

/// Well-formed, without overlong forms and surrogates.
[[nodiscard]] bool is_utf8(std::string_view text);

/// An id with everything unprintable replaced, cut to a readable length.
[[nodiscard]] std::string printable(std::string_view id);
/// ` 'value'` where the value is harmless to print (short ASCII), else nothing: a field that
/// broke its type may hold anything, a person's name included.
[[nodiscard]] std::string quoted_if_harmless(std::string_view value);

/// staff, class/<id>, parents/<id>, subject/<id> or custom/<id>.
[[nodiscard]] bool is_chat_key(std::string_view key);

/// t/f, true/false, 1/0.
[[nodiscard]] std::optional<bool> parse_flag(std::string_view text);
/// A day, or an open end: PostgreSQL's infinity.
[[nodiscard]] std::optional<Day> parse_open_day(std::string_view text);
/// `teacher,chats_admin` or `{teacher,chats_admin}`. Nothing when a word is unknown: `unknown`
/// then names it.
[[nodiscard]] std::optional<std::uint8_t> parse_roles(std::string_view text,
                                                      std::string_view& unknown);
/// A Russian mobile number in its usual spellings as +79XXXXXXXXX; nothing for all else.
[[nodiscard]] std::optional<std::string> parse_phone(std::string_view text);

/// "expected a, b or c; did you mean b?"
[[nodiscard]] std::string expected_words(std::string_view found,
                                         std::span<const std::string_view> known);

}  // namespace rosterd
