// Text searches over blanked code: coarse, but quick and without a compiler.
#include "tests/unit/tidy/rules.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

namespace rosterd::tidy {
namespace {

std::string place(const SourceFile& file, std::size_t line_index, const std::string& what) {
    return file.path + ":" + std::to_string(line_index + 1) + ": " + what;
}

bool starts_with_any(const std::string& text, const std::vector<std::string>& beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](const std::string& beginning) { return text.starts_with(beginning); });
}

bool is_word(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

/// Whether `line` holds `word` on its own. A word that ends in '_' or '/' is a beginning.
bool holds(std::string_view line, std::string_view word) {
    const bool whole = std::isalnum(static_cast<unsigned char>(word.back())) != 0;
    for (auto found = line.find(word); found != std::string_view::npos;
         found = line.find(word, found + 1)) {
        const std::size_t end = found + word.size();
        const bool begins = found == 0 || !is_word(line[found - 1]);
        const bool ends = !whole || end == line.size() || !is_word(line[end]);
        if (begins && ends) return true;
    }
    return false;
}

/// Every line of `code` that holds one of the words.
Faults search_lines(const SourceFile& file, const std::string& code,
                    const std::vector<std::string>& words, const std::string& what) {
    Faults faults;
    const auto lines = lines_of(code);
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const bool found = std::any_of(words.begin(), words.end(), [&](const std::string& word) {
            return holds(lines[index], word);
        });
        if (found) faults.push_back(place(file, index, what));
    }
    return faults;
}

/// A header, or all headers that begin so, may be included by these files only.
struct Owner {
    std::string header;
    std::vector<std::string> files;
};

const std::vector<Owner>& owners() {
    static const std::vector<Owner> table{
        {"boost/asio.hpp", {}},  // the umbrella costs seconds in every file
        {"boost/beast.hpp", {"adapters/http/asio_beast.cpp"}},
        {"boost/beast/", {"adapters/http/"}},
        {"pqxx/", {"adapters/postgres/", "adapters/journal/", "adapters/store/", "tests/"}},
        {"libpq-fe.h", {"adapters/postgres/", "adapters/journal/", "adapters/store/", "tests/"}},
        {"SQLiteCpp/", {"adapters/journal/", "adapters/store/", "tests/"}},
        {"sqlite3.h", {"adapters/journal/", "adapters/store/", "tests/"}},
        {"zip.h", {"adapters/journal/oneroster/", "tests/"}},
        {"pugixml.hpp", {"adapters/calls/"}},
        {"yaml-cpp/", {"config/"}},
        {"spdlog/",
         {"daemon/", "tests/bench/", "tests/simulation/year/", "tests/unit/daemon/logging"}},
        {"CLI/", {"daemon/", "adapters/sandbox/", "tests/bench/", "tests/simulation/year/"}},
        {"systemd/sd-", {"systemd/"}},
    };
    return table;
}

/// What a folder may include of the project and of libraries; nothing listed: anything not owned.
struct Folder {
    std::string path;
    std::vector<std::string> forbidden;
    std::vector<std::string> allowed_libraries{};
};

const std::vector<Folder>& folders() {
    static const std::vector<Folder> table{
        {"reconciler/",
         {"config/", "adapters/", "systemd/", "daemon/", "tests/"},
         {"fmt/", "boost/system/", "boost/unordered/"}},
        {"config/", {"adapters/", "systemd/", "daemon/", "tests/", "boost/asio/"}},
        {"adapters/", {"config/", "systemd/", "daemon/", "tests/"}},
        {"systemd/", {"config/", "adapters/", "daemon/", "tests/"}},
        {"daemon/", {"tests/"}},
    };
    return table;
}

std::string judge_include(const std::string& path, const std::string& header) {
    for (const Owner& owner : owners()) {
        if (header.starts_with(owner.header) && !starts_with_any(path, owner.files)) {
            return "<" + header + "> does not belong here";
        }
    }
    for (const Folder& folder : folders()) {
        if (!path.starts_with(folder.path)) continue;
        const bool own = header.starts_with(folder.path);
        if (!own && starts_with_any(header, folder.forbidden) &&
            !header.starts_with("systemd/sd-")) {
            return folder.path + " must not know " + header;
        }
        const bool library = header.find('/') != std::string::npos && !own;
        if (library && !folder.allowed_libraries.empty() &&
            !starts_with_any(header, folder.allowed_libraries)) {
            return folder.path + " must not know " + header;
        }
    }
    return {};
}

std::size_t columns(std::string_view line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;  // not a continuation byte
    }));
}

/// Whether a CMake list holds exactly this path.
bool names(const std::string& list, const std::string& path) {
    const std::string limits = " \n\t()\"";
    for (auto found = list.find(path); found != std::string::npos;
         found = list.find(path, found + 1)) {
        const std::size_t end = found + path.size();
        const bool begins = found == 0 || limits.find(list[found - 1]) != std::string::npos;
        const bool ends = end == list.size() || limits.find(list[end]) != std::string::npos;
        if (begins && ends) return true;
    }
    return false;
}

/// The position after the parenthesis that closes the one at `open`.
std::size_t past_parenthesis(std::string_view code, std::size_t open) {
    int depth = 0;
    for (std::size_t position = open; position < code.size(); ++position) {
        if (code[position] == '(') ++depth;
        if (code[position] == ')' && --depth == 0) return position + 1;
    }
    return code.size();
}

}  // namespace

Faults forbidden_includes(const SourceFile& file) {
    Faults faults;
    if (!file.is_cpp()) return faults;
    static const std::regex include{R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])"};
    const std::string code = file.code();
    const auto raw = lines_of(file.text);
    const auto blanked = lines_of(code);
    for (std::size_t index = 0; index < raw.size(); ++index) {
        if (blanked[index].find('#') == std::string_view::npos) continue;  // text, or no directive
        std::cmatch match;
        const char* begin = raw[index].data();
        if (!std::regex_search(begin, begin + raw[index].size(), match, include)) continue;
        const std::string verdict = judge_include(file.path, match[1].str());
        if (!verdict.empty()) faults.push_back(place(file, index, verdict));
    }
    return faults;
}

Faults long_lines(const SourceFile& file) {
    constexpr std::size_t columns_max = 100;
    Faults faults;
    if (!file.is_cpp() && !file.is_script()) return faults;
    const auto lines = lines_of(file.text);
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const std::size_t width = columns(lines[index]);
        if (width <= columns_max) continue;
        faults.push_back(place(file, index, std::to_string(width) + " columns"));
    }
    return faults;
}

Faults long_files(const SourceFile& file) {
    if (!file.is_cpp() && !file.is_script()) return {};
    const std::size_t lines_max = file.is_test() ? 800 : 600;
    const std::size_t length = lines_of(file.text).size();
    if (length <= lines_max) return {};
    return {file.path + ": " + std::to_string(length) + " lines"};
}

Faults long_functions(const SourceFile& file) {
    constexpr std::size_t lines_max = 70;
    Faults faults;
    if (!file.is_cpp()) return faults;
    const std::string code = file.code();
    const auto lines = lines_of(code);
    std::size_t start = 0;  // of the last thing declared in the first column
    for (std::size_t index = 0; index < lines.size(); ++index) {
        if (lines[index] == "}" && index - start >= lines_max) {
            faults.push_back(
                place(file, start, std::to_string(index - start + 1) + " lines of one function"));
        }
        const bool first_column = !lines[index].empty() && lines[index].front() != ' ' &&
                                  lines[index].front() != '}' && lines[index].front() != '#';
        if (first_column) start = index;
    }
    return faults;
}

Faults missing_opening_comment(const SourceFile& file) {
    if (!file.is_cpp() && !file.is_script()) return {};
    const auto lines = lines_of(file.text);
    const std::size_t first = !lines.empty() && lines[0].starts_with("#!") ? 1 : 0;
    const std::string_view sign = file.is_cpp() ? "// " : "# ";
    if (first < lines.size() && lines[first].starts_with(sign)) return {};
    return {place(file, first, "no opening comment")};
}

Faults unfinished_marks(const SourceFile& file) {
    if (!file.is_cpp() && !file.is_script()) return {};
    // Put together, so that this file does not break its own rule.
    static const std::vector<std::string> words{std::string{"TO"} + "DO",
                                                std::string{"FIX"} + "ME"};
    return search_lines(file, file.text, words, "unfinished work");
}

Faults detached_spawns(const SourceFile& file) {
    if (!file.is_cpp() || file.is_test()) return {};
    return search_lines(file, file.code(), {"asio::detached"}, "a spawn nobody watches");
}

Faults awaits_in_conditions(const SourceFile& file) {
    Faults faults;
    if (!file.is_cpp()) return faults;
    const std::string code = file.code();
    if (code.find("co_await") == std::string::npos) return faults;  // most files: the rest is slow
    static const std::regex condition{R"(\b(if|while|switch)\s*(constexpr\s*)?\()"};
    for (auto match = std::sregex_iterator{code.begin(), code.end(), condition};
         match != std::sregex_iterator{}; ++match) {
        const auto open = static_cast<std::size_t>(match->position() + match->length() - 1);
        const std::string inside = code.substr(open, past_parenthesis(code, open) - open);
        if (inside.find("co_await") == std::string::npos) continue;
        const auto line = std::count(code.begin(), code.begin() + match->position(), '\n');
        faults.push_back(place(file, static_cast<std::size_t>(line), "co_await in a condition"));
    }
    return faults;
}

Faults lazy_tests(const SourceFile& file) {
    if (!file.is_cpp() || !file.is_test() || file.path == "tests/support/eventually.hpp") return {};
    return search_lines(file, file.code(),
                        {"GTEST_SKIP", "DISABLED_", "sleep_for", "this_thread::sleep_until",
                         "usleep", "nanosleep", "::sleep("},
                        "a test that skips or sleeps");
}

Faults foreign_paths(const SourceFile& file) {
    if (file.path == ".gitignore") return {};
    static const std::vector<std::string> paths{std::string{"/wo"} + "rk/",
                                                std::string{"../sha"} + "red"};
    return search_lines(file, file.text, paths, "a path of one machine");
}

Faults unbuilt_sources(const std::vector<SourceFile>& tree) {
    Faults faults;
    for (const SourceFile& file : tree) {
        if (!file.path.ends_with(".cpp")) continue;
        const bool named = std::any_of(tree.begin(), tree.end(), [&](const SourceFile& list) {
            if (!list.path.ends_with("CMakeLists.txt")) return false;
            const std::string folder = list.path.substr(0, list.path.rfind('/') + 1);
            if (!file.path.starts_with(folder)) return false;
            return names(list.text, file.path.substr(folder.size()));
        });
        if (!named) faults.push_back(file.path + ": no CMakeLists.txt names it");
    }
    return faults;
}

}  // namespace rosterd::tidy
