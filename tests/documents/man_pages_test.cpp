// The manual pages name every command, option, key and column that exists, and nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "config/config.hpp"
#include "config/profile_loader.hpp"
#include "reconciler/contract.hpp"
#include "tests/support/places.hpp"
#include "tests/support/process.hpp"

namespace rosterd {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;
using NamesBySection = std::map<std::string, Names>;

const fs::path pages = test::source_directory() / "docs/man";

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream input{text};
    std::vector<std::string> lines;
    for (std::string line; std::getline(input, line);) lines.push_back(line);
    return lines;
}

/// What `pattern` finds in the lines of a page, under the heading of its subsection. Headings
/// without such lines are left out.
NamesBySection names_of_page(const std::string& page, const std::string& pattern) {
    NamesBySection found;
    std::string section;
    std::smatch match;
    for (const std::string& line : lines_of(test::read_text(pages / page))) {
        if (line.starts_with(".Ss ")) section = line.substr(4);
        if (std::regex_search(line, match, std::regex{pattern}))
            found[section].insert(match[1].str());
    }
    return found;
}

NamesBySection keys_of_page(const std::string& page) {
    NamesBySection found = names_of_page(page, "^\\.It Cm (\\S+)");
    if (auto top = found.extract("Top level")) {
        top.key() = "";
        found.insert(std::move(top));
    }
    return found;
}

NamesBySection keys_of(std::span<const config::Section> sections) {
    NamesBySection keys;
    for (const config::Section& section : sections) {
        keys[std::string{section.path}].insert(section.keys.begin(), section.keys.end());
    }
    return keys;
}

test::Finished run(const fs::path& program, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), test::binary_directory() / program);
    return test::run(
        {.arguments = std::move(arguments), .environment = {{"ROSTERD_SOCKET", "/nonexistent"}}});
}

/// What rosterctl offers to somebody who has typed `words` and the beginning of one more.
Names offered(std::vector<std::string> words, const std::string& beginning) {
    words.insert(words.begin(), "__complete");
    words.push_back(beginning);
    Names names;
    for (const std::string& line : lines_of(run("daemon/rosterctl/rosterctl", words).output)) {
        if (!line.starts_with(':')) names.insert(line.substr(0, line.find('\t')));
    }
    return names;
}

/// Adds every command below `words`, with the options that are its own.
void add_commands(const std::vector<std::string>& words, const Names& everywhere,
                  NamesBySection& found) {
    std::string name;
    for (const std::string& word : words) name += (name.empty() ? "" : " ") + word;
    for (const std::string& option : offered(words, "-")) {
        if (!everywhere.contains(option)) found[name].insert(option);
    }
    found.try_emplace(name);
    for (const std::string& command : offered(words, "")) {
        std::vector<std::string> below = words;
        below.push_back(command);
        add_commands(below, everywhere, found);
    }
}

/// Commands of the page and the options below each.
NamesBySection commands_of_page() {
    NamesBySection found;
    std::string command;
    std::smatch match;
    for (const std::string& line : lines_of(test::read_text(pages / "rosterctl.1"))) {
        if (line == ".Sh ENVIRONMENT") break;
        if (std::regex_search(line, match, std::regex{"^\\.It Cm ([a-z -]+?)(?= Ar| Op|$)"})) {
            command = match[1];
            found.try_emplace(command);
        }
        if (std::regex_search(line, match, std::regex{"^\\.It Fl (?:h , )?-(\\S+)"})) {
            found[command].insert("--" + match[1].str());
        }
    }
    return found;
}

/// Every command of rosterctl, with the options that may stand behind it.
NamesBySection commands_of_program() {
    NamesBySection program;
    const Names everywhere = offered({}, "-");
    program[""] = everywhere;
    for (const std::string& command : offered({}, "")) {
        add_commands({command}, everywhere, program);
    }
    return program;
}

/// What a document's line tells to type: its words up to a comment or the next command.
std::vector<std::string> words_typed(const std::string& line) {
    std::istringstream input{line};
    std::vector<std::string> words;
    for (std::string word; input >> word;) {
        if (word == "#" || word == "|" || word == "&&" || word.starts_with('>')) break;
        const bool last = word.ends_with(';');
        if (last) word.pop_back();
        words.push_back(word);
        if (last) break;
    }
    return words;
}

/// The options in `words` that their command does not have; the command itself when there is none.
Names unknown_in(const std::vector<std::string>& words, const NamesBySection& program) {
    std::string command;
    std::size_t at = 1;
    for (; at < words.size(); ++at) {
        const std::string below = command.empty() ? words[at] : command + " " + words[at];
        if (!program.contains(below)) break;
        command = below;
    }
    Names unknown;
    if (command.empty() && at < words.size() && !words[at].starts_with('-')) {
        unknown.insert(words[at]);
    }
    for (; at < words.size(); ++at) {
        const std::string option = words[at].substr(0, words[at].find('='));
        if (!option.starts_with("--")) continue;
        if (!program.at("").contains(option) && !program.at(command).contains(option)) {
            unknown.insert(command + " " + option);
        }
    }
    return unknown;
}

Names options_of_help(const std::string& text) {
    Names options;
    std::smatch match;
    for (const std::string& line : lines_of(text)) {
        if (std::regex_search(line, match, std::regex{"^  (?:-.,)?--([a-z-]+)"})) {
            options.insert(match[1].str());
        }
    }
    return options;
}

TEST(ManPagesTest, MandocFindsNothingWrongWithThem) {
    int seen = 0;
    for (const auto& page : fs::directory_iterator{pages}) {
        const auto finished =
            test::run({.arguments = {"mandoc", "-T", "lint", "-W", "warning", page.path()}});
        EXPECT_TRUE(finished.status.success()) << finished.output;
        EXPECT_EQ(finished.output, "");
        ++seen;
    }
    EXPECT_GE(seen, 6);
}

TEST(ManPagesTest, RosterctlsCommandsAndOptionsAreItsOwn) {
    const NamesBySection program = commands_of_program();
    EXPECT_GT(program.size(), 40U);
    EXPECT_EQ(commands_of_page(), program);
}

TEST(DocumentsTest, EveryRosterctlCommandInThemExists) {
    const NamesBySection program = commands_of_program();
    int seen = 0;
    const fs::path source = test::source_directory();
    std::vector<fs::path> documents{source / "README.md", source / "README.ru.md"};
    for (const auto& file : fs::recursive_directory_iterator{source / "docs"}) {
        if (file.path().extension() == ".md") documents.push_back(file);
    }
    for (const fs::path& document : documents) {
        bool code = false;
        for (const std::string& line : lines_of(test::read_text(document))) {
            if (line.find("```") != std::string::npos) code = !code;
            const auto words = words_typed(line);
            if (!code || words.empty() || words.front() != "rosterctl") continue;
            EXPECT_EQ(unknown_in(words, program), Names{}) << document << ": " << line;
            ++seen;
        }
    }
    EXPECT_GT(seen, 50);
}

TEST(ManPagesTest, OptionsOfTheOtherProgramsAreTheirOwn) {
    const std::vector<std::pair<std::string, fs::path>> programs{
        {"rosterd.8", "daemon/rosterd/rosterd"},
        {"rosterd-sandbox.1", "adapters/sandbox/rosterd-sandbox"}};
    for (const auto& [page, program] : programs) {
        Names told;
        for (const auto& [section, names] :
             names_of_page(page, "^\\.It Fl (?:h , )?-([a-z0-9-]+)")) {
            told.insert(names.begin(), names.end());
        }
        EXPECT_EQ(told, options_of_help(run(program, {"--help"}).output)) << page;
    }
}

TEST(ManPagesTest, KeysOfTheConfigurationAreTheLoaders) {
    EXPECT_EQ(keys_of_page("rosterd.yaml.5"), keys_of(config::config_sections()));
}

TEST(ManPagesTest, KeysOfAProfileAreTheLoaders) {
    EXPECT_EQ(keys_of_page("rosterd-profile.5"), keys_of(config::profile_sections()));
}

TEST(ManPagesTest, RelationsAndColumnsAreTheContracts) {
    NamesBySection contract;
    for (const RelationSpec& relation : journal_contract()) {
        for (const Column& column : relation.columns) {
            contract[std::string{relation.name}].insert(std::string{column.name});
        }
    }
    EXPECT_EQ(keys_of_page("rosterd-journal.7"), contract);
}

}  // namespace
}  // namespace rosterd
