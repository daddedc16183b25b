// What rosterctl writes on standard output: tables for people, JSON for programs. No decisions.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "daemon/rosterctl/surroundings.hpp"
#include "daemon/rosterctl/table.hpp"

namespace rosterd::ctl {

/// As wide as the terminal (COLUMNS overrules it; a file or a pipe gets whole lines), with a bold
/// header on a terminal only (not with NO_COLOR).
void print_table(const Table& table);

/// What stands around standard output.
[[nodiscard]] Surroundings surroundings();

/// Columns of a line as print_table() takes them; 0: as wide as it takes.
[[nodiscard]] std::size_t line_width();

/// The messages and warnings of an answer to a change, in both languages, with the people whom
/// they concern.
void print_notices(const boost::json::object& answer);

/// "active", "planned (to claim)": the state of a chat's row, with what it waits for.
[[nodiscard]] std::string chat_state_of(const boost::json::object& chat);

/// Indented by two, members in the order in which they came.
void print_json(const boost::json::object& value);
[[nodiscard]] std::string indented(const boost::json::value& value);

/// "journal      ok", the name padded.
void print_fact(std::string_view name, std::string_view text);

/// A member as a person reads it: "-" for null or absent, yes or no, list members with commas.
[[nodiscard]] std::string text_of(const boost::json::object& object, std::string_view name);

/// A member that counts seconds since 1970, as local time; "never" for null or absent.
[[nodiscard]] std::string time_of(const boost::json::object& object, std::string_view name);

/// The member, or an empty list or object when it is something else.
[[nodiscard]] const boost::json::array& list_of(const boost::json::object& object,
                                                std::string_view name);
[[nodiscard]] const boost::json::object& object_of(const boost::json::object& object,
                                                   std::string_view name);
/// A list's element, or an empty object when it is something else.
[[nodiscard]] const boost::json::object& as_object(const boost::json::value& value);

/// "1 chat", "2 chats".
[[nodiscard]] std::string counted(std::size_t count, std::string_view one);

}  // namespace rosterd::ctl
