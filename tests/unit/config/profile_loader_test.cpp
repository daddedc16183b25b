// Profiles: the shipped ones in full, and every kind of mistake with its place.
#include "config/profile_loader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/files.hpp"

namespace rosterd::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Profile shipped(const std::string& id) {
    auto loaded = load_profile(source / "config/profiles" / (id + ".yaml"));
    EXPECT_EQ(lines(loaded.problems), "");
    return loaded.value.value_or(Profile{});
}

const ChatRule& rule(const Profile& profile, ChatKind kind) {
    for (const ChatRule& chat : profile.chats) {
        if (chat.kind == kind) return chat;
    }
    throw std::logic_error{"no such rule"};
}

std::vector<std::string> texts(const std::vector<Selector>& selectors) {
    std::vector<std::string> result;
    for (const Selector& selector : selectors) result.push_back(selector.text);
    return result;
}

std::string refusal(const std::string& text) {
    const auto loaded = parse_profile(text, "p.yaml");
    EXPECT_FALSE(loaded.value.has_value()) << text;
    return lines(loaded.problems);
}

std::string class_chat(const std::string& members) {
    return "profile: p\nchats:\n  class:\n    title: \"{class}\"\n    members: " + members + "\n";
}

TEST(ProfileTest, PermissionsAreCompiled) {
    const Permissions sgo = shipped("sgo").permissions;
    using namespace permitted;
    EXPECT_EQ(sgo.of(HandRight::create, ChatKind::class_chat), school_admin | class_teacher);
    EXPECT_EQ(sgo.of(HandRight::create, ChatKind::subject), school_admin | group_teacher);
    EXPECT_EQ(sgo.of(HandRight::create, ChatKind::custom), school_admin);
    EXPECT_EQ(sgo.of(HandRight::edit, ChatKind::staff), school_admin | chat_admin);
    EXPECT_EQ(sgo.of(HandRight::appoint, ChatKind::staff), school_admin | chat_admin)
        << "appointing goes with editing";
    EXPECT_EQ(sgo.of(HandRight::erase, ChatKind::class_chat), school_admin);
    EXPECT_EQ(sgo.of(HandRight::rename, ChatKind::class_chat), 0);
    EXPECT_EQ(sgo.of(HandRight::rename, ChatKind::custom), school_admin | chat_admin);
    const Permissions bars = shipped("bars-max").permissions;
    EXPECT_EQ(bars.of(HandRight::create, ChatKind::custom), staff);
    EXPECT_EQ(bars.of(HandRight::erase, ChatKind::class_chat), 0);
    EXPECT_EQ(bars.of(HandRight::erase, ChatKind::custom), school_admin | chats_admin | creator);
    EXPECT_NE(bars.of(HandRight::rename, ChatKind::subject), 0);
}

TEST(ProfileTest, AProfileThatSaysNothingOfPermissionsHasTheUsualOnes) {
    const auto silent = parse_profile(class_chat("[ students ]"), "p.yaml");
    ASSERT_TRUE(silent.value) << lines(silent.problems);
    EXPECT_EQ(silent.value->permissions.who, usual_permissions().who);
    const auto deletable = parse_profile(
        class_chat("[ students ]") + "    deletable_by: [ creator ]\n" +
            "permissions: { create: { class: [ class_teacher ] }, rename: { class: [ staff ] } }\n",
        "p.yaml");
    ASSERT_TRUE(deletable.value) << lines(deletable.problems);
    const Permissions& may = deletable.value->permissions;
    EXPECT_EQ(may.of(HandRight::create, ChatKind::class_chat), permitted::class_teacher);
    EXPECT_EQ(may.of(HandRight::edit, ChatKind::class_chat), 0) << "the section names nobody";
    EXPECT_EQ(may.of(HandRight::erase, ChatKind::class_chat), permitted::creator);
    EXPECT_EQ(may.of(HandRight::rename, ChatKind::class_chat), permitted::staff);
}

TEST(ProfileTest, SgoSaysWhatTheRequirementsSay) {
    const Profile profile = shipped("sgo");
    EXPECT_EQ(profile.id, "sgo");
    EXPECT_EQ(profile.blocked, BlockedPeople::exclude);
    ASSERT_EQ(profile.chats.size(), 5U);
    const ChatRule& staff = rule(profile, ChatKind::staff);
    EXPECT_EQ(staff.title.whole, "Учительская");
    ASSERT_THAT(texts(staff.members), ElementsAre("staff(role: teacher)"));
    EXPECT_EQ(staff.members[0].roles, staff_role::teacher);
    EXPECT_EQ(staff.members[0].positions, 0);
    EXPECT_THAT(texts(staff.admins), ElementsAre("school_admin"));
    EXPECT_EQ(staff.on_delete, OnDelete::destroy);
    EXPECT_EQ(staff.manual_edits, ManualEdits::drop_on_initialise);
    EXPECT_EQ(rule(profile, ChatKind::class_chat).title.whole, "{class} класс");
    EXPECT_EQ(rule(profile, ChatKind::parents).title.whole, "{class} родители");
    const ChatRule& subject = rule(profile, ChatKind::subject);
    EXPECT_EQ(subject.title.whole, "{class}/{subject}");
    EXPECT_EQ(subject.title.subgroup, "{class}/{subject} ({group})");
    EXPECT_EQ(subject.title.elective, "{subject} ({classes})");
    EXPECT_EQ(subject.created, Creation::automatically);
    EXPECT_THAT(texts(rule(profile, ChatKind::custom).members), ElementsAre("chosen"));
}

TEST(ProfileTest, BarsMaxSaysWhatTheRequirementsSay) {
    const Profile profile = shipped("bars-max");
    EXPECT_EQ(profile.blocked, BlockedPeople::keep);
    const ChatRule& staff = rule(profile, ChatKind::staff);
    EXPECT_EQ(staff.title.whole, "Учительский чат");
    ASSERT_EQ(staff.members.size(), 2U);
    EXPECT_EQ(staff.members[0].positions, 0b011);
    EXPECT_EQ(staff.members[0].roles, 0);
    for (const ChatRule& chat : profile.chats) {
        const auto is_chats_admin = [](const Selector& selector) {
            return selector.kind == SelectorKind::chats_admin;
        };
        EXPECT_TRUE(std::ranges::any_of(chat.members, is_chats_admin)) << chat.name;
        EXPECT_TRUE(std::ranges::any_of(chat.admins, is_chats_admin)) << chat.name;
    }
    for (const ChatKind kind : {ChatKind::staff, ChatKind::class_chat, ChatKind::parents}) {
        EXPECT_EQ(rule(profile, kind).on_delete, OnDelete::forbidden);
        EXPECT_THAT(rule(profile, kind).deletable_by, IsEmpty());
    }
    EXPECT_EQ(rule(profile, ChatKind::class_chat).title.whole, "{class}");
    EXPECT_EQ(rule(profile, ChatKind::parents).title.whole, "{class} · Родители");
    EXPECT_EQ(rule(profile, ChatKind::subject).title.whole, "{class} · {subject}");
    EXPECT_EQ(rule(profile, ChatKind::subject).created, Creation::by_hand);
    EXPECT_NE(rule(profile, ChatKind::subject).on_delete, OnDelete::forbidden);
}

TEST(ProfileTest, BarsVkDiffersFromBarsMaxByItsAdministrators) {
    const Profile vk = shipped("bars-vk");
    const Profile max = shipped("bars-max");
    ASSERT_EQ(vk.chats.size(), max.chats.size());
    EXPECT_EQ(vk.blocked, BlockedPeople::keep);
    for (std::size_t i = 0; i < vk.chats.size(); ++i) {
        EXPECT_EQ(texts(vk.chats[i].members), texts(max.chats[i].members)) << vk.chats[i].name;
        EXPECT_EQ(vk.chats[i].title.whole, max.chats[i].title.whole) << vk.chats[i].name;
        EXPECT_EQ(vk.chats[i].on_delete, max.chats[i].on_delete) << vk.chats[i].name;
    }
    EXPECT_THAT(texts(rule(vk, ChatKind::class_chat).admins), ElementsAre("class_teacher"));
    EXPECT_THAT(texts(rule(vk, ChatKind::parents).admins), ElementsAre("class_teacher"));
    EXPECT_THAT(texts(rule(vk, ChatKind::subject).admins), ElementsAre("group_teachers"));
    EXPECT_THAT(texts(rule(vk, ChatKind::staff).admins), ElementsAre("chats_admin"));
}

TEST(ProfileTest, DnevnikMakesChatsOnTheFirstClickOrWithTheFirstLesson) {
    const Profile profile = shipped("dnevnik");
    ASSERT_EQ(profile.chats.size(), 4U) << "custom chats are the messenger's own";
    EXPECT_THAT(texts(rule(profile, ChatKind::staff).members), ElementsAre("staff"));
    EXPECT_THAT(texts(rule(profile, ChatKind::staff).admins), ElementsAre("school_admin"));
    for (const ChatRule& chat : profile.chats) {
        EXPECT_EQ(chat.created, chat.kind == ChatKind::subject ? Creation::with_first_conference
                                                               : Creation::on_request);
        EXPECT_EQ(chat.on_delete, OnDelete::forbidden) << chat.name;
    }
    EXPECT_EQ(rule(profile, ChatKind::subject).title.whole, "{class} - {subject}");
}

TEST(ProfileTest, EzhdLeavesSubjectAndCustomChatsToTheTeacher) {
    const Profile profile = shipped("ezhd");
    ASSERT_EQ(profile.chats.size(), 5U);
    for (const ChatRule& chat : profile.chats) {
        const bool by_hand = chat.kind == ChatKind::subject || chat.kind == ChatKind::custom;
        EXPECT_EQ(chat.created, by_hand ? Creation::by_hand : Creation::automatically);
        EXPECT_EQ(chat.on_delete, by_hand ? OnDelete::detach : OnDelete::forbidden) << chat.name;
        EXPECT_EQ(chat.deletable_by,
                  by_hand ? std::vector<std::string>{"creator"} : std::vector<std::string>{});
    }
}

TEST(ProfileTest, RulesAreInOrderOfKind) {
    for (const auto* id : {"sgo", "bars-vk", "bars-max", "dnevnik", "ezhd"}) {
        EXPECT_TRUE(std::ranges::is_sorted(shipped(id).chats, {}, &ChatRule::kind));
    }
}

TEST(ProfileTest, SelectorsAreReadQuotedAndUnquoted) {
    const auto loaded = parse_profile(
        class_chat("[ staff(role: teacher or school_admin), "
                   "\"staff(position_type: other|teaching and role: teacher)\", staff, students ]"),
        "p.yaml");
    ASSERT_TRUE(loaded.value) << lines(loaded.problems);
    const auto& members = loaded.value->chats[0].members;
    ASSERT_EQ(members.size(), 4U);
    EXPECT_EQ(members[0].roles, staff_role::teacher | staff_role::school_admin);
    EXPECT_EQ(members[1].positions, 0b110);
    EXPECT_EQ(members[1].roles, staff_role::teacher);
    EXPECT_EQ(members[2].roles, 0);
    EXPECT_EQ(members[3].kind, SelectorKind::students);
}

TEST(ProfileTest, UnknownSelectorsNameThePlaceAndTheNearestWord) {
    EXPECT_EQ(refusal(class_chat("[ class_teacher, studnets ]")),
              "p.yaml:5:31: error: unknown selector 'studnets' (did you mean 'students'?)\n");
    EXPECT_EQ(refusal(class_chat("[ students, students ]")),
              "p.yaml:5:26: error: selector 'students' is here twice\n");
}

TEST(ProfileTest, WordsInsideASelectorHaveTheirOwnColumn) {
    EXPECT_THAT(refusal(class_chat("[ staff(role: techer) ]")),
                HasSubstr("p.yaml:5:28: error: unknown role 'techer' (did you mean 'teacher'?)"));
    EXPECT_THAT(refusal(class_chat("[ \"staff(rle: teacher)\" ]")),
                HasSubstr("p.yaml:5:23: error: unknown word 'rle' in staff(...) (did you mean "
                          "'role'?)"));
    EXPECT_THAT(refusal(class_chat("[ staff(position_type: teachin) ]")),
                HasSubstr("unknown position_type 'teachin' (did you mean 'teaching'?)"));
}

TEST(ProfileTest, SelectorsWithoutMeaningInAChatAreRefused) {
    EXPECT_THAT(refusal(class_chat("[ group_students ]")),
                HasSubstr("selector 'group_students' has no meaning in a class chat"));
    EXPECT_THAT(refusal("profile: p\nchats:\n  staff_room: { title: T, members: [ students ] }\n"),
                HasSubstr("selector 'students' has no meaning in a staff chat"));
    EXPECT_THAT(refusal(class_chat("[ students(role: teacher) ]")),
                HasSubstr("takes nothing in parentheses"));
    EXPECT_THAT(refusal(class_chat("[ staff(position_type: administration, teaching) ]")),
                HasSubstr("joined by 'or'"));
    EXPECT_THAT(refusal(class_chat("[]")), HasSubstr("'members' is empty"));
    EXPECT_THAT(refusal(class_chat("students")), HasSubstr("expected a list"));
}

TEST(ProfileTest, TitlesWithUnknownPlaceholdersAreRefused) {
    const auto with_title = [](const std::string& title) {
        return "profile: p\nchats:\n  class: { title: \"" + title + "\", members: [ students ] }\n";
    };
    EXPECT_THAT(refusal(with_title("Класс {clas}")),
                HasSubstr("p.yaml:3:27: error: unknown placeholder 'clas' in a title (did you "
                          "mean 'class'?)"));
    EXPECT_THAT(refusal(with_title("{class} {subject}")),
                HasSubstr("unknown placeholder 'subject'"));
    EXPECT_THAT(refusal(with_title("{class")), HasSubstr("'{' has no partner"));
    EXPECT_THAT(refusal(with_title("class}")), HasSubstr("'}' has no partner"));
    const auto same = parse_profile(with_title("Класс"), "p.yaml");
    EXPECT_TRUE(same.value);
    EXPECT_THAT(lines(same.problems), HasSubstr("every class chat would be called 'Класс'"));
}

TEST(ProfileTest, ElectivesHaveNoSingleClass) {
    EXPECT_THAT(refusal("profile: p\nchats:\n  subject: { title: \"{class}\", title_elective: "
                        "\"{class}\", members: [ group_students ] }\n"),
                HasSubstr("unknown placeholder 'class' in a title"));
}

TEST(ProfileTest, PolicyWordsAndKeysAreChecked) {
    const auto text = refusal(R"(profile: p
chats:
  class:
    per: school
    title: "{class}"
    title_elective: "{subject}"
    members: [ students ]
    created: automaticaly
    on_delete: forbidden
    deletable_by: [ school_admin, janitor ]
    stranger: keep
  custom: { created: automatically }
links: { on_unlink: stay, phone_format: abc }
people: { blocked: maybe }
conferences: { exclusive_per: school, title: "{klass}" }
permissions: { create: { class: [ anyone ] }, destroy: {} }
)");
    EXPECT_THAT(text, HasSubstr("4:10: error: 'per': found 'school', expected class"));
    EXPECT_THAT(text, HasSubstr("6:5: error: key 'title_elective' has no meaning in a class chat"));
    EXPECT_THAT(text, HasSubstr("8:14: error: 'created': found 'automaticaly'"));
    EXPECT_THAT(text, HasSubstr("did you mean 'automatically'?"));
    EXPECT_THAT(text, HasSubstr("10:35: error: 'deletable_by': found 'janitor'"));
    EXPECT_THAT(text, HasSubstr("'on_delete' is forbidden"));
    EXPECT_THAT(text, HasSubstr("11:5: error: unknown key 'stranger' in 'chats/*' (did you mean "
                                "'strangers'?)"));
    EXPECT_THAT(text, HasSubstr("a custom chat is always created by_hand"));
    EXPECT_THAT(text, HasSubstr("13:21: error: 'on_unlink': found 'stay'"));
    EXPECT_THAT(text, HasSubstr("'phone_format': found 'abc'"));
    EXPECT_THAT(text, HasSubstr("14:20: error: 'blocked': found 'maybe'"));
    EXPECT_THAT(text, HasSubstr("unknown placeholder 'klass'"));
    EXPECT_THAT(text, HasSubstr("16:35: error: 'class': found 'anyone'"));
    EXPECT_THAT(text, HasSubstr("unknown key 'destroy' in 'permissions'"));
}

TEST(ProfileTest, PoliciesHaveTheirDefaults) {
    const auto loaded = parse_profile(class_chat("[ students ]"), "p.yaml");
    ASSERT_TRUE(loaded.value) << lines(loaded.problems);
    const Profile& profile = *loaded.value;
    EXPECT_THAT(texts(profile.chats[0].admins_otherwise), ElementsAre("school_admin"));
    EXPECT_EQ(profile.chats[0].request_title, RequestTitle::ignore);
    EXPECT_EQ(profile.former_class_teacher, FormerClassTeacher::leaves);
    EXPECT_EQ(profile.conferences.exclusive_per, CallExclusivity::school_class);
    EXPECT_EQ(profile.conferences.when_busy, WhenBusy::refuse);
    EXPECT_EQ(profile.conferences.needs_lesson, LessonNeed::subject_chat);
    EXPECT_EQ(profile.conferences.planned_end, PlannedEnd::ends);
    EXPECT_EQ(profile.conferences.title, "");
}

TEST(ProfileTest, EveryPolicyIsReadAsItIsWritten) {
    const auto loaded = parse_profile(R"(profile: p
chats:
  class:
    title: "{class}"
    members: [ students ]
    admins_otherwise: [ chats_admin, staff(role: school_admin) ]
    request_title: use
people: { former_class_teacher: stays }
conferences:
  exclusive_per: group
  when_busy: end_running
  needs_lesson: always
  planned_end: keeps_running
  title: "{subject} {date}"
)",
                                      "p.yaml");
    ASSERT_TRUE(loaded.value) << lines(loaded.problems);
    const Profile& profile = *loaded.value;
    EXPECT_THAT(texts(profile.chats[0].admins_otherwise),
                ElementsAre("chats_admin", "staff(role: school_admin)"));
    EXPECT_EQ(profile.chats[0].request_title, RequestTitle::use);
    EXPECT_EQ(profile.former_class_teacher, FormerClassTeacher::stays);
    EXPECT_EQ(profile.conferences.exclusive_per, CallExclusivity::group);
    EXPECT_EQ(profile.conferences.when_busy, WhenBusy::end_running);
    EXPECT_EQ(profile.conferences.needs_lesson, LessonNeed::always);
    EXPECT_EQ(profile.conferences.planned_end, PlannedEnd::keeps_running);
    EXPECT_EQ(profile.conferences.title, "{subject} {date}");
}

TEST(ProfileTest, NobodyMayBeMeantToAdministerOtherwise) {
    const auto loaded =
        parse_profile(class_chat("[ students ]") + "    admins_otherwise: []\n", "p.yaml");
    ASSERT_TRUE(loaded.value) << lines(loaded.problems);
    EXPECT_THAT(loaded.value->chats[0].admins_otherwise, IsEmpty());
}

TEST(ProfileTest, WordsOfThePoliciesNameThePlaceAndTheNearestWord) {
    const auto text = refusal(R"(profile: p
chats:
  class:
    title: "{class}"
    members: [ students ]
    admin_otherwise: [ school_admin ]
    admins_otherwise: [ scool_admin ]
    request_title: used
  custom: { request_title: use }
people: { former_class_teacher: leave }
conferences: { exclusive_per: none, when_busy: refuze, planned_end: end, needs_lesson: alway }
)");
    EXPECT_THAT(text, HasSubstr("6:5: error: unknown key 'admin_otherwise' in 'chats/*' (did you "
                                "mean 'admins_otherwise'?)"));
    EXPECT_THAT(text, HasSubstr("7:25: error: unknown selector 'scool_admin' (did you mean "
                                "'school_admin'?)"));
    EXPECT_THAT(text, HasSubstr("8:20: error: 'request_title': found 'used'"));
    EXPECT_THAT(text, HasSubstr("did you mean 'use'?"));
    EXPECT_THAT(text, HasSubstr("9:13: error: key 'request_title' has no meaning in a custom"));
    EXPECT_THAT(text, HasSubstr("10:33: error: 'former_class_teacher': found 'leave'"));
    EXPECT_THAT(text, HasSubstr("did you mean 'leaves'?"));
    EXPECT_THAT(text, HasSubstr("11:48: error: 'when_busy': found 'refuze'"));
    EXPECT_THAT(text, HasSubstr("'when_busy' has no meaning where 'exclusive_per' is none"));
    EXPECT_THAT(text, HasSubstr("'planned_end': found 'end'"));
    EXPECT_THAT(text, HasSubstr("did you mean 'always'?"));
}

TEST(ProfileTest, WhatMustBeThereIsMissed) {
    EXPECT_THAT(refusal("title: x\n"), HasSubstr("'profile': found ''"));
    EXPECT_THAT(refusal("profile: p\n"), HasSubstr("'chats' is missing"));
    EXPECT_THAT(refusal("profile: Пэ\nchats: { custom: {} }\n"), HasSubstr("a short name"));
    EXPECT_THAT(refusal("profile: p\nchats: { class: {} }\n"), HasSubstr("'title' is missing"));
    EXPECT_THAT(refusal("profile: p\nchats: { class: {} }\n"), HasSubstr("'members' is missing"));
}

TEST(ProfileTest, TwoProfilesOfOneFolderNeedTwoNames) {
    const test::TemporaryDirectory folder;
    write_file(folder / "a.yaml", "profile: p\nchats: { custom: { per: request } }\n");
    write_file(folder / "b.yaml", "profile: p\nchats: { custom: { per: request } }\n");
    const auto loaded = load_profiles(folder.path(), {});
    EXPECT_FALSE(loaded.value);
    EXPECT_EQ(lines(loaded.problems), "b.yaml: error: profile 'p' exists twice in this folder\n");
}

}  // namespace
}  // namespace rosterd::config
