// The audit of a real daemon: what it did is told afterwards, and old lines do not stay for ever.
#include <gmock/gmock.h>

#include "school.hpp"
#include "tests/support/eventually.hpp"

namespace rosterd::test {
namespace {

namespace json = boost::json;

TEST(AuditTest, WhatWasDoneToAPersonIsToldWithItsReason) {
    School school;
    school.start();
    ASSERT_TRUE(school.converges()) << school.problems();
    school.sql("UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE person_id = 'p1-1'");
    ASSERT_TRUE(eventually([&] {
        const json::value audit = school.get("/v1/audit?school=1&person=p1-1&count=1");
        const auto& lines = audit.at("items").as_array();
        return !lines.empty() && lines[0].at("operation").as_string() == "remove";
    })) << school.problems();
    const json::value audit = school.get("/v1/audit?school=1&person=p1-1&order=oldest");
    const auto& lines = audit.at("items").as_array();
    EXPECT_EQ(lines.front().at("outcome").as_string(), "done");
    EXPECT_NE(lines.front().at("operation").as_string(), "remove") << "first he came";
    EXPECT_EQ(lines.back().at("reason").as_string(), "left_school");
    EXPECT_EQ(lines.back().at("by").as_string(), "rosterd");
    EXPECT_EQ(lines.back().at("account").as_string(), "main");
}

TEST(AuditTest, OldLinesAreForgotten) {
    School school;
    ASSERT_EQ(school.once().status.code, 0);
    const auto state = school.path("state.db");
    const auto lines = sqlite_rows(state, "SELECT count(*) FROM audit").at(0).at(0);
    static_cast<void>(sqlite_rows(
        state,
        "INSERT INTO audit (at, school, chat, operation, person, user, outcome, reason, "
        "actor) VALUES (1600000000, 1, 'staff', 'remove', 'old', 1, 'done', '', 'rosterd')"));
    ASSERT_NE(sqlite_rows(state, "SELECT count(*) FROM audit").at(0).at(0), lines);
    school.start();
    EXPECT_TRUE(eventually(
        [&] { return school.get("/v1/audit?person=old").at("items").as_array().empty(); }));
    EXPECT_TRUE(eventually(
        [&] { return school.said().find("audit=forgotten lines=1") != std::string::npos; }));
    EXPECT_EQ(sqlite_rows(state, "SELECT count(*) FROM audit").at(0).at(0), lines);
}

}  // namespace
}  // namespace rosterd::test
