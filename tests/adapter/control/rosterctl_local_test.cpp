// rosterctl without a daemon: journals of both kinds made, imported and checked; configurations.
#include <gmock/gmock.h>

#include "tests/adapter/control/rosterctl_run.hpp"
#include "tests/support/places.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::testing {
namespace {

namespace json = boost::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string oneroster = test::source_directory() / "tests/data/oneroster/ru-school-v1p2";

class RosterctlLocalTest : public ::testing::Test {
  protected:
    std::string file(const std::string& name) const { return (folder_ / name).string(); }

    std::string written(const std::string& name, const std::string& text) const {
        test::write_text(folder_ / name, text);
        return file(name);
    }

    test::TemporaryDirectory folder_;
};

test::Finished sample(const std::string& out, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"journal", "sample",     "--school", "village",
                                       "--today", "2026-10-01", "--out",    out};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return rosterctl(std::move(arguments));
}

std::string digest(const test::Finished& finished) {
    return std::string{json_of(finished).at("digest").as_string()};
}

TEST_F(RosterctlLocalTest, ASampleIsAJournalWithoutErrors) {
    const auto made = sample(file("j.db"));
    EXPECT_EQ(made.status.code, 0) << made.error;
    EXPECT_THAT(made.output, AllOf(HasSubstr("enrolment"), HasSubstr(file("j.db"))));
    const auto checked = rosterctl({"journal", "check", "--sqlite", file("j.db")});
    EXPECT_EQ(checked.status.code, 0) << checked.output;
    EXPECT_THAT(checked.output, HasSubstr("0 errors"));
}

TEST_F(RosterctlLocalTest, TheSameSeedGivesTheSameSchoolAndAnotherDoesNot) {
    const auto first = sample(file("a.db"), {"--seed", "7", "--json"});
    const auto again = sample(file("b.db"), {"--seed", "7", "--json"});
    const auto other = sample(file("c.db"), {"--seed", "8", "--json"});
    EXPECT_EQ(digest(first), digest(again));
    EXPECT_NE(digest(first), digest(other));
    EXPECT_EQ(json_of(first).at("rows").at("enrolment"), 166);
}

TEST_F(RosterctlLocalTest, PupilsAndLinksAreAsAsked) {
    const auto linked = [&](const std::string& name, const std::string& share) {
        const auto made = sample(file(name), {"--pupils", "60", "--linked", share, "--json"});
        EXPECT_EQ(made.status.code, 0) << made.error;
        const json::object rows = json_of(made).at("rows").as_object();
        EXPECT_EQ(rows.at("enrolment"), 60);
        const auto* links = rows.if_contains("profile_link");
        return std::pair{links == nullptr ? 0 : links->to_number<int>(),
                         rows.at("person").to_number<int>()};
    };
    const auto [all, people] = linked("all.db", "1");
    EXPECT_EQ(all, people);
    EXPECT_LT(linked("half.db", "0.5").first, people);
    EXPECT_EQ(linked("half2.db", "50%"), linked("half3.db", "0.5"));
}

TEST_F(RosterctlLocalTest, ASampleReplacesOnlyWhenAskedTo) {
    EXPECT_EQ(sample(file("j.db")).status.code, 0);
    const auto second = sample(file("j.db"), {"--seed", "9"});
    EXPECT_EQ(second.status.code, 1);
    EXPECT_THAT(second.error, AllOf(HasSubstr("exists already"), HasSubstr("--replace")));
    EXPECT_EQ(sample(file("j.db"), {"--seed", "9", "--replace"}).status.code, 0);
}

TEST_F(RosterctlLocalTest, AWrongSampleIsAUsageError) {
    for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--linked", "80"},
                                                  {"--linked", "-0.1"},
                                                  {"--linked", "x"},
                                                  {"--today", "2026-02-30"},
                                                  {"--today", "tomorrow"},
                                                  {"--pupils", "0"},
                                                  {"--pupils", "100001"},
                                                  {"--school", "city"},
                                                  {"--seed", "-1"}}) {
        const auto finished = sample(file("never.db"), wrong);
        EXPECT_EQ(finished.status.code, 2) << wrong[0] << " " << wrong[1] << finished.error;
    }
    EXPECT_FALSE(std::filesystem::exists(file("never.db")));
}

TEST_F(RosterctlLocalTest, ACheckFindsWhatIsMissing) {
    const auto empty = rosterctl({"journal", "check", "--sqlite", written("empty.db", "")});
    EXPECT_EQ(empty.status.code, 1);
    EXPECT_THAT(empty.output, AllOf(HasSubstr("missing"), HasSubstr("error: ")));
    EXPECT_EQ(sample(file("j.db")).status.code, 0);
    const auto unknown =
        rosterctl({"journal", "check", "--sqlite", file("j.db"), "--school", "99", "--json"});
    EXPECT_EQ(unknown.status.code, 1);
    EXPECT_EQ(json_of(unknown).at("good"), false);
    EXPECT_EQ(json_of(unknown).at("lines").at(0).at("school"), "99");
}

TEST_F(RosterctlLocalTest, AJournalThatCannotBeOpenedIsSaid) {
    const auto missing = rosterctl({"journal", "check", "--sqlite", file("none.db")});
    EXPECT_EQ(missing.status.code, 1);
    EXPECT_THAT(missing.error, HasSubstr("none.db"));
    const auto garbage =
        rosterctl({"journal", "check", "--sqlite", written("garbage.db", "this is no database")});
    EXPECT_EQ(garbage.status.code, 1);
    EXPECT_THAT(garbage.output + garbage.error, HasSubstr("is no SQLite database"));
    const auto no_secret = rosterctl({"journal", "check", "--dsn-file", file("none.dsn")});
    EXPECT_EQ(no_secret.status.code, 4);
    EXPECT_EQ(rosterctl({"journal", "check", "--sqlite", "a", "--dsn-file", "b"}).status.code, 2);
}

TEST_F(RosterctlLocalTest, ACheckFollowsTheConfiguration) {
    EXPECT_EQ(sample(file("j.db")).status.code, 0);
    const std::string config = written("rosterd.yaml", "journal: {kind: sqlite, path: j.db}\n");
    const auto checked = rosterctl({"journal", "check", "--config", config});
    EXPECT_EQ(checked.status.code, 0) << checked.error << checked.output;
    const std::string wrong = written("wrong.yaml", "jornal: {}\n");
    const auto refused = rosterctl({"journal", "check", "--config", wrong});
    EXPECT_EQ(refused.status.code, 1);
    EXPECT_THAT(refused.error, HasSubstr("wrong.yaml:1:1"));
}

TEST_F(RosterctlLocalTest, OneRosterBecomesAJournal) {
    const auto imported = rosterctl({"journal", "import-oneroster", oneroster + "/bulk-2026-10-01",
                                     "--out", file("j.db"), "--profile", "sgo", "--json"});
    EXPECT_EQ(imported.status.code, 0) << imported.error;
    const json::object rows = json_of(imported).at("rows").as_object();
    EXPECT_EQ(rows.at("school"), 1);
    EXPECT_EQ(rows.at("class"), 3);
    EXPECT_EQ(rows.at("staff"), 8);
    EXPECT_EQ(rows.at("enrolment"), 13);
    const auto checked = rosterctl({"journal", "check", "--sqlite", file("j.db")});
    EXPECT_EQ(checked.status.code, 0) << checked.output;
}

TEST_F(RosterctlLocalTest, ADeltaReplacesWhatIsThere) {
    const std::string bulk = oneroster + "/bulk-2026-10-01";
    const auto first = rosterctl({"journal", "import-oneroster", bulk, "--out", file("j.db")});
    EXPECT_EQ(first.status.code, 0) << first.error;
    const auto second =
        rosterctl({"journal", "import-oneroster", "--delta", oneroster + "/delta-2026-10-02", bulk,
                   "--out", file("j.db"), "--lessons", oneroster + "/lessons.csv", "--json"});
    EXPECT_EQ(second.status.code, 0) << second.error;
    const json::object rows = json_of(second).at("rows").as_object();
    EXPECT_EQ(rows.at("staff"), 9) << "t5 is hired; who is dismissed keeps his ended row";
    EXPECT_GT(rows.at("lesson").to_number<int>(), 0);
}

TEST_F(RosterctlLocalTest, AFolderThatIsNoPackageIsSaid) {
    const auto finished =
        rosterctl({"journal", "import-oneroster", folder_.path().string(), "--out", file("j.db")});
    EXPECT_EQ(finished.status.code, 1);
    EXPECT_THAT(finished.error, HasSubstr("manifest.csv"));
    EXPECT_FALSE(std::filesystem::exists(file("j.db")));
}

TEST_F(RosterctlLocalTest, PostgresqlIsWrittenAndCheckedToo) {
    test::PostgresCluster cluster;
    const std::string dsn = cluster.dsn();
    const auto made = sample(dsn);
    EXPECT_EQ(made.status.code, 0) << made.error;
    EXPECT_THAT(made.output, Not(HasSubstr(dsn)));
    EXPECT_THAT(cluster.psql("SELECT count(*) FROM rosterd_journal.enrolment"), HasSubstr("166"));
    const std::string secret = written("journal.dsn", dsn + "\n");
    std::filesystem::permissions(secret, std::filesystem::perms::owner_read);
    const auto checked = rosterctl({"journal", "check", "--dsn-file", secret, "--json"});
    EXPECT_EQ(checked.status.code, 0) << checked.output << checked.error;
    EXPECT_EQ(json_of(checked).at("good"), true);
    cluster.stop();
    const auto stopped = rosterctl({"journal", "check", "--dsn-file", secret});
    EXPECT_EQ(stopped.status.code, 1);
    EXPECT_THAT(stopped.error, Not(IsEmpty()));
}

TEST_F(RosterctlLocalTest, AValidConfigurationIsCalledValid) {
    const auto shipped = rosterctl(
        {"config", "check", "--config", test::source_directory() / "config/rosterd.yaml"});
    EXPECT_EQ(shipped.status.code, 0) << shipped.error;
    EXPECT_THAT(shipped.output, HasSubstr("is valid: 1 account, "));
    EXPECT_THAT(shipped.error, HasSubstr("accounts.school.token_file"))
        << "a secret that is not there is a warning: systemd may pass it";
}

TEST_F(RosterctlLocalTest, AWrongConfigurationIsToldWithItsPlace) {
    const std::string config = written("wrong.yaml", "store:\n  pth: x.db\njournal: [1]\n");
    const auto words = rosterctl({"config", "check", "--config", config});
    EXPECT_EQ(words.status.code, 1);
    EXPECT_THAT(words.error, AllOf(HasSubstr("wrong.yaml:2:3: error"), HasSubstr("'path'")));
    const auto structured = rosterctl({"config", "check", "--config", config, "--json"});
    EXPECT_EQ(structured.status.code, 1);
    const json::object answer = json_of(structured);
    EXPECT_EQ(answer.at("valid"), false);
    ASSERT_EQ(answer.at("problems").as_array().size(), 3U);
    EXPECT_EQ(answer.at("problems").at(0).at("severity"), "warning") << "no account";
    EXPECT_EQ(answer.at("problems").at(1).at("line"), 2);
    EXPECT_EQ(answer.at("problems").at(2).at("severity"), "error");
    EXPECT_EQ(rosterctl({"config", "check", "--config", file("none.yaml")}).status.code, 1);
}

}  // namespace
}  // namespace rosterd::testing
