// The catalogue of messages against the lines that the daemon writes, and against its translation.
#include "systemd/log_messages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <regex>
#include <set>

#include "systemd/journal.hpp"
#include "tests/support/places.hpp"
#include "tests/support/process.hpp"

namespace rosterd::systemd {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
namespace fs = std::filesystem;

/// Entries by their id: subject, headers and text.
std::map<std::string, std::string> catalogue(const std::string& name) {
    const std::string text = test::read_text(test::source_directory() / "systemd/catalog" / name);
    std::map<std::string, std::string> entries;
    const std::regex begin{"(?:^|\n)-- ([0-9a-f]{32})\n"};
    for (std::sregex_iterator at{text.begin(), text.end(), begin}, end; at != end; ++at) {
        const auto next = std::next(at);
        const auto length =
            next == end
                ? std::string::npos
                : static_cast<std::size_t>(next->position() - at->position() - at->length());
        const auto from = static_cast<std::size_t>(at->position() + at->length());
        const bool fresh = entries.emplace((*at)[1].str(), text.substr(from, length)).second;
        EXPECT_TRUE(fresh) << (*at)[1] << " twice in " << name;
    }
    return entries;
}

/// What the daemon says, each statement as one text.
std::vector<std::string> statements() {
    std::vector<std::string> found;
    for (const auto& file : fs::recursive_directory_iterator{test::source_directory() / "daemon"}) {
        if (file.path().extension() != ".cpp") continue;
        const std::string text = test::read_text(file.path());
        for (const char* begin : {"spdlog::", "fmt::format("}) {
            for (auto at = text.find(begin); at != std::string::npos;
                 at = text.find(begin, at + 1)) {
                // Two literals beside each other are one.
                found.push_back(std::regex_replace(text.substr(at, text.find(");\n", at) - at),
                                                   std::regex{"\"\\s+\""}, ""));
            }
        }
    }
    return found;
}

std::set<std::string> fields_named_in(const std::string& text) {
    std::set<std::string> names;
    const std::regex field{"@ROSTERD_([A-Z_]+)@"};
    for (std::sregex_iterator at{text.begin(), text.end(), field}, end; at != end; ++at) {
        names.insert((*at)[1].str());
    }
    return names;
}

class CatalogueTest : public testing::TestWithParam<std::string> {};

TEST_P(CatalogueTest, ExplainsEveryMessageAndNothingElse) {
    std::set<std::string> explained;
    for (const auto& [id, text] : catalogue(GetParam())) {
        explained.insert(id);
        EXPECT_THAT(text, StartsWith("Subject: "));
        EXPECT_THAT(text, HasSubstr("\nDefined-By: rosterd\n"));
        EXPECT_THAT(text, HasSubstr("\n\n")) << "an explanation stands below the headers";
    }
    std::set<std::string> known;
    for (const LogMessage& message : log_messages()) known.emplace(message.id);
    EXPECT_EQ(explained, known);
    EXPECT_EQ(known.size(), log_messages().size()) << "an id is used twice";
}

TEST_P(CatalogueTest, SystemdCanReadIt) {
    const test::TemporaryDirectory root;
    fs::create_directories(root / "usr/lib/systemd/catalog");
    fs::create_directories(root / "var/lib/systemd/catalog");
    fs::copy_file(test::source_directory() / "systemd/catalog" / GetParam(),
                  root / "usr/lib/systemd/catalog" / GetParam());
    const auto updated = test::run(
        {.arguments = {"journalctl", "--update-catalog", "--root=" + root.path().string()}});
    EXPECT_TRUE(updated.status.success()) << updated.error;
    EXPECT_EQ(updated.error, "");
    EXPECT_GT(fs::file_size(root / "var/lib/systemd/catalog/database"), 1'000U);
}

INSTANTIATE_TEST_SUITE_P(Languages, CatalogueTest,
                         testing::Values("rosterd.catalog", "rosterd.ru.catalog"),
                         [](const auto& language) {
                             return language.param == "rosterd.catalog" ? "English" : "Russian";
                         });

TEST(LogMessagesTest, BothLanguagesNameTheSameFields) {
    const auto russian = catalogue("rosterd.ru.catalog");
    for (const auto& [id, text] : catalogue("rosterd.catalog")) {
        EXPECT_EQ(fields_named_in(text), fields_named_in(russian.at(id))) << id;
    }
}

/// Whether the statement writes the field, with this value or with one that is filled in.
bool writes(const std::string& statement, const std::string& name, const std::string& value) {
    const std::regex field{"[\" ]" + name + "=(" + (value.empty() ? "" : value + "\\b|") +
                           "\\{\\}|\\\\\"\\{\\})"};
    return std::regex_search(statement, field);
}

TEST(LogMessagesTest, TheDaemonWritesEachOfThemWithTheFieldsThatItsTextNames) {
    const auto english = catalogue("rosterd.catalog");
    const auto all = statements();
    for (const LogMessage& message : log_messages()) {
        const auto named = fields_named_in(english.at(std::string{message.id}));
        const bool said = std::ranges::any_of(all, [&](const std::string& statement) {
            return writes(statement, std::string{message.name}, std::string{message.value}) &&
                   std::ranges::all_of(named, [&](std::string field) {
                       std::ranges::transform(field, field.begin(), [](unsigned char letter) {
                           return static_cast<char>(std::tolower(letter));
                       });
                       return writes(statement, field, "");
                   });
        });
        EXPECT_TRUE(said) << message.name << "=" << message.value << ": no line of the daemon";
    }
}

TEST(JournalEntryTest, ALineOfTheLogIsAnEntryWithItsFields) {
    const auto entry = journal_entry(4, "school=17 chat=class/70 operation=add error=\"no\"");
    EXPECT_THAT(entry, testing::ElementsAre(
                           "MESSAGE=school=17 chat=class/70 operation=add error=\"no\"",
                           "PRIORITY=4", "SYSLOG_IDENTIFIER=rosterd", "ROSTERD_SCHOOL=17",
                           "ROSTERD_CHAT=class/70", "ROSTERD_OPERATION=add", "ROSTERD_ERROR=no"));
}

TEST(JournalEntryTest, OneThatTheCatalogueExplainsHasItsId) {
    EXPECT_THAT(journal_entry(3, "school=17 pass=failed kind=transient error=\"x\" hint=\"\""),
                Contains("MESSAGE_ID=cc9ff851b6ab4f1ab79db4df2694e1f7"));
    EXPECT_THAT(journal_entry(6, "school=17 pass=converged done=1 failed=0 holds=0"),
                Not(Contains(StartsWith("MESSAGE_ID="))));
    EXPECT_THAT(journal_entry(4, "school=17 hold=h1 guard=chat reason=\"\""),
                Contains("MESSAGE_ID=959575fe0a734d03b43a2c9fbed3e91c"));
}

TEST(JournalEntryTest, WhatAPlatformSaidCannotPassForAnotherSchool) {
    const auto entry = journal_entry(3, "school=17 pass=failed error=\"x\" school=18 pass=ok\"");
    EXPECT_THAT(entry, Contains("ROSTERD_SCHOOL=17"));
    EXPECT_THAT(entry, Not(Contains("ROSTERD_SCHOOL=18")));
}

}  // namespace
}  // namespace rosterd::systemd
