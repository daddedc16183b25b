// What the daemon does, and does not do, while nothing can be written down.
#include <algorithm>
#include <string>

#include "tests/simulation/safety_school.hpp"

namespace rosterd::test {
namespace {

using ::testing::HasSubstr;

class StoreTroubleTest : public SafetySchool {
  protected:
    StoreTroubleTest() { school_.account().can.batch_max = 5; }

    /// So many chats are written before it is full.
    void fill_the_disk(int room = 0) {
        school_.store().fault = [room](std::string_view method) mutable -> std::optional<Error> {
            if (!method.starts_with("save") || room-- > 0) return std::nullopt;
            return Error{ErrorKind::transient, "store: disk full"};
        };
    }
    void enrol(int from, int to) {
        for (int i = from; i <= to; ++i) {
            maker_.enrol("5a", pupil(i)).link(pupil(i), std::to_string(user_of(i)));
        }
    }
    std::ptrdiff_t audited(const std::string& operation) {
        const auto& audit = school_.store().audit();
        return std::ranges::count(audit, operation, &AuditEntry::operation);
    }
};

TEST_F(StoreTroubleTest, NoCallIsAskedForBeforeTheStoreKnows) {
    const UnixSeconds begins = (school_.now() / 60 + 10) * 60;
    const UnixSeconds local = begins + 3 * 3600;
    school_.journal().conferences()["c1"] = {.kind = ConferenceKind::video_call,
                                             .chat = "class/5a",
                                             .title = "Классный час",
                                             .starts_at = local,
                                             .ends_at = local + 30 * 60,
                                             .created_by = "t1"};
    resync();
    int refused = 0;
    std::size_t calls_before_it_was_kept = 0;
    bool kept = false;
    school_.store().fault = [&](std::string_view method) -> std::optional<Error> {
        if (method != "save_conferences" || school_.now() < begins || kept) return std::nullopt;
        calls_before_it_was_kept = school_.calls().history().size();
        kept = ++refused == 3;
        if (kept) return std::nullopt;
        return Error{ErrorKind::transient, "store: disk full"};
    };
    minutes(15);
    ASSERT_TRUE(kept);
    EXPECT_EQ(calls_before_it_was_kept, 0U) << "a process that died now would never end it";
    EXPECT_EQ(school_.calls().history().size(), 1U);
}

TEST_F(StoreTroubleTest, NobodyIsRemovedByWordOfMouth) {
    fill_the_disk(1);  // for what is read before the removals
    for (int i = 1; i <= 3; ++i) maker_.end_enrolment("5a", pupil(i));
    journal_says(maker_);
    minutes(60);
    EXPECT_EQ(members().size(), 21U);
    ASSERT_TRUE(school_.state().error);
    EXPECT_THAT(school_.state().error->what, HasSubstr("disk full"));
    school_.store().fault = {};
    minutes(20);
    EXPECT_EQ(members().size(), 18U);
    EXPECT_EQ(audited("remove"), 3);
}

TEST_F(StoreTroubleTest, OneBatchIsOnItsWayWhenTheDiskIsFullAndNothingOfItIsLost) {
    const std::ptrdiff_t before = audited("add");
    fill_the_disk();
    enrol(21, 40);
    journal_says(maker_);
    minutes(60);
    EXPECT_EQ(members().size(), 21U + 5U) << "nothing is sent that cannot be written down";
    school_.store().fault = {};
    minutes(20);
    EXPECT_EQ(members().size(), 41U);
    EXPECT_EQ(audited("add") - before, 20) << "the audit knows of everybody";
    restart();
    EXPECT_EQ(school_.state().memory.observed.find("class/5a")->members.size(), 41U);
}

}  // namespace
}  // namespace rosterd::test
