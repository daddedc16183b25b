// Every scenario file under every profile it names. One test each: ScenarioTest.<file>/<profile>.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "config/profile_loader.hpp"
#include "tests/scenarios/runner/checks.hpp"
#include "tests/support/places.hpp"

namespace rosterd::scenario {
namespace {

const std::filesystem::path source = test::source_directory();

const Profiles& shipped_profiles() {
    static const Profiles profiles = [] {
        auto loaded = config::load_profiles(source / "config/profiles", {});
        return loaded.value.value_or(Profiles{});
    }();
    return profiles;
}

/// One file under one profile; a file that cannot be read is a case that fails.
struct Case {
    std::string file;
    std::string profile;
    ParsedScenario parsed;
    friend void PrintTo(const Case& scenario_case, std::ostream* out) {
        *out << scenario_case.file << " under " << scenario_case.profile;
    }
};

ParsedScenario read(const std::filesystem::path& file) {
    std::ifstream stream{file};
    std::stringstream text;
    text << stream.rdbuf();
    return parse_scenario(text.str(), file.filename().string());
}

std::vector<std::filesystem::path> files() {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator{source / "tests/scenarios"}) {
        if (entry.path().extension() == ".yaml") found.push_back(entry.path());
    }
    std::ranges::sort(found);
    return found;
}

std::vector<Case> cases() {
    std::vector<Case> all;
    for (const auto& file : files()) {
        ParsedScenario parsed = read(file);
        const std::string name = file.stem().string();
        if (!parsed.scenario) {
            all.push_back({name, "unreadable", std::move(parsed)});
            continue;
        }
        Words profiles = parsed.scenario->profiles;
        if (profiles.empty()) {
            for (const auto& [id, profile] : shipped_profiles()) profiles.push_back(id);
        }
        for (const std::string& left_out : parsed.scenario->except) {
            std::erase(profiles, left_out);
        }
        for (const std::string& profile : profiles) all.push_back({name, profile, parsed});
    }
    return all;
}

std::string name_of(const ::testing::TestParamInfo<Case>& info) {
    std::string name = info.param.file + "__" + info.param.profile;
    std::ranges::replace_if(
        name, [](char letter) { return std::isalnum(static_cast<unsigned char>(letter)) == 0; },
        '_');
    return name;
}

class ScenarioTest : public ::testing::TestWithParam<Case> {};

}  // namespace

TEST_P(ScenarioTest, IsSo) {
    const Case& given = GetParam();
    ASSERT_TRUE(given.parsed.scenario) << fmt::format("{}", fmt::join(given.parsed.errors, "\n"));
    ASSERT_TRUE(shipped_profiles().contains(given.profile)) << "no profile " << given.profile;
    const auto found = run_scenario(*given.parsed.scenario, shipped_profiles(), given.profile);
    EXPECT_TRUE(found.empty()) << fmt::format("tests/scenarios/{}.yaml under {}:\n{}", given.file,
                                              given.profile, fmt::join(found, "\n"));
}

INSTANTIATE_TEST_SUITE_P(Files, ScenarioTest, ::testing::ValuesIn(cases()), name_of);

TEST(ScenarioFilesTest, EveryShippedProfileLoadsAndHasScenarios) {
    ASSERT_FALSE(shipped_profiles().empty());
    for (const auto& [id, profile] : shipped_profiles()) {
        EXPECT_TRUE(std::ranges::any_of(cases(), [&](const Case& each) {
            return each.profile == id;
        })) << id;
    }
}

}  // namespace rosterd::scenario
