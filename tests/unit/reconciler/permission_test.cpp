// Who may do what with which chat, as tables: actor by actor, chat by chat.
#include "reconciler/permission.hpp"

#include <gtest/gtest.h>

#include "tests/unit/reconciler/hand_school.hpp"

namespace rosterd::testing {
namespace {

using enum MessageId;
using Verdict = std::optional<MessageId>;
constexpr std::nullopt_t may = std::nullopt;

/// sgo's own section `permissions` (R-160..R-163), as the shipped profile has it.
Profile sgo() {
    Profile profile = sgo_profile();
    profile.permissions = usual_permissions();
    for (const ChatKind kind : {ChatKind::class_chat, ChatKind::parents}) {
        profile.permissions.grant(HandRight::create, kind, permitted::class_teacher);
    }
    profile.permissions.grant(HandRight::create, ChatKind::subject, permitted::group_teacher);
    return profile;
}

class PermissionTest : public ::testing::Test {
  protected:
    [[nodiscard]] PersonIndex who(std::string_view id) const {
        return id.empty() ? school_operator : school_.world.index(id);
    }
    [[nodiscard]] HandWorld world() const { return school_.state().world; }
    [[nodiscard]] Verdict create(std::string_view actor, ChatKind kind,
                                 std::string_view about = {}) const {
        const Roster& roster = school_.world.roster;
        std::uint32_t index = no_index;
        if (kind == ChatKind::class_chat || kind == ChatKind::parents) {
            index = find_class(roster, about);
        }
        if (kind == ChatKind::subject) index = find_group(roster, about);
        return objection_to_creating(world(), who(actor), kind, index);
    }
    [[nodiscard]] Verdict to(std::string_view actor, HandRight right, std::string_view key) const {
        return objection_to(world(), who(actor), right, school_.world.chat(key));
    }
    [[nodiscard]] Verdict lock(std::string_view actor, std::string_view person,
                               std::string_view key) const {
        return lock_on(world(), who(actor), who(person), school_.world.chat(key));
    }
    void school(const Scenario& scenario) { school_ = HandSchool{scenario}; }

    HandSchool school_{hand_school(sgo())};
};

TEST_F(PermissionTest, R160TheSchoolAdministratorCreatesChatsOfEveryKind) {
    for (const char* actor : {"", "head"}) {
        EXPECT_EQ(create(actor, ChatKind::staff), may) << actor;
        EXPECT_EQ(create(actor, ChatKind::class_chat, "7v"), may) << actor;
        EXPECT_EQ(create(actor, ChatKind::parents, "8a"), may) << actor;
        EXPECT_EQ(create(actor, ChatKind::subject, "hist"), may) << actor;
        EXPECT_EQ(create(actor, ChatKind::custom), may) << actor;
    }
}

TEST_F(PermissionTest, R162AClassTeacherCreatesClassAndParentsOfHisOwnClasses) {
    EXPECT_EQ(create("t1", ChatKind::class_chat, "7v"), may);
    EXPECT_EQ(create("t1", ChatKind::parents, "7v"), may);
    EXPECT_EQ(create("t1", ChatKind::class_chat, "8a"), only_own_class);
    EXPECT_EQ(create("t2", ChatKind::parents, "7v"), only_own_class);
    EXPECT_EQ(create("t1", ChatKind::staff), may_not_create);
    EXPECT_EQ(create("t1", ChatKind::custom), may_not_create);
    EXPECT_EQ(create("cook", ChatKind::class_chat, "7v"), may_not_create);
}

TEST_F(PermissionTest, R163ASubjectTeacherCreatesTheChatsOfHisOwnGroups) {
    EXPECT_EQ(create("t1", ChatKind::subject, "hist"), may);
    EXPECT_EQ(create("t1", ChatKind::subject, "alg"), only_own_group);
    EXPECT_EQ(create("cook", ChatKind::subject, "hist"), may_not_create);
}

TEST_F(PermissionTest, R164OnlyStaffManageChats) {
    for (const char* actor : {"s1", "p1"}) {
        EXPECT_EQ(create(actor, ChatKind::custom), only_staff) << actor;
        EXPECT_EQ(to(actor, HandRight::edit, "class/7v"), only_staff) << actor;
    }
    Scenario scenario = hand_school(sgo());
    scenario.journal.end_staff("t1");
    school(scenario);
    EXPECT_EQ(create("t1", ChatKind::class_chat, "7v"), only_staff) << "dismissed";
    scenario = hand_school(sgo());
    scenario.journal.person("head", {.blocked = true});
    school(scenario);
    EXPECT_EQ(create("head", ChatKind::custom), only_staff) << "blocked";
}

TEST_F(PermissionTest, R161AChatsAdministratorEditsItAndNoOther) {
    for (const HandRight right : {HandRight::edit, HandRight::appoint}) {
        EXPECT_EQ(to("t1", right, "class/7v"), may);
        EXPECT_EQ(to("t1", right, "subject/hist"), may);
        EXPECT_NE(to("t1", right, "class/8a"), may);
        EXPECT_NE(to("t1", right, "staff"), may) << "a member, not an administrator";
        EXPECT_EQ(to("head", right, "class/8a"), may);
        EXPECT_EQ(to("", right, "staff"), may);
    }
    EXPECT_EQ(to("t2", HandRight::edit, "class/7v"), may_not_edit);
    EXPECT_EQ(to("t2", HandRight::appoint, "class/7v"), may_not_appoint);
}

TEST_F(PermissionTest, WhoWasAppointedByHandAdministersToo) {
    Scenario scenario = hand_school(sgo());
    scenario.journal.edit("class/7v", "t2", EditKind::make_admin);
    school(scenario);
    EXPECT_EQ(to("t2", HandRight::edit, "class/7v"), may);
    EXPECT_NE(to("t2", HandRight::edit, "parents/7v"), may);
}

TEST_F(PermissionTest, R062InSgoOnlyTheSchoolAdministratorDeletes) {
    for (const char* key : {"staff", "class/7v", "parents/7v", "subject/hist"}) {
        EXPECT_EQ(to("head", HandRight::erase, key), may) << key;
        EXPECT_EQ(to("", HandRight::erase, key), may) << key;
        EXPECT_EQ(to("t1", HandRight::erase, key), may_not_delete) << key;
    }
}

TEST_F(PermissionTest, R061DefaultChatsOfBarsAreNotDeletedByAnybody) {
    school(hand_school(bars_max_profile()));
    for (const char* actor : {"", "head", "it", "t1"}) {
        for (const char* key : {"staff", "class/7v", "parents/7v"}) {
            EXPECT_EQ(to(actor, HandRight::erase, key), default_chat_not_deletable) << actor << key;
        }
    }
    EXPECT_EQ(to("", HandRight::erase, "subject/hist"), may);
}

TEST_F(PermissionTest, R114TheCreatorAloneDeletesWhereTheProfileSaysSo) {
    Profile profile = bars_max_profile();
    profile.permissions = {};
    profile.permissions.grant(HandRight::erase, ChatKind::custom, permitted::creator);
    profile.permissions.grant(HandRight::erase, ChatKind::subject, permitted::creator);
    Scenario scenario = hand_school(profile);
    scenario.journal.request("r1", {.title = "Поход", .created_by = "t1"});
    scenario.journal.request("r2", {.kind = ChatKind::subject, .about = "alg", .created_by = "t2"});
    school(scenario);
    EXPECT_EQ(to("t1", HandRight::erase, "custom/r1"), may);
    EXPECT_EQ(to("t2", HandRight::erase, "custom/r1"), may_not_delete);
    EXPECT_EQ(to("head", HandRight::erase, "custom/r1"), may_not_delete);
    EXPECT_EQ(to("t2", HandRight::erase, "subject/alg"), may);
    EXPECT_EQ(to("t1", HandRight::erase, "subject/alg"), may_not_delete);
    EXPECT_EQ(to("", HandRight::erase, "subject/alg"), may);
}

TEST_F(PermissionTest, R063OnlyCustomChatsAreRenamedUnlessTheProfileSaysMore) {
    Scenario scenario = hand_school(sgo());
    scenario.journal.request("r1", {.title = "Поход", .created_by = "t1"});
    school(scenario);
    EXPECT_EQ(to("t1", HandRight::rename, "custom/r1"), may);
    EXPECT_EQ(to("t2", HandRight::rename, "custom/r1"), may_not_rename);
    for (const char* key : {"staff", "class/7v", "subject/hist"}) {
        EXPECT_EQ(to("", HandRight::rename, key), may_not_rename) << key;
    }
    scenario.profile.permissions.grant(HandRight::rename, ChatKind::subject,
                                       permitted::group_teacher);
    school(scenario);
    EXPECT_EQ(to("t1", HandRight::rename, "subject/hist"), may);
    EXPECT_EQ(to("t1", HandRight::rename, "subject/alg"), only_own_group);
}

TEST_F(PermissionTest, R075NobodyTakesHisOwnFlagAway) {
    EXPECT_EQ(lock("t1", "t1", "class/7v"), own_flag_locked);
    EXPECT_EQ(lock("head", "t1", "class/7v"), may);
    EXPECT_EQ(lock("t1", "s1", "class/7v"), may);
    EXPECT_EQ(lock("t1", "t1", "staff"), may) << "an ordinary member has no flag";
}

TEST_F(PermissionTest, R074TheChatsAdministratorsFlagIsFixed) {
    school(hand_school(bars_max_profile()));
    for (const char* actor : {"", "head", "t1"}) {
        EXPECT_EQ(lock(actor, "it", "class/7v"), chats_admin_locked) << actor;
        EXPECT_EQ(lock(actor, "it", "staff"), chats_admin_locked) << actor;
    }
    school(hand_school(sgo()));
    Scenario scenario = hand_school(sgo());
    scenario.journal.edit("class/7v", "it", EditKind::make_admin);
    school(scenario);
    EXPECT_EQ(lock("head", "it", "class/7v"), may) << "sgo has no chats administrator";
}

TEST_F(PermissionTest, AChatThatIsGoneIsNotEdited) {
    Scenario scenario = hand_school(sgo());
    scenario.journal.request("d", {.kind = ChatKind::class_chat, .about = "7v", .deleted_at = 20});
    school(scenario);
    for (const HandRight right : {HandRight::edit, HandRight::appoint, HandRight::erase}) {
        EXPECT_EQ(to("", right, "class/7v"), chat_is_deleted);
    }
}

TEST_F(PermissionTest, AKindThatTheProfileLacksIsNotCreated) {
    Scenario scenario = hand_school(sgo());
    std::erase_if(scenario.profile.chats,
                  [](const ChatRule& rule) { return rule.kind == ChatKind::custom; });
    school(scenario);
    EXPECT_EQ(create("", ChatKind::custom), no_such_kind);
}

TEST_F(PermissionTest, OnlyTheSchoolAdministratorInitialises) {
    EXPECT_EQ(objection_to_initialising(world(), school_operator), may);
    EXPECT_EQ(objection_to_initialising(world(), who("head")), may);
    EXPECT_EQ(objection_to_initialising(world(), who("t1")), may_not_initialise);
    EXPECT_EQ(objection_to_initialising(world(), who("s1")), may_not_initialise);
}

}  // namespace
}  // namespace rosterd::testing
