// What MAX's refusals mean, by code, status and call.
#include "adapters/platform/max/max_error.hpp"

#include <gtest/gtest.h>

namespace rosterd::max {
namespace {

std::string kind_of(MaxError error, CallKind kind) {
    const Verdict verdict = judge(error, kind);
    return verdict.error ? std::string{to_string(verdict.error->kind)} : "none";
}

TEST(MaxErrorTest, ADeadTokenStopsTheAccount) {
    const Verdict verdict = judge({401, "verify.token", "Invalid access_token"}, CallKind::chat);
    EXPECT_EQ(to_string(verdict.error->kind), "authority");
    EXPECT_TRUE(verdict.stops_account);
    EXPECT_EQ(verdict.error->what, "verify.token (HTTP 401): the token is not valid");
    EXPECT_TRUE(judge({401, "", ""}, CallKind::add).stops_account);
    EXPECT_FALSE(judge({403, "access.denied", ""}, CallKind::add).stops_account);
}

TEST(MaxErrorTest, ADenialConcernsThePersonOrTheChat) {
    const MaxError suspended{403, "chat.denied", "Key: error.dialog.suspended, args: [77,]."};
    const Verdict person = judge(suspended, CallKind::direct);
    EXPECT_EQ(to_string(person.error->kind), "permanent_person");
    EXPECT_EQ(person.error->what.find("77"), std::string::npos) << "MAX's texts stay inside";
    EXPECT_NE(person.error->hint.find("press Start"), std::string::npos);
    EXPECT_EQ(kind_of(suspended, CallKind::post), "permanent_chat");
}

TEST(MaxErrorTest, AHintNamesTheMissingPermission) {
    const auto hint = [](CallKind kind) {
        return judge({403, "access.denied", ""}, kind).error->hint;
    };
    EXPECT_NE(hint(CallKind::members).find("read_all_messages"), std::string::npos);
    EXPECT_NE(hint(CallKind::add).find("add_remove_members"), std::string::npos);
    EXPECT_NE(hint(CallKind::remove).find("add_remove_members"), std::string::npos);
    EXPECT_NE(hint(CallKind::promote).find("add_admins"), std::string::npos);
    EXPECT_NE(hint(CallKind::rename).find("change_chat_info"), std::string::npos);
}

TEST(MaxErrorTest, OneMissingPermissionLeavesTheRestOfTheChatToBeDone) {
    const MaxError denied{403, "access.denied", ""};
    const MaxError told{200, "", "Insufficient access rights to perform this action"};
    for (const CallKind kind : {CallKind::add, CallKind::promote, CallKind::demote}) {
        EXPECT_EQ(kind_of(denied, kind), "permanent_person");
        EXPECT_EQ(kind_of(told, kind), "permanent_person");
        EXPECT_FALSE(judge(told, kind).error->hint.empty());
    }
    EXPECT_EQ(kind_of(denied, CallKind::remove), "permanent_chat");
    EXPECT_EQ(kind_of(denied, CallKind::members), "permanent_chat");
    EXPECT_EQ(kind_of(denied, CallKind::rename), "permanent_chat");
    EXPECT_EQ(kind_of({404, "chat.not.found", ""}, CallKind::promote), "permanent_chat");
}

TEST(MaxErrorTest, WhatIsMissingDependsOnTheCall) {
    EXPECT_EQ(kind_of({404, "chat.not.found", "Chat 5 not found"}, CallKind::members),
              "permanent_chat");
    EXPECT_EQ(kind_of({404, "chat.not.found", ""}, CallKind::remove), "permanent_chat");
    EXPECT_EQ(kind_of({404, "chat.not.found", ""}, CallKind::direct), "permanent_person");
    EXPECT_EQ(kind_of({404, "not.found", ""}, CallKind::remove), "permanent_person");
    EXPECT_EQ(kind_of({404, "not.found", ""}, CallKind::edit), "permanent_chat");
    EXPECT_EQ(kind_of({404, "", ""}, CallKind::events), "our_bug");
}

TEST(MaxErrorTest, AFailureInsideLeavesAWriteInDoubt) {
    EXPECT_EQ(kind_of({500, "internal", ""}, CallKind::members), "transient");
    EXPECT_EQ(kind_of({500, "internal", ""}, CallKind::add), "unknown_outcome");
    EXPECT_EQ(kind_of({502, "", ""}, CallKind::post), "unknown_outcome");
    EXPECT_EQ(kind_of({504, "", ""}, CallKind::rename), "unknown_outcome");
    EXPECT_EQ(kind_of({503, "service.unavailable", ""}, CallKind::post), "transient");
    EXPECT_TRUE(judge({500, "internal", ""}, CallKind::remove).reread);
    EXPECT_FALSE(judge({500, "internal", ""}, CallKind::post).reread);
    EXPECT_TRUE(judge({500, "internal", ""}, CallKind::post).nobody_answers);
    EXPECT_FALSE(judge({403, "access.denied", ""}, CallKind::post).nobody_answers);
}

TEST(MaxErrorTest, SuccessFalseIsReadByItsText) {
    const std::string rights = "Insufficient access rights to perform this action";
    EXPECT_EQ(kind_of({200, "", rights}, CallKind::remove), "permanent_chat");
    EXPECT_EQ(kind_of({200, "", "no"}, CallKind::remove), "permanent_person");
    EXPECT_EQ(kind_of({200, "", "no"}, CallKind::promote), "permanent_person");
    EXPECT_EQ(kind_of({200, "", "no"}, CallKind::leave), "permanent_chat");
    EXPECT_TRUE(tells_of_rights({200, "", rights}));
    EXPECT_FALSE(tells_of_rights({200, "", "no"}));
}

TEST(MaxErrorTest, AWithdrawnMethodIsNoWonder) {
    EXPECT_TRUE(may_have_vanished({404, "not.found", ""}));
    EXPECT_TRUE(may_have_vanished({405, "method.not.allowed", ""}));
    EXPECT_FALSE(may_have_vanished({403, "access.denied", ""}));
    EXPECT_EQ(kind_of({405, "method.not.allowed", ""}, CallKind::events), "refused");
    EXPECT_EQ(kind_of({405, "method.not.allowed", ""}, CallKind::rename), "our_bug");
    EXPECT_NE(adding_withdrawn(405).what.find("HTTP 405"), std::string::npos);
}

TEST(MaxErrorTest, UnknownCodesCountByTheirStatusAndAreNamedOnlyWhenHarmless) {
    EXPECT_EQ(kind_of({403, "brand.new", ""}, CallKind::post), "permanent_chat");
    EXPECT_EQ(kind_of({429, "brand.new", ""}, CallKind::post), "transient");
    EXPECT_EQ(kind_of({418, "brand.new", ""}, CallKind::post), "our_bug");
    EXPECT_EQ(judge({418, "brand.new", ""}, CallKind::post).error->what.find("brand.new"), 0U);
    EXPECT_EQ(judge({418, "Иванов +7999", ""}, CallKind::post).error->what.find("HTTP 418"), 0U);
    EXPECT_EQ(printable_code(std::string(41, 'a')), "");
}

TEST(MaxErrorTest, TheQuotaIsToldByStatusOrCode) {
    EXPECT_TRUE(is_too_many({429, "", ""}));
    EXPECT_TRUE(is_too_many({200, "too.many.requests", ""}));
    EXPECT_FALSE(is_too_many({503, "service.unavailable", ""}));
}

TEST(MaxErrorTest, AReasonOfAnAdditionIsThePersons) {
    EXPECT_EQ(to_string(not_added("add.participant.privacy").kind), "permanent_person");
    EXPECT_NE(not_added("add.participant.privacy").hint.find("invite link"), std::string::npos);
    EXPECT_EQ(to_string(not_added("add.participant.not.found").kind), "permanent_person");
    EXPECT_EQ(not_added("add.participant.new").what.find("add.participant.new"), 0U);
    EXPECT_EQ(not_added("").what, "no reason told: the person was not added");
}

}  // namespace
}  // namespace rosterd::max
