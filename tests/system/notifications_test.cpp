// Mail and webhook of the real daemon: a hold is told once, whatever happens to the process.
#include <gmock/gmock.h>

#include <boost/json/object.hpp>
#include <string>

#include "tests/support/eventually.hpp"
#include "tests/support/mail_server.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class NotificationsTest : public testing::Test {
  protected:
    NotificationsTest()
        : school_{{.extra = "notifications:\n"
                            "  digest: 1s\n"
                            "  mail:\n"
                            "    to: [head@school.example]\n"
                            "    from: rosterd@school.example\n"
                            "    server: 127.0.0.1:" +
                            std::to_string(server_.port()) + "\n"},
                  small_school({.classes = 2, .pupils = 8})} {}

    /// The whole class leaves: the guards hold it.
    void empty_a_class() { school_.sql("DELETE FROM enrolment WHERE class_id = 'c1'"); }
    [[nodiscard]] std::string hold() const {
        const auto holds = school_.get("/v1/holds").at("items").as_array();
        return holds.empty() ? "" : std::string{holds.at(0).at("id").as_string()};
    }
    [[nodiscard]] bool mailed(std::size_t count) const {
        return eventually([&] { return server_.mails().size() == count; });
    }

    MailServer server_;
    School school_;
};

TEST_F(NotificationsTest, AHoldIsMailedOnceThroughRestartsAndKills) {
    school_.start();
    ASSERT_TRUE(school_.converges()) << school_.problems();
    empty_a_class();
    ASSERT_TRUE(mailed(1));
    const auto mail = server_.mails().at(0);
    EXPECT_THAT(std::string{mail.at("text").as_string()}, HasSubstr("Ждут решения"));
    EXPECT_THAT(std::string{mail.at("text").as_string()}, HasSubstr("rosterctl approve " + hold()));
    school_.stop();
    school_.start();
    ASSERT_TRUE(eventually([&] { return !hold().empty(); })) << "it still waits";
    school_.crash();
    school_.start();
    ASSERT_TRUE(eventually([&] { return !hold().empty(); }));
    school_.stop();
    EXPECT_THAT(server_.mails(), SizeIs(1));
    EXPECT_EQ(sqlite_rows(school_.path("state.db"), "SELECT told_at > 0 FROM notice"),
              (std::vector<std::vector<std::string>>{{"1"}}))
        << "one cause, and it was told";
}

}  // namespace
}  // namespace rosterd::test
