// docs/requirements.md against the scenarios: nothing missing, nothing invented, both ways.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/scenarios/runner/scenario.hpp"
#include "tests/support/places.hpp"

namespace rosterd::scenario {
namespace {

using ::testing::IsEmpty;

const std::filesystem::path source = test::source_directory();

/// The numbers that the requirements have; the gaps between the ranges are intended.
constexpr std::array<std::pair<int, int>, 9> ranges{{{1, 22},
                                                     {30, 65},
                                                     {70, 82},
                                                     {90, 100},
                                                     {110, 114},
                                                     {120, 147},
                                                     {150, 154},
                                                     {160, 167},
                                                     {170, 182}}};

/// Whose a requirement is when it is not the daemon's.
constexpr std::array<std::string_view, 2> owners{"journal's pages: ", "messenger: "};

std::set<std::string> requirement_ids() {
    std::set<std::string> ids;
    for (const auto& [first, last] : ranges) {
        for (int number = first; number <= last; ++number) {
            ids.insert(fmt::format("R-{:03}", number));
        }
    }
    return ids;
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream{file};
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

/// Requirement -> what the last column of its row says.
std::map<std::string, std::string> table(const std::string& text, std::vector<std::string>& wrong) {
    static const std::regex row{R"(^\| (R-\d{3}) \| .* \| (.*) \|$)"};
    std::map<std::string, std::string> rows;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        std::smatch found;
        if (!line.starts_with("| R-")) continue;
        if (!std::regex_match(line, found, row)) {
            wrong.push_back("not a row: " + line);
        } else if (!rows.try_emplace(found[1], found[2]).second) {
            wrong.push_back(found[1].str() + " stands twice");
        }
    }
    return rows;
}

std::vector<std::string> files_in(const std::string& cell) {
    static const std::regex link{R"(\]\(\.\./([^)]+)\))"};
    std::vector<std::string> files;
    for (std::sregex_iterator at{cell.begin(), cell.end(), link}, end; at != end; ++at) {
        files.push_back((*at)[1]);
    }
    return files;
}

/// A scenario in its head; another test anywhere, as R-014 or in the name of a case, as R014.
bool names(const std::string& file, const std::string& requirement) {
    const std::string text = text_of(source / file);
    if (!file.starts_with("tests/scenarios/")) {
        return text.find(requirement) != std::string::npos ||
               text.find("R" + requirement.substr(2)) != std::string::npos;
    }
    const ParsedScenario parsed = parse_scenario(text, "scenario.yaml");
    return parsed.scenario && std::ranges::find(parsed.scenario->requirements, requirement) !=
                                  parsed.scenario->requirements.end();
}

std::vector<std::string> mistakes(const std::string& document) {
    std::vector<std::string> wrong;
    const auto rows = table(document, wrong);
    for (const std::string& id : requirement_ids()) {
        if (!rows.contains(id)) wrong.push_back(id + " is missing");
    }
    for (const auto& [id, cell] : rows) {
        if (!requirement_ids().contains(id)) wrong.push_back("there is no " + id);
        const auto files = files_in(cell);
        const bool owned = std::ranges::any_of(
            owners, [&](std::string_view owner) { return cell.starts_with(owner); });
        if (files.empty() && !owned) wrong.push_back(id + ": neither a test nor an owner");
        for (const std::string& file : files) {
            if (!std::filesystem::exists(source / file)) {
                wrong.push_back(fmt::format("{}: no file {}", id, file));
            } else if (!names(file, id)) {
                wrong.push_back(fmt::format("{}: {} does not name it", id, file));
            }
        }
    }
    return wrong;
}

std::string row(std::string_view id, std::string_view cell) {
    return fmt::format("| {} | something | {} |\n", id, cell);
}

/// A document in which everything belongs to the messenger, with one row replaced.
std::string document_with(const std::string& id, const std::string& line) {
    std::string text;
    for (const std::string& each : requirement_ids()) {
        text += each == id ? line : row(each, "messenger: its own");
    }
    return text;
}

}  // namespace

TEST(RequirementsTest, EachIsProvenOrBelongsToSomebody) {
    EXPECT_THAT(mistakes(text_of(source / "docs/requirements.md")), IsEmpty());
}

TEST(RequirementsTest, ScenariosNameRequirementsThatExistAndAreInTheTable) {
    std::vector<std::string> wrong;
    const auto rows = table(text_of(source / "docs/requirements.md"), wrong);
    for (const auto& entry : std::filesystem::directory_iterator{source / "tests/scenarios"}) {
        if (entry.path().extension() != ".yaml") continue;
        const std::string name = entry.path().filename().string();
        const ParsedScenario parsed = parse_scenario(text_of(entry.path()), name);
        ASSERT_TRUE(parsed.scenario) << fmt::format("{}", fmt::join(parsed.errors, "\n"));
        EXPECT_FALSE(parsed.scenario->requirements.empty()) << name;
        for (const std::string& id : parsed.scenario->requirements) {
            EXPECT_TRUE(requirement_ids().contains(id)) << name << " names " << id;
            const auto found = rows.find(id);
            ASSERT_NE(found, rows.end()) << id;
            EXPECT_NE(found->second.find("/" + name), std::string::npos)
                << "the row of " << id << " lacks " << name;
        }
    }
}

TEST(RequirementsTest, MistakesInTheTableAreFound) {
    EXPECT_THAT(mistakes(document_with("R-030", "")), ::testing::ElementsAre("R-030 is missing"));
    EXPECT_THAT(mistakes(document_with("R-030", row("R-029", "messenger: x"))),
                ::testing::ElementsAre("R-030 is missing", "there is no R-029"));
    EXPECT_THAT(mistakes(document_with("R-030", row("R-030", "somewhere"))),
                ::testing::ElementsAre("R-030: neither a test nor an owner"));
    EXPECT_THAT(mistakes(document_with("R-030", row("R-030", "[x](../tests/scenarios/x.yaml)"))),
                ::testing::ElementsAre("R-030: no file tests/scenarios/x.yaml"));
    EXPECT_THAT(
        mistakes(document_with(
            "R-030", row("R-030", "[linked](../tests/scenarios/linked_and_unlinked.yaml)"))),
        ::testing::ElementsAre("R-030: tests/scenarios/linked_and_unlinked.yaml does not name it"));
}

}  // namespace rosterd::scenario
