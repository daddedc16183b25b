// The chats and seats that each profile gives for a roster, with their reasons.
#include "reconciler/desired.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "reconciler/title.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

namespace {

using Names = std::vector<std::string>;

Evaluated with(const Profile& profile, const RosterMaker& journal) {
    Scenario scenario;
    scenario.profile = profile;
    scenario.journal = journal;
    return scenario.evaluate();
}

Evaluated sgo(const RosterMaker& journal) {
    return with(sgo_profile(), journal);
}
Evaluated bars(const RosterMaker& journal) {
    return with(bars_max_profile(), journal);
}

/// Of every position and role one.
RosterMaker motley_staff() {
    RosterMaker journal;
    journal.staff("head", PositionType::administration, 0);
    journal.staff("it", PositionType::other, staff_role::chats_admin);
    journal.staff("cook", PositionType::other, 0);
    journal.staff("t1", PositionType::teaching, staff_role::teacher);
    journal.staff("deputy", PositionType::administration,
                  staff_role::teacher | staff_role::school_admin);
    journal.staff("clerk", PositionType::other, staff_role::school_admin);
    journal.staff("past", PositionType::teaching, staff_role::teacher, until(today_text));
    return journal;
}

bool has_finding(const Evaluated& world, std::string_view text) {
    return std::ranges::any_of(world.desired.findings, [&](const Finding& finding) {
        return to_string(finding).find(text) != std::string::npos;
    });
}

}  // namespace

TEST(DesiredTest, SgoStaffRoomHasTheTeachersAndTheSchoolAdministrators) {
    const auto world = sgo(motley_staff());
    EXPECT_EQ(world.members("staff"), (Names{"clerk", "deputy", "t1"}));
    EXPECT_EQ(world.admins("staff"), (Names{"clerk", "deputy"}));
    EXPECT_EQ(world.title("staff"), "Учительская");
    EXPECT_EQ(world.wish("staff"), ChatWish::present);
}

TEST(DesiredTest, BarsStaffRoomGoesByPositionAndHasTheChatsAdministrator) {
    const auto world = bars(motley_staff());
    EXPECT_EQ(world.members("staff"), (Names{"deputy", "head", "it", "t1"}));
    EXPECT_EQ(world.admins("staff"), Names{"it"});
}

TEST(DesiredTest, ClassAndParentsChatsExistPerClass) {
    RosterMaker journal = small_school();
    journal.staff("it", PositionType::other, staff_role::chats_admin);
    const auto plain = sgo(journal);
    EXPECT_EQ(plain.members("class/7v"), (Names{"s1", "s2", "s3", "t1"}));
    EXPECT_EQ(plain.admins("class/7v"), Names{"t1"});
    EXPECT_EQ(plain.members("parents/7v"), (Names{"p1", "p2", "p3", "t1"}));
    EXPECT_EQ(plain.admins("parents/7v"), Names{"t1"});
    const auto with_admin = bars(journal);
    EXPECT_EQ(with_admin.members("class/7v"), (Names{"it", "s1", "s2", "s3", "t1"}));
    EXPECT_EQ(with_admin.admins("class/7v"), (Names{"it", "t1"}));
    EXPECT_EQ(with_admin.members("parents/7v"), (Names{"it", "p1", "p2", "p3", "t1"}));
}

TEST(DesiredTest, SubjectChatsAreAutomaticInSgoAndByHandInBars) {
    const auto plain = sgo(small_school());
    EXPECT_EQ(plain.wish("subject/hist"), ChatWish::present);
    EXPECT_EQ(plain.members("subject/hist"), (Names{"s1", "s2", "s3", "t1"}));
    EXPECT_EQ(plain.admins("subject/hist"), Names{"t1"});
    EXPECT_EQ(bars(small_school()).wish("subject/hist"), ChatWish::on_request);
}

TEST(DesiredTest, ChatsAreSortedByKeyAndSeatsByPerson) {
    RosterMaker journal = small_school();
    journal.school_class("10a").school_class("7 (п)").group("0", {.classes = {"10a"}});
    journal.request("r1", {.created_by = "t1"});
    const auto world = sgo(journal);
    const Names keys = world.keys();
    EXPECT_EQ(keys, (Names{"class/10a", "class/7 (п)", "class/7v", "custom/r1", "parents/10a",
                           "parents/7 (п)", "parents/7v", "staff", "subject/0", "subject/hist"}));
    for (const auto& key : keys) {
        EXPECT_NE(world.desired.find(key), nullptr);
        const auto seats = world.desired.seats_of(world.chat(key));
        EXPECT_TRUE(std::ranges::is_sorted(seats, {}, &Seat::person)) << key;
    }
    EXPECT_EQ(world.desired.find("class/"), nullptr);
    EXPECT_EQ(world.desired.find("zzz"), nullptr);
}

TEST(DesiredTest, EverySeatSaysByWhichSelectorItIsThere) {
    const auto world = sgo(small_school());
    const Seat student = world.seat("class/7v", "s1");
    EXPECT_EQ(student.member_reasons, 1U << 1);  // members: [class_teacher, students]
    EXPECT_EQ(student.admin_reasons, 0);
    const Seat teacher = world.seat("class/7v", "t1");
    EXPECT_EQ(teacher.member_reasons & 1U, 1U);
    EXPECT_EQ(teacher.admin_reasons, 1U);
}

TEST(DesiredTest, AnAdministratorWhomNoMemberSelectorNamesIsAMemberAsAdministrator) {
    const auto world = sgo(motley_staff());
    const Seat clerk = world.seat("staff", "clerk");
    EXPECT_EQ(clerk.member_reasons, reason::administrator);
    EXPECT_TRUE(clerk.admin());
}

TEST(DesiredTest, OnePersonMayHaveSeveralReasons) {
    RosterMaker journal = small_school();
    journal.guardian("t1", "s2");
    const auto world = sgo(journal);
    EXPECT_EQ(world.seat("parents/7v", "t1").member_reasons & 0b11U, 0b11U);
}

TEST(DesiredTest, TitlesFollowThePatterns) {
    RosterMaker journal;
    journal.school_class("7v", {.name = "7В"}).school_class("7a", {.name = "7А"});
    journal.group("whole", {.subject = "История", .name = "все", .classes = {"7v"}});
    journal.group(
        "half",
        {.subject = "Английский", .name = "1 группа", .whole_class = false, .classes = {"7v"}});
    journal.group(
        "elective",
        {.subject = "Основы", .name = "э", .whole_class = false, .classes = {"7v", "7a"}});
    journal.group("stream", {.subject = "Хор", .whole_class = true, .classes = {"7v", "7a"}});
    journal.group("nowhere", {.subject = "Шахматы", .whole_class = false});
    const auto world = sgo(journal);
    EXPECT_EQ(world.title("class/7v"), "7В класс");
    EXPECT_EQ(world.title("parents/7a"), "7А родители");
    EXPECT_EQ(world.title("subject/whole"), "7В/История");
    EXPECT_EQ(world.title("subject/half"), "7В/Английский (1 группа)");
    EXPECT_EQ(world.title("subject/elective"), "Основы (7А, 7В)");
    EXPECT_EQ(world.title("subject/stream"), "Хор (7А, 7В)");
    EXPECT_EQ(world.title("subject/nowhere").substr(0, std::string{"Шахматы"}.size()), "Шахматы");
    const auto other = bars(journal);
    EXPECT_EQ(other.title("class/7v"), "7В");
    EXPECT_EQ(other.title("subject/whole"), "7В · История");
    EXPECT_EQ(other.title("subject/half"), "7В · Английский · 1 группа");
}

TEST(DesiredTest, AnOverlongTitleIsCutAtACodePointAndReported) {
    std::string name;
    for (int at = 0; at < 300; ++at) name += "я";
    RosterMaker journal;
    journal.school_class("7v", {.name = name});
    const auto world = sgo(journal);
    const std::string title = world.title("class/7v");
    EXPECT_EQ(count_characters(title), 128U);
    EXPECT_TRUE(title.ends_with("я…"));
    EXPECT_TRUE(has_finding(world, "class/7v"));
    EXPECT_FALSE(has_finding(world, "яяя")) << "a title may hold a name";
    EXPECT_EQ(world.members("class/7v"), Names{});
}

TEST(DesiredTest, ATitleThatFitsIsNotReported) {
    const auto world = sgo(small_school());
    EXPECT_FALSE(has_finding(world, "character"));
}

TEST(DesiredTest, AClassWithoutAClassTeacherIsReportedAndStillHasItsChat) {
    RosterMaker journal;
    journal.school_class("7v").enrol("7v", "s1");
    const auto world = sgo(journal);
    EXPECT_EQ(world.members("class/7v"), Names{"s1"});
    EXPECT_TRUE(has_finding(world, "class/7v"));
    EXPECT_FALSE(has_finding(sgo(small_school()), "class/7v"));
}

TEST(DesiredTest, AGroupWithoutATeacherAndAnEmptyStaffRoomAreReported) {
    RosterMaker journal;
    journal.school_class("7v").enrol("7v", "s1").group("g", {.classes = {"7v"}});
    const auto world = sgo(journal);
    EXPECT_TRUE(has_finding(world, "subject/g"));
    EXPECT_TRUE(has_finding(world, "staff"));
    EXPECT_FALSE(has_finding(sgo(small_school()), "subject/hist"));
}

TEST(DesiredTest, BlockedPeopleAreExcludedOrKeptByTheProfile) {
    RosterMaker journal = small_school();
    journal.person("s1", {.blocked = true}).person("t1", {.blocked = true});
    const auto excluded = sgo(journal);
    EXPECT_EQ(excluded.members("class/7v"), (Names{"s2", "s3"}));
    EXPECT_EQ(excluded.members("parents/7v"), (Names{"p1", "p2", "p3"}))
        << "parents of a blocked pupil stay";
    EXPECT_EQ(excluded.members("subject/hist"), (Names{"s2", "s3"}));
    EXPECT_EQ(excluded.members("staff"), Names{});
    const auto kept = bars(journal);
    EXPECT_EQ(kept.members("class/7v"), (Names{"s1", "s2", "s3", "t1"}));
}

TEST(DesiredTest, ABlockedPersonIsNotBroughtInByHandEither) {
    RosterMaker journal = small_school();
    journal.person("s1", {.blocked = true});
    journal.edit("class/7v", "s1", EditKind::add).edit("staff", "s1", EditKind::make_admin);
    const auto world = sgo(journal);
    EXPECT_EQ(world.members("class/7v"), (Names{"s2", "s3", "t1"}));
    EXPECT_EQ(world.members("staff"), Names{"t1"});
}

TEST(DesiredTest, AClassNotYetBegunIsLeftAlone) {
    RosterMaker journal;
    journal.school_class("7v", {.validity = since("2026-10-16")});
    const auto world = sgo(journal);
    for (const char* key : {"class/7v", "parents/7v"}) {
        const DesiredChat* chat = world.desired.find(key);
        if (chat != nullptr) EXPECT_EQ(chat->wish, ChatWish::frozen) << key;
    }
}

TEST(DesiredTest, ClosedClassesAndGroupsGoByOnClose) {
    struct Row {
        OnClose policy;
        ChatWish wish;
    };
    for (const Row& row :
         {Row{OnClose::freeze, ChatWish::frozen}, Row{OnClose::detach, ChatWish::detached},
          Row{OnClose::destroy, ChatWish::destroyed}}) {
        Profile profile = sgo_profile();
        for (auto& rule : profile.chats) rule.on_close = row.policy;
        RosterMaker journal = small_school();
        journal.school_class("7v", {.name = "7В", .validity = until(today_text)});
        journal.group("hist", {.classes = {}, .validity = until(today_text)});
        const auto world = with(profile, journal);
        for (const char* key : {"class/7v", "parents/7v", "subject/hist"}) {
            EXPECT_EQ(world.wish(key), row.wish) << key;
            EXPECT_EQ(world.chat(key).end,
                      row.wish == ChatWish::frozen ? ChatEnd::none : ChatEnd::closed)
                << key;
        }
        EXPECT_EQ(world.wish("staff"), ChatWish::present);
    }
}

TEST(DesiredTest, ADetachedOrDestroyedChatHasNoSeats) {
    RosterMaker journal = small_school();
    journal.school_class("7v", {.name = "7В", .validity = until(today_text)});
    EXPECT_EQ(sgo(journal).members("class/7v"), Names{});
}

TEST(DesiredTest, AClassIsOpenOnItsLastDay) {
    RosterMaker journal = small_school();
    journal.school_class("7v", {.name = "7В", .validity = until("2026-10-16")});
    EXPECT_EQ(sgo(journal).wish("class/7v"), ChatWish::present);
}

TEST(DesiredTest, ADoubtfulClassIsFrozen) {
    RosterMaker journal = small_school();
    journal.school_class("7v", {.name = "7В", .doubtful = true});
    const auto world = sgo(journal);
    EXPECT_EQ(world.wish("class/7v"), ChatWish::frozen);
    EXPECT_EQ(world.wish("parents/7v"), ChatWish::frozen);
    EXPECT_EQ(world.wish("staff"), ChatWish::present);
}

TEST(DesiredTest, ADoubtfulGroupIsFrozen) {
    RosterMaker journal = small_school();
    journal.group("maths", {.doubtful = true});
    const auto world = sgo(journal);
    EXPECT_EQ(world.wish("subject/maths"), ChatWish::frozen);
    EXPECT_EQ(world.wish("subject/hist"), ChatWish::present);
}

TEST(DesiredTest, ADoubtfulRequestsChatIsFrozen) {
    RosterMaker journal = small_school();
    journal.request("r1", {.created_by = "t1"}).request("r2", {.created_by = "t1"});
    journal.doubtful_chat("custom/r1").doubtful_chat("class/7v");
    const auto world = sgo(journal);
    EXPECT_EQ(world.wish("custom/r1"), ChatWish::frozen);
    EXPECT_EQ(world.wish("custom/r2"), ChatWish::present);
    EXPECT_EQ(world.wish("class/7v"), ChatWish::present)
        << "one dangling hand edit does not stop a class";
}

TEST(DesiredTest, NobodyWithoutATieIsAnywhere) {
    RosterMaker journal = small_school();
    journal.person("stray").edit("class/7v", "stray", EditKind::add);
    journal.edit("staff", "stray", EditKind::make_admin);
    journal.request("r1", {.title = "Поход", .created_by = "stray"}).chosen("r1", "stray", true);
    journal.chosen("r1", "s1");
    const auto world = sgo(journal);
    for (const auto& key : world.keys()) {
        EXPECT_FALSE(std::ranges::count(world.members(key), "stray")) << key;
    }
    EXPECT_EQ(world.members("custom/r1"), Names{"s1"});
}

TEST(DesiredTest, AKindWithoutARuleHasNoChats) {
    Profile profile = sgo_profile();
    std::erase_if(profile.chats,
                  [](const ChatRule& rule) { return rule.kind == ChatKind::parents; });
    const auto world = with(profile, small_school());
    EXPECT_EQ(world.keys(), (Names{"class/7v", "staff", "subject/hist"}));
}

TEST(DesiredTest, AnEmptySchoolHasItsStaffRoomOnly) {
    const auto world = sgo(RosterMaker{});
    EXPECT_EQ(world.keys(), Names{"staff"});
    EXPECT_EQ(world.members("staff"), Names{});
}

}  // namespace rosterd::testing
