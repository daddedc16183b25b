// Standard output and the terminal behind it.
#include "daemon/rosterctl/output.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "daemon/rosterctl/text.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

bool on_terminal() {
    return ::isatty(STDOUT_FILENO) == 1;
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string{} : value;
}

std::size_t terminal_width() {
    if (const char* columns = std::getenv("COLUMNS"); columns != nullptr) {
        const std::string_view text{columns};
        std::size_t width = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), width);
        if (read.ec == std::errc{} && read.ptr == text.data() + text.size()) return width;
    }
    winsize size{};
    if (on_terminal() && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) return size.ws_col;
    return 0;
}

void indent(const json::value& value, std::size_t depth, std::string& out);

void new_line(std::size_t depth, std::string& out) {
    out += '\n';
    out.append(2 * depth, ' ');
}

void indent_object(const json::object& object, std::size_t depth, std::string& out) {
    out += '{';
    bool first = true;
    for (const auto& member : object) {
        if (!first) out += ',';
        first = false;
        new_line(depth + 1, out);
        out += json::serialize(json::string{member.key()}) + ": ";
        indent(member.value(), depth + 1, out);
    }
    if (!first) new_line(depth, out);
    out += '}';
}

void indent_array(const json::array& array, std::size_t depth, std::string& out) {
    out += '[';
    for (std::size_t i = 0; i < array.size(); ++i) {
        if (i > 0) out += ',';
        new_line(depth + 1, out);
        indent(array[i], depth + 1, out);
    }
    if (!array.empty()) new_line(depth, out);
    out += ']';
}

void indent(const json::value& value, std::size_t depth, std::string& out) {
    if (value.is_object()) {
        indent_object(value.get_object(), depth, out);
    } else if (value.is_array()) {
        indent_array(value.get_array(), depth, out);
    } else if (value.is_double()) {
        // 0.25, where the library writes 2.5E-1; a whole one stays a double for its reader.
        const std::string text = fmt::format("{}", value.get_double());
        out += text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
    } else {
        out += json::serialize(value);
    }
}

std::string in_words(const json::value& value) {
    if (value.is_null()) return "-";
    if (value.is_bool()) return value.get_bool() ? "yes" : "no";
    if (value.is_double()) {
        const std::string text = fmt::format("{:.1f}", value.get_double());
        return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
    }
    if (value.is_string()) {
        const std::string text = printable(std::string_view{value.get_string()});
        return text.empty() ? "-" : text;
    }
    if (!value.is_array()) return json::serialize(value);
    std::string text;
    for (const json::value& element : value.get_array()) {
        if (!text.empty()) text += ", ";
        text += in_words(element);
    }
    return text.empty() ? "-" : text;
}

}  // namespace

void print_table(const Table& table) {
    const bool emphasis = on_terminal() && std::getenv("NO_COLOR") == nullptr;
    fmt::print("{}", table.text(terminal_width(), emphasis));
}

Surroundings surroundings() {
    Surroundings around{.terminal = on_terminal(),
                        .no_unicode = std::getenv("NO_UNICODE") != nullptr};
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        if (around.locale.empty()) around.locale = environment(name);
    }
    return around;
}

std::size_t line_width() {
    return terminal_width();
}

void print_notices(const json::object& answer) {
    for (const std::string_view list : {"messages", "warnings"}) {
        for (const json::value& value : list_of(answer, list)) {
            const json::object& notice = as_object(value);
            fmt::print("{}\n{}\n", text_of(notice, "message"), text_of(notice, "message_ru"));
            if (!list_of(notice, "people").empty()) {
                fmt::print("  {}\n", text_of(notice, "people"));
            }
        }
    }
}

std::string chat_state_of(const json::object& chat) {
    std::string state = text_of(chat, "state");
    if (text_of(chat, "waiting_for") == "claim") state += " (to claim)";
    return state;
}

void print_json(const json::object& value) {
    fmt::print("{}\n", indented(value));
}

std::string indented(const json::value& value) {
    std::string out;
    indent(value, 0, out);
    return out;
}

void print_fact(std::string_view name, std::string_view text) {
    constexpr std::size_t column = 13;
    fmt::print("{:<{}}{}\n", name, column, text);
}

std::string text_of(const json::object& object, std::string_view name) {
    const json::value* member = object.if_contains(name);
    return member == nullptr ? "-" : in_words(*member);
}

std::string time_of(const json::object& object, std::string_view name) {
    const json::value* member = object.if_contains(name);
    if (member == nullptr || !member->is_number()) return "never";
    const std::time_t at = member->to_number<std::int64_t>();
    std::tm local{};
    ::localtime_r(&at, &local);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%F %T", &local)};
}

const json::array& list_of(const json::object& object, std::string_view name) {
    static const json::array none;
    const json::value* member = object.if_contains(name);
    return member != nullptr && member->is_array() ? member->get_array() : none;
}

const json::object& object_of(const json::object& object, std::string_view name) {
    static const json::object none;
    const json::value* member = object.if_contains(name);
    return member == nullptr ? none : as_object(*member);
}

const json::object& as_object(const json::value& value) {
    static const json::object none;
    return value.is_object() ? value.get_object() : none;
}

std::string counted(std::size_t count, std::string_view one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

}  // namespace rosterd::ctl
