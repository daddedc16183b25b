// The YAML tree, durations and suggestions.
#include "config/yaml_reader.hpp"

#include <gtest/gtest.h>

#include <array>

#include "config/nearest_word.hpp"
#include "tests/unit/config/files.hpp"

namespace rosterd::config {
namespace {

using std::chrono::milliseconds;

std::string problems_of(const std::string& text) {
    Problems problems{"f.yaml"};
    static_cast<void>(parse_yaml(text, problems));
    return lines(problems.take());
}

TEST(DurationTest, EveryUnitAndSumsOfThemAreRead) {
    EXPECT_EQ(parse_duration("0s"), milliseconds{0});
    EXPECT_EQ(parse_duration("500ms"), milliseconds{500});
    EXPECT_EQ(parse_duration("30s"), milliseconds{30'000});
    EXPECT_EQ(parse_duration("5m"), milliseconds{300'000});
    EXPECT_EQ(parse_duration("1h30m"), milliseconds{5'400'000});
    EXPECT_EQ(parse_duration("2d"), milliseconds{172'800'000});
}

TEST(DurationTest, AnythingElseIsRefused) {
    for (const auto* text : {"", "30", "s", "-5s", "5 s", "1.5s", "5weeks", "5s5", "+5s",
                             "99999999999999999999s", "2000d", "999d999d"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(DurationTest, TextIsReadBackAsTheSame) {
    for (const std::int64_t count : {0, 1, 500, 1000, 90'000, 300'000, 86'400'000}) {
        EXPECT_EQ(parse_duration(to_text(milliseconds{count})), milliseconds{count});
    }
}

TEST(NearestWordTest, TyposFindTheirWordAndStrangersFindNone) {
    constexpr std::array<std::string_view, 3> known{"journal", "store", "accounts"};
    EXPECT_EQ(nearest_word("jornal", known), "journal");
    EXPECT_EQ(nearest_word("sotre", known), "store");
    EXPECT_EQ(nearest_word("account", known), "accounts");
    EXPECT_EQ(nearest_word("weather", known), "");
    EXPECT_EQ(nearest_word(std::string(100'000, 'x'), known), "");
    EXPECT_EQ(suggestion("zzz", known), "one of: journal, store, accounts");
}

TEST(NearestWordTest, LongTextIsShownShortAndWhole) {
    EXPECT_EQ(shown("a\nb"), "'a b'");
    std::string cyrillic;
    for (int i = 0; i < 60; ++i) cyrillic += "ж";
    const std::string text = shown("x" + cyrillic);
    EXPECT_LT(text.size(), 80U);
    EXPECT_TRUE(text.ends_with("...'"));
}

TEST(NearestWordTest, ASecretIsNotShownWhereverItStands) {
    for (const char* text : {"vk1.a.AbCdEf", "x vk1.a.AbCdEf", "host=db password=AbCdEf"}) {
        EXPECT_EQ(shown(text).find("AbCdEf"), std::string::npos) << text;
    }
    EXPECT_EQ(shown("vk1"), "'vk1'");
}

TEST(NearestWordTest, WhatIsSuggestedIsShownLikeAnythingElse) {
    using Known = std::vector<std::string_view>;
    EXPECT_EQ(suggestion("jornal", Known{"journal"}), "did you mean 'journal'?");
    EXPECT_EQ(suggestion("schol", Known{"sch\x1Bol"}), "did you mean 'sch ol'?");
    EXPECT_EQ(suggestion("vk1.a.AbCdE", Known{"vk1.a.AbCdEf"}).find("AbCd"), std::string::npos);
    EXPECT_EQ(suggestion("z", Known{"vk1.a.AbCdEf"}), "");
    const std::string name(400, 'n');
    EXPECT_LT(suggestion("z", Known{name, name, name}).size(), 700U);
}

TEST(YamlTreeTest, DuplicateKeysAreNamedWithBothPlaces) {
    EXPECT_EQ(problems_of("a: 1\nb: 2\na: 3\n"),
              "f.yaml:3:1: error: key 'a' is here twice, first in line 1 (keep one of them)\n");
    EXPECT_NE(problems_of("top: { x: 1, x: 2 }").find("f.yaml:1:14: error: key 'x'"),
              std::string::npos);
}

TEST(YamlTreeTest, ColumnsCountCharactersNotBytes) {
    EXPECT_EQ(problems_of("{ жж: 1, жж: 2 }"),
              "f.yaml:1:10: error: key 'жж' is here twice, first in line 1 (keep one of them)\n");
}

TEST(YamlTreeTest, AliasesAndSecondDocumentsAreRefused) {
    EXPECT_NE(problems_of("a: &x 1\nb: *x\n").find("f.yaml:2:4: error: found an alias"),
              std::string::npos);
    EXPECT_NE(problems_of("a: 1\n---\nb: 1\n").find("found a second document"), std::string::npos);
}

TEST(YamlTreeTest, BrokenTextIsOneErrorWithItsPlace) {
    EXPECT_NE(problems_of("a: 1\nb: [1, 2\n").find("f.yaml:"), std::string::npos);
    EXPECT_NE(problems_of("a: b: c\n").find("not readable as YAML"), std::string::npos);
    EXPECT_NE(problems_of("? [a]\n: 1\n").find("found a list as a key"), std::string::npos);
}

TEST(YamlTreeTest, WhatTheParserRepeatsCannotHarmATerminal) {
    const std::string said = problems_of("a: \"\\\x1B[2J\"\n");
    EXPECT_NE(said.find("not readable as YAML"), std::string::npos) << said;
    EXPECT_EQ(said.find('\x1B'), std::string::npos);
}

TEST(YamlTreeTest, DeepNestingEndsInAnErrorNotInACrash) {
    EXPECT_EQ(problems_of(std::string(16, '[') + std::string(16, ']')), "");
    EXPECT_NE(problems_of(std::string(17, '[') + std::string(17, ']')).find("deeper than 16"),
              std::string::npos);
    EXPECT_NE(problems_of(std::string(500'000, '[')), "");
    EXPECT_NE(problems_of(std::string(500'000, '{')), "");
}

TEST(YamlTreeTest, LargeFilesAreRefused) {
    EXPECT_NE(problems_of(std::string(file_bytes_max + 1, '#')).find("expected at most 1048576"),
              std::string::npos);
    const test::TemporaryDirectory folder;
    write_file(folder / "big.yaml", std::string(file_bytes_max + 1, '#'));
    Problems problems{"big.yaml"};
    EXPECT_FALSE(read_yaml(folder / "big.yaml", problems));
    EXPECT_EQ(lines(problems.take()), "big.yaml: error: larger than 1048576 bytes\n");
}

TEST(YamlTreeTest, MissingFilesAndFoldersAreNamed) {
    const test::TemporaryDirectory folder;
    Problems problems{"x.yaml"};
    EXPECT_FALSE(read_yaml(folder / "none.yaml", problems));
    EXPECT_FALSE(read_yaml(folder.path(), problems));
    EXPECT_EQ(lines(problems.take()),
              "x.yaml: error: no such file\n"
              "x.yaml: error: not a regular file\n");
}

}  // namespace
}  // namespace rosterd::config
