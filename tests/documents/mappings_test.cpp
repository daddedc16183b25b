// The worked mappings of journals: their views stand, the contract is kept, and the rules of the
// product give the chats that people of such a journal expect.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "tests/support/places.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/process.hpp"

namespace rosterd {
namespace {

namespace json = boost::json;
using People = std::map<std::string, std::string>;

const std::filesystem::path mappings = test::source_directory() / "adapters/journal/mappings";

struct Mapped {
    std::string journal;
    std::string profile;
    /// Who is in a chat, and as what, on 10 October 2026.
    std::map<std::string, People> chats;
};

void PrintTo(const Mapped& mapped, std::ostream* out) {
    *out << mapped.journal;
}

class MappingsTest : public testing::TestWithParam<Mapped> {
  protected:
    static void SetUpTestSuite() { cluster_ = std::make_unique<test::PostgresCluster>(); }
    static void TearDownTestSuite() { cluster_.reset(); }

    void SetUp() override {
        const std::string& journal = GetParam().journal;
        cluster_->psql("CREATE DATABASE " + journal);
        cluster_->psql_file(mappings / (journal + ".tables.sql"), journal);
        cluster_->psql_file(mappings / (journal + ".views.sql"), journal);
        cluster_->psql_file(mappings / "empty.sql", journal);
        // The daemon's login has rights on the views alone.
        cluster_->psql("CREATE ROLE daemon_of_" + journal +
                           " LOGIN;"
                           "GRANT USAGE ON SCHEMA rosterd_journal TO daemon_of_" +
                           journal +
                           ";"
                           "GRANT SELECT ON ALL TABLES IN SCHEMA rosterd_journal TO daemon_of_" +
                           journal,
                       journal);
        test::write_text(secret(), "host=" + cluster_->socket_directory().string() +
                                       " user=daemon_of_" + journal + " dbname=" + journal);
        std::filesystem::permissions(secret(), std::filesystem::perms::owner_read);
    }

    void TearDown() override {
        cluster_->psql("DROP DATABASE " + GetParam().journal);
        cluster_->psql("DROP ROLE daemon_of_" + GetParam().journal);
    }

    [[nodiscard]] std::filesystem::path secret() const { return folder_ / "journal.dsn"; }

    [[nodiscard]] json::object asked(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(),
                         test::binary_directory() / "daemon/rosterctl/rosterctl");
        for (const std::string& more :
             {std::string{"--json"}, std::string{"--dsn-file"}, secret().string()}) {
            arguments.push_back(more);
        }
        const auto finished = test::run({.arguments = std::move(arguments)});
        EXPECT_TRUE(finished.status.success()) << finished.output << finished.error;
        return json::parse(finished.output).as_object();
    }

    [[nodiscard]] People people_of(const std::string& chat) const {
        const auto profile =
            test::source_directory() / "config/profiles" / (GetParam().profile + ".yaml");
        const auto answer =
            asked({"profile", "test", profile, "--day", "2026-10-10", "--chat", chat});
        People people;
        for (const json::value& person : answer.at("people").as_array()) {
            people[person.at("person").as_string().c_str()] = person.at("role").as_string().c_str();
        }
        return people;
    }

    static std::unique_ptr<test::PostgresCluster> cluster_;
    test::TemporaryDirectory folder_;
};

std::unique_ptr<test::PostgresCluster> MappingsTest::cluster_;

TEST_P(MappingsTest, TheJournalIsGood) {
    const auto checked = asked({"journal", "check"});
    EXPECT_TRUE(checked.at("good").as_bool());
    for (const json::value& line : checked.at("lines").as_array()) {
        EXPECT_EQ(line.at("severity"), "note") << line.at("what");
    }
}

TEST_P(MappingsTest, ItsRulesGiveTheRightChats) {
    for (const auto& [chat, people] : GetParam().chats) EXPECT_EQ(people_of(chat), people) << chat;
}

INSTANTIATE_TEST_SUITE_P(
    Journals, MappingsTest,
    testing::Values(
        Mapped{"sgo",
               "sgo",
               {{"staff", {{"1", "admin"}, {"2", "member"}, {"3", "member"}}},
                {"class/70", {{"2", "admin"}, {"11", "member"}, {"12", "member"}}},
                {"class/100", {{"3", "admin"}, {"13", "member"}}},
                {"parents/70", {{"2", "admin"}, {"21", "member"}, {"22", "member"}}},
                {"subject/701", {{"3", "admin"}, {"12", "member"}}}}},
        Mapped{
            "bars",
            "bars-max",
            {{"staff", {{"1", "admin"}, {"2", "member"}}},
             {"class/50", {{"1", "admin"}, {"2", "admin"}, {"11", "member"}, {"12", "member"}}},
             {"subject/501", {{"1", "admin"}, {"2", "admin"}, {"12", "member"}}},
             {"custom/801", {{"1", "admin"}, {"2", "admin"}, {"11", "member"}, {"21", "admin"}}}}},
        Mapped{"dnevnik",
               "dnevnik",
               {{"staff", {{"2000000000001", "admin"}, {"2000000000002", "member"}}},
                {"class/3000000000007",
                 {{"2000000000002", "admin"},
                  {"2000000000011", "member"},
                  {"2000000000012", "member"}}},
                {"subject/3000000000008-42",
                 {{"2000000000002", "admin"}, {"2000000000011", "member"}}}}},
        Mapped{"ezhd",
               "ezhd",
               {{"staff", {{"head", "admin"}, {"ivolga", "member"}}},
                {"parents/2026-6Г", {{"ivolga", "admin"}, {"kulikov", "member"}}},
                {"subject/2026-6Г-Английский язык-2", {{"ivolga", "admin"}, {"utkina", "member"}}},
                {"custom/32", {{"head", "admin"}, {"ivolga", "admin"}, {"utkina", "member"}}}}},
        Mapped{"oneroster",
               "sgo",
               {{"class/h7", {{"t1", "admin"}, {"s1", "member"}, {"s2", "member"}}},
                {"parents/h7", {{"t1", "admin"}, {"g1", "member"}}},
                {"subject/k2", {{"t1", "admin"}, {"s1", "member"}}}}}),
    [](const auto& named) { return named.param.journal; });

}  // namespace
}  // namespace rosterd
