// What people in charge are told, through restarts and failures: each cause once, several together.
#include "daemon/notifications/notifier.hpp"

#include <boost/asio/co_spawn.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/safety_school.hpp"

namespace rosterd::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// What a channel took, and whether it takes anything; outlives the processes.
struct OtherSide {
    std::vector<NoticeDigest> taken{};
    std::size_t asked = 0;
    bool refuses = false;
};

class ChannelModel final : public NoticeChannel {
  public:
    ChannelModel(std::string name, OtherSide& other) : name_{std::move(name)}, other_{other} {}
    [[nodiscard]] std::string_view name() const override { return name_; }
    boost::asio::awaitable<Result<void>> send(NoticeDigest digest) override {
        ++other_.asked;
        if (other_.refuses) co_return Error{ErrorKind::transient, "not now"};
        other_.taken.push_back(std::move(digest));
        co_return Result<void>{};
    }

  private:
    std::string name_;
    OtherSide& other_;
};

class NotifierTest : public SafetySchool {
  protected:
    NotifierTest() {
        school_.before_work = [this](Daemon& daemon) { begin_notifier(daemon); };
        restart();
    }
    ~NotifierTest() override { end(); }
    NotifierTest(const NotifierTest&) = delete;
    NotifierTest& operator=(const NotifierTest&) = delete;

    void begin_notifier(Daemon& daemon) {
        std::vector<std::unique_ptr<NoticeChannel>> channels;
        channels.push_back(std::make_unique<ChannelModel>("mail", mail_));
        if (with_webhook_) channels.push_back(std::make_unique<ChannelModel>("webhook", webhook_));
        notifier_ =
            std::make_unique<Notifier>(NotifierParts{.loop = school_.executor(),
                                                     .store = {school_.store(), school_.executor()},
                                                     .clock = school_.clock(),
                                                     .notices = daemon.notices(),
                                                     .accounts = daemon.accounts(),
                                                     .channels = std::move(channels)},
                                       NotifierSettings{.digest = std::chrono::minutes{15},
                                                        .language = NoticeLanguage::english,
                                                        .machine = "gym7"});
        boost::asio::co_spawn(school_.executor(), notifier_->run(),
                              [](const std::exception_ptr& bug) {
                                  if (bug) std::rethrow_exception(bug);
                              });
    }
    void end() {
        if (notifier_) notifier_->stop();
        school_.switch_off();
        notifier_.reset();
    }
    void restart() {
        end();
        school_.switch_on();
        minutes(1);
    }
    /// So many of the class leave the school: a hold.
    void leave(int count) {
        rosterd::testing::RosterMaker fewer = maker_;
        for (int i = 1; i <= count; ++i) fewer.end_enrolment("5a", pupil(i));
        journal_says(fewer);
    }
    [[nodiscard]] std::string hold() const { return school_.state().holds.at(0).id; }

    OtherSide mail_;
    OtherSide webhook_;
    bool with_webhook_ = true;

  private:
    std::unique_ptr<Notifier> notifier_;
};

TEST_F(NotifierTest, ACauseIsToldOnceOnEachChannelHoweverOftenTheProcessBegins) {
    leave(8);
    minutes(1);
    ASSERT_THAT(mail_.taken, SizeIs(1));
    EXPECT_THAT(mail_.taken[0].text, HasSubstr("rosterctl approve " + hold()));
    EXPECT_EQ(mail_.taken[0].subject, "rosterd gym7: holds: 1");
    EXPECT_THAT(webhook_.taken, SizeIs(1));
    for (int i = 0; i < 3; ++i) {
        restart();
        ASSERT_THAT(school_.state().holds, SizeIs(1));
        minutes(60);
    }
    EXPECT_THAT(mail_.taken, SizeIs(1));
    EXPECT_THAT(webhook_.taken, SizeIs(1));
}

TEST_F(NotifierTest, CausesThatComeTogetherAreOneMessageAndLaterOnesWait) {
    const Notices& notices = school_.daemon().notices();
    notices.tell(HoldCreated{"17", "3f9ac1", GuardKind::chat, "7 of 28 would leave"});
    school_.run_until(school_.now() + 20);
    notices.tell(AccountDown{"main", Platform::vk, "error 5"});
    EXPECT_THAT(mail_.taken, IsEmpty()) << "what comes within half a minute goes together";
    minutes(1);
    ASSERT_THAT(mail_.taken, SizeIs(1));
    EXPECT_THAT(mail_.taken[0].text, AllOf(HasSubstr("Waiting for a decision (1)"),
                                           HasSubstr("Accounts that are down (1)")));
    notices.tell(HoldCreated{"17", "40aaaa", GuardKind::chat, "8 of 28 would leave"});
    minutes(5);
    EXPECT_THAT(mail_.taken, SizeIs(1)) << "a quarter of an hour has not passed";
    minutes(15);
    ASSERT_THAT(mail_.taken, SizeIs(2));
    EXPECT_THAT(mail_.taken[1].text, AllOf(HasSubstr("40aaaa"), Not(HasSubstr("3f9ac1"))));
}

TEST_F(NotifierTest, WhatAChannelRefusesIsToldWhenItWorksAgainAndTheOtherDoesNotWait) {
    mail_.refuses = true;
    leave(8);
    minutes(1);
    EXPECT_THAT(webhook_.taken, SizeIs(1));
    const std::size_t asked = mail_.asked;
    EXPECT_GE(asked, 1U);
    minutes(60);
    EXPECT_LE(mail_.asked, asked + 5) << "not more often than digests go out";
    restart();
    mail_.refuses = false;
    minutes(20);
    EXPECT_THAT(mail_.taken, SizeIs(1));
    EXPECT_THAT(webhook_.taken, SizeIs(1));
}

TEST_F(NotifierTest, NothingIsToldThatTheStoreDoesNotHave) {
    school_.store().fault = [](std::string_view method) -> std::optional<Error> {
        if (method != "save_notices") return std::nullopt;
        return Error{ErrorKind::transient, "store: disk full"};
    };
    leave(8);
    minutes(30);
    EXPECT_EQ(mail_.asked, 0U);
    school_.store().fault = {};
    minutes(2);
    EXPECT_THAT(mail_.taken, SizeIs(1));
}

TEST_F(NotifierTest, AProcessThatDiesAfterTellingTellsTheSameMessageAgain) {
    bool told = false;
    school_.store().fault = [&](std::string_view method) -> std::optional<Error> {
        if (method == "save_notices" && !mail_.taken.empty()) told = true;
        if (!told) return std::nullopt;
        return Error{ErrorKind::transient, "store: the process is dead"};
    };
    leave(8);
    minutes(1);
    end();
    school_.store().fault = {};
    school_.switch_on();
    minutes(2);
    ASSERT_THAT(mail_.taken, SizeIs(2));
    EXPECT_EQ(mail_.taken[0].id, mail_.taken[1].id) << "who gets both can tell";
    minutes(60);
    EXPECT_THAT(mail_.taken, SizeIs(2));
}

TEST_F(NotifierTest, AnAccountThatWorkedInBetweenIsToldAgain) {
    school_.account().credential_good = false;
    resync();
    minutes(2);
    ASSERT_THAT(mail_.taken, SizeIs(1));
    restart();
    minutes(60);
    EXPECT_THAT(mail_.taken, SizeIs(1)) << "it is the same";
    school_.account().credential_good = true;
    minutes(20);
    resync();
    minutes(2);
    school_.account().credential_good = false;
    resync();
    minutes(20);
    EXPECT_THAT(mail_.taken, SizeIs(2));
}

TEST_F(NotifierTest, WhatNoChannelTellsAnyMoreIsForgotten) {
    webhook_.refuses = true;
    leave(8);
    minutes(20);
    with_webhook_ = false;
    restart();
    minutes(2);
    const auto kept = school_.store().notices().value();
    ASSERT_THAT(kept, SizeIs(1));
    EXPECT_EQ(kept[0].channel, "mail");
}

}  // namespace
}  // namespace rosterd::test
