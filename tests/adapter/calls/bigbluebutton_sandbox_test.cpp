// Our BigBlueButton client against the sandbox's server: what it makes there, and what goes wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bigbluebutton_world.hpp"

namespace rosterd::calls {
namespace {

using sandbox::FaultKind;
using test::BigBlueButtonWorld;
using testing::HasSubstr;
using testing::Not;

class BigBlueButtonTest : public testing::Test {
  protected:
    static CallWish wish(int n = 1) {
        return {.key = "17/" + std::to_string(n),
                .room = "17/5a",
                .title = "Алгебра, 5 «А»",
                .length = std::chrono::minutes{45}};
    }
    std::vector<Result<Call>> start_many(CallProvider& provider, int count) {
        std::vector<CallWish> wishes;
        for (int n = 0; n < count; ++n) wishes.push_back(wish(n));
        return world_.run(provider.start(std::move(wishes), Priority::urgent));
    }
    Result<Call> start(CallProvider& provider) {
        std::vector<CallWish> wishes{wish()};
        return world_.run(provider.start(std::move(wishes), Priority::urgent)).at(0);
    }
    Result<Call> start() { return start(world_.provider()); }
    Result<void> finish(Call call) {
        std::vector<Call> calls{std::move(call)};
        return world_.run(world_.provider().finish(std::move(calls), Priority::live)).at(0);
    }
    Result<CallState> look(Call call) {
        std::vector<Call> calls{std::move(call)};
        return world_.run(world_.provider().look(std::move(calls), Priority::sweep)).at(0);
    }
    std::string info(const Call& call) {
        return world_.ask("getMeetingInfo", meeting_parameters(call.id)).body;
    }

    BigBlueButtonWorld world_;
};

TEST_F(BigBlueButtonTest, TheMeetingIsMadeAsALessonNeedsIt) {
    const auto call = start();
    ASSERT_TRUE(call) << call.error().what;
    EXPECT_THAT(info(*call), HasSubstr("<meetingName>Алгебра 5 «А»</meetingName>"));
    EXPECT_THAT(info(*call), HasSubstr("<duration>60</duration>"));
    EXPECT_THAT(info(*call), HasSubstr("<recording>false</recording>"));
}

TEST_F(BigBlueButtonTest, TheLinkOfTheChatLeadsIntoTheLobby) {
    const Call call = start().value();
    EXPECT_EQ(world_.follow(call.join_link).status, 302);
    EXPECT_THAT(info(call), HasSubstr("<participantCount>0</participantCount>"));
    EXPECT_EQ(look(call).value(), CallState::empty);
}

TEST_F(BigBlueButtonTest, PersonalLinksLeadInsideWithNameAndRole) {
    const Call call = start().value();
    const CallProvider& provider = world_.provider();
    const auto teacher = provider.personal_link(call, "Анна & Co", CallRole::moderator);
    EXPECT_EQ(world_.follow(teacher).status, 302);
    EXPECT_EQ(look(call).value(), CallState::running);
    EXPECT_THAT(info(call), HasSubstr("<fullName>Анна &amp; Co</fullName><role>MODERATOR</role>"));
    const auto pupil = provider.personal_link(call, "Борис", CallRole::participant);
    EXPECT_EQ(world_.follow(pupil).status, 302);
    EXPECT_THAT(info(call), HasSubstr("<fullName>Борис</fullName><role>VIEWER</role>"));
}

TEST_F(BigBlueButtonTest, AnEndedMeetingIsGone) {
    const Call call = start().value();
    ASSERT_TRUE(finish(call));
    EXPECT_EQ(look(call).value(), CallState::gone);
    EXPECT_TRUE(finish(call));
    EXPECT_EQ(look({.id = "rosterd-nowhere", .join_link = ""}).value(), CallState::gone);
}

TEST_F(BigBlueButtonTest, AMeetingOfSomebodyElseIsRefused) {
    world_.spoil(wish());
    const auto call = start();
    ASSERT_FALSE(call);
    EXPECT_EQ(call.error().kind, ErrorKind::refused);
    EXPECT_EQ(call.error().what, "create: idNotUnique");
}

TEST_F(BigBlueButtonTest, AWrongSecretIsAMatterOfAuthorityAndStaysSecret) {
    auto options = world_.options();
    options.secret = "another s3cret";
    const auto provider = world_.connect(options);
    const auto call = start(*provider);
    ASSERT_FALSE(call);
    EXPECT_EQ(call.error().kind, ErrorKind::authority);
    EXPECT_THAT(call.error().what + call.error().hint, Not(HasSubstr("s3cret")));
    EXPECT_THAT(call.error().what + call.error().hint, Not(HasSubstr("checksum=")));
}

TEST_F(BigBlueButtonTest, ALostAnswerMakesNoSecondMeeting) {
    world_.fault(FaultKind::lose_answer, "create");
    const auto lost = start();
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().kind, ErrorKind::unknown_outcome);
    EXPECT_TRUE(start());
    const std::string all = world_.ask("getMeetings", {}).body;
    EXPECT_EQ(all.find("<meetingID>"), all.rfind("<meetingID>")) << all;
}

TEST_F(BigBlueButtonTest, ALostEndIsEndedNextTime) {
    const Call call = start().value();
    world_.fault(FaultKind::lose_answer, "end", 2);  // on a kept connection a GET goes out twice
    const auto lost = finish(call);
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().kind, ErrorKind::unknown_outcome);
    EXPECT_TRUE(finish(call));
}

struct Trouble {
    std::string name;
    FaultKind fault;
};
class BigBlueButtonTroubleTest : public BigBlueButtonTest,
                                 public testing::WithParamInterface<Trouble> {};

TEST_P(BigBlueButtonTroubleTest, IsInDoubtAndOverWithTheNextRequest) {
    world_.fault(GetParam().fault, "create");
    const auto bad = start();
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().kind, ErrorKind::unknown_outcome) << bad.error().what;
    const auto call = start();
    ASSERT_TRUE(call) << call.error().what;
    world_.fault(GetParam().fault, "isMeetingRunning");
    EXPECT_FALSE(look(*call));
    EXPECT_EQ(look(*call).value(), CallState::empty);
}

INSTANTIATE_TEST_SUITE_P(Table, BigBlueButtonTroubleTest,
                         testing::Values(Trouble{"APageInsteadOfAnAnswer", FaultKind::html},
                                         Trouble{"Status500", FaultKind::http_500},
                                         Trouble{"ACutAnswer", FaultKind::truncate}),
                         [](const auto& row) { return row.param.name; });

TEST_F(BigBlueButtonTest, OneBadAnswerDoesNotStopTheOthers) {
    world_.fault(FaultKind::html, "create");
    const auto calls = start_many(world_.provider(), 50);
    EXPECT_EQ(std::ranges::count_if(calls, [](const auto& call) { return !call; }), 1);
}

TEST_F(BigBlueButtonTest, ADeadServerFailsEveryWishAsTransient) {
    world_.stop_server();
    const auto calls = start_many(world_.provider(), 500);
    ASSERT_EQ(calls.size(), 500U);
    for (const auto& call : calls) {
        ASSERT_FALSE(call);
        EXPECT_EQ(call.error().kind, ErrorKind::transient) << call.error().what;
    }
}

}  // namespace
}  // namespace rosterd::calls
