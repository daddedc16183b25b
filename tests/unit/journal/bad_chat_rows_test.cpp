// Bad links, requests and hand edits.
#include <gmock/gmock.h>

#include "tests/unit/journal/rows.hpp"

namespace rosterd::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

struct UserCase {
    const char* name;
    const char* platform;
    const char* user;
    bool good;
};
class LinkUserTest : public testing::TestWithParam<UserCase> {};

TEST_P(LinkUserTest, IsANumberThatPlatformsUse) {
    Rows rows;
    rows.person("12345678901234567890");
    rows.add(Relation::profile_link,
             {"12345678901234567890", GetParam().platform, GetParam().user, null, "linked"});
    const auto built = rows.build();
    EXPECT_EQ(built.findings.empty(), GetParam().good) << all(built.findings);
    EXPECT_EQ(built.roster.links.size(), GetParam().good ? 1U : 0U);
    if (GetParam().good) return;
    const Finding finding = only(built.findings);
    EXPECT_EQ(finding.severity, Severity::warning);
    EXPECT_EQ(finding.key, "person_id '12345678901234567890'");
    EXPECT_THAT(finding.message, HasSubstr(GetParam().platform));
    EXPECT_THAT(finding.message, HasSubstr("expected a whole number from 1 to 2^53-1"));
    EXPECT_TRUE(person_in_doubt(built.roster, "12345678901234567890"));
}

INSTANTIATE_TEST_SUITE_P(
    Table, LinkUserTest,
    testing::Values(UserCase{"Largest", "vk", "9007199254740991", true},
                    UserCase{"One", "max", "1", true},
                    UserCase{"JabberName", "ejabberd", "anna@school.example", true},
                    UserCase{"OverTwoToTheFiftyThird", "max", "9007199254740992", false},
                    UserCase{"FarTooLarge", "vk", "99999999999999999999999", false},
                    UserCase{"Zero", "vk", "0", false}, UserCase{"Negative", "vk", "-5", false},
                    UserCase{"ScreenName", "vk", "id15", false},
                    UserCase{"Missing", "vk", nullptr, false}),
    [](const auto& row) { return row.param.name; });

TEST(BadLinkTest, TheBadValueIsNamed) {
    Rows rows;
    rows.person("a").add(Relation::profile_link, {"a", "vk", "id15", null, "linked"});
    EXPECT_THAT(only(rows.build().findings).message, HasSubstr("'id15'"));
}

TEST(BadLinkTest, APhoneInThePlaceOfAUserIsNotShown) {
    Rows rows;
    rows.person("a").add(Relation::profile_link, {"a", "vk", "+79123456789", null, "linked"});
    const auto built = rows.build();
    EXPECT_THAT(to_string(only(built.findings)), Not(HasSubstr("9123456789")));
}

TEST(BadLinkTest, AnUnknownPlatformIsNamed) {
    Rows rows;
    rows.person("a").add(Relation::profile_link, {"a", "vkk", "1", null, "linked"});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message, HasSubstr("did you mean vk?"));
    EXPECT_TRUE(person_in_doubt(built.roster, "a"));
}

TEST(BadLinkTest, AnUnknownStateKeepsTheUserFromBeingRemoved) {
    Rows rows;
    rows.person("a").add(Relation::profile_link, {"a", "vk", "15", null, "conflict"});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message,
                HasSubstr("expected requested, linked, refused or unlinked"));
    EXPECT_THAT(built.roster.doubtful_users, ElementsAre(Pair(Platform::vk, "15")));
}

TEST(BadLinkTest, AnInstantWithoutOffsetIsRefused) {
    Rows rows;
    rows.person("a").add(Relation::profile_link,
                         {"a", "vk", "15", null, "linked", "2026-09-01 10:00:00"});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message, HasSubstr("linked_at '2026-09-01 10:00:00' is no "
                                                        "instant"));
}

TEST(BadLinkTest, ARequestedLinkNeedsNoUser) {
    Rows rows;
    rows.person("a").add(Relation::profile_link, {"a", "vk", null, null, "requested"});
    const auto built = rows.build();
    EXPECT_THAT(built.findings, IsEmpty()) << all(built.findings);
    EXPECT_EQ(built.roster.links.size(), 1U);
}

TEST(BadRequestTest, AnUnknownKindLeavesEveryChatItMayMeanAlone) {
    Rows rows;
    rows.small_school().add(Relation::chat_request, {"r1", "clas", "7v"});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message, HasSubstr("did you mean class?"));
    EXPECT_THAT(built.roster.doubtful_chats, Contains("custom/r1"));
}

TEST(BadRequestTest, AClassChatNeedsAClass) {
    Rows rows;
    rows.small_school().add(Relation::chat_request, {"r1", "class"});
    EXPECT_THAT(only(rows.build().findings).message,
                HasSubstr("a chat of kind class needs a class_id"));
}

TEST(BadRequestTest, ADanglingGroupIsNamed) {
    Rows rows;
    rows.small_school().add(Relation::chat_request, {"r1", "subject", null, "gone"});
    const auto built = rows.build();
    EXPECT_EQ(only(built.findings).severity, Severity::error);
    EXPECT_THAT(built.roster.doubtful_chats, Contains("subject/gone"));
    EXPECT_THAT(built.roster.requests, IsEmpty());
}

TEST(BadRequestTest, ACustomChatWithoutItsCreatorIsLeftAlone) {
    Rows rows;
    rows.small_school().add(Relation::chat_request, {"r1", "custom", null, null, "Trip", "ghost"});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message, HasSubstr("created_by 'ghost' is not in person"));
    EXPECT_THAT(built.roster.doubtful_chats, ElementsAre("custom/r1"));
}

TEST(BadRequestTest, AStaffChatOutlivesItsCreator) {
    Rows rows;
    rows.small_school().add(Relation::chat_request, {"r1", "staff", null, null, null, "ghost"});
    const auto built = rows.build();
    EXPECT_THAT(built.findings, IsEmpty()) << all(built.findings);
    EXPECT_EQ(built.roster.requests.at(0).created_by, no_index);
}

TEST(BadRequestTest, ContradictingRequestsLeaveTheChatAlone) {
    Rows rows;
    rows.small_school();
    rows.add(Relation::chat_request, {"r1", "class", "7v"});
    rows.add(Relation::chat_request, {"r1", "parents", "7v"});
    const auto built = rows.build();
    EXPECT_EQ(only(built.findings).severity, Severity::error);
    EXPECT_THAT(built.roster.doubtful_chats, ElementsAre("class/7v"));
    EXPECT_EQ(built.roster.requests.size(), 1U);
}

TEST(BadRequestTest, AChosenPersonOfAnUnknownRequestIsInDoubt) {
    Rows rows;
    rows.small_school().add(Relation::chat_request_person, {"gone", "s1"});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message,
                HasSubstr("request_id 'gone' is not in chat_request"));
    EXPECT_TRUE(person_in_doubt(built.roster, "s1"));
    EXPECT_THAT(built.roster.doubtful_chats, ElementsAre("custom/gone"));
}

TEST(BadRequestTest, AnUnknownChosenPersonLeavesTheChatAlone) {
    Rows rows;
    rows.small_school();
    rows.add(Relation::chat_request, {"r1", "custom", null, null, "Trip", "t1"});
    rows.add(Relation::chat_request_person, {"r1", "ghost"});
    const auto built = rows.build();
    EXPECT_EQ(only(built.findings).relation, "chat_request_person");
    EXPECT_THAT(built.roster.doubtful_chats, ElementsAre("custom/r1"));
}

TEST(BadRequestTest, APersonChosenTwiceIsAnAdministratorIfOneRowSaysSo) {
    Rows rows;
    rows.small_school();
    rows.add(Relation::chat_request, {"r1", "custom", null, null, "Trip", "t1"});
    rows.add(Relation::chat_request_person, {"r1", "s1", "t"});
    rows.add(Relation::chat_request_person, {"r1", "s1", "f"});
    const Roster roster = rows.build().roster;
    ASSERT_EQ(roster.chosen.size(), 1U);
    EXPECT_TRUE(roster.chosen[0].admin);
}

TEST(BadEditTest, AnUnknownEditNamesTheNearest) {
    Rows rows;
    rows.small_school().add(Relation::chat_edit,
                            {"staff", "s1", "remov", null, "2026-09-01T00:00:00Z"});
    const auto built = rows.build();
    EXPECT_EQ(only(built.findings).key, "chat_key 'staff', person_id 's1'");
    EXPECT_THAT(only(built.findings).message, HasSubstr("did you mean remove?"));
    EXPECT_TRUE(person_in_doubt(built.roster, "s1"));
}

TEST(BadEditTest, AChatKeyOfAnotherFormIsRefused) {
    for (const char* key : {"classes/7v", "class/", "7v", "staff/1", "/7v"}) {
        Rows rows;
        rows.small_school().add(Relation::chat_edit,
                                {key, "s1", "add", null, "2026-09-01T00:00:00Z"});
        EXPECT_THAT(only(rows.build().findings).message, HasSubstr("chat_key names no chat"))
            << key;
    }
}

TEST(BadEditTest, AnEditWithoutATimeIsRefused) {
    Rows rows;
    rows.small_school().add(Relation::chat_edit, {"staff", "s1", "add"});
    EXPECT_THAT(only(rows.build().findings).message, HasSubstr("made_at has no value"));
}

TEST(BadEditTest, AnAdditionOfAnUnknownPersonLeavesTheChatAlone) {
    Rows rows;
    rows.small_school().add(Relation::chat_edit,
                            {"class/7v", "ghost", "add", null, "2026-09-01T00:00:00Z"});
    const auto built = rows.build();
    EXPECT_EQ(only(built.findings).severity, Severity::warning);
    EXPECT_THAT(built.roster.doubtful_chats, ElementsAre("class/7v"));
}

TEST(BadEditTest, ARemovalOfAnUnknownPersonCannotMatter) {
    Rows rows;
    rows.small_school().add(Relation::chat_edit,
                            {"class/7v", "ghost", "remove", null, "2026-09-01T00:00:00Z"});
    const auto built = rows.build();
    EXPECT_EQ(built.findings.size(), 1U);
    EXPECT_TRUE(free_of_doubt(built.roster));
}

TEST(BadEditTest, ExactDuplicatesAreCounted) {
    Rows rows;
    rows.small_school();
    for (int i = 0; i < 2; ++i) {
        rows.add(Relation::chat_edit, {"staff", "s1", "add", null, "2026-09-01T00:00:00Z"});
    }
    const auto built = rows.build();
    EXPECT_EQ(only(built.findings).severity, Severity::note);
    EXPECT_EQ(built.roster.edits.size(), 1U);
}

}  // namespace
}  // namespace rosterd::test
