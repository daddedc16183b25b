// One message for several causes: its words, its limits, its JSON.
#include "daemon/notifications/digest_text.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <string>
#include <vector>

namespace rosterd {
namespace {

using testing::HasSubstr;
using testing::Not;

KeptNotice a_hold(const std::string& id = "3f9ac1") {
    return {.channel = "mail",
            .kind = NoticeKind::hold,
            .school = "17",
            .subject = id,
            .word = "chat",
            .detail = "7 of 28 people would leave class/7v",
            .noticed_at = 1'790'812'800};
}
KeptNotice a_lesson(const std::string& reason) {
    return {.channel = "mail",
            .kind = NoticeKind::conference,
            .school = "17",
            .subject = "c-12",
            .word = "provider",
            .detail = reason,
            .noticed_at = 1'790'812'800};
}
KeptNotice an_account() {
    return {.channel = "mail",
            .kind = NoticeKind::account,
            .school = "",
            .subject = "main",
            .word = "max",
            .detail = "error 5: authorisation",
            .noticed_at = 1'790'812'801};
}

TEST(DigestTextTest, SaysWhatHappenedAndWhatToDo) {
    const std::vector notices{a_hold(), a_lesson("timeout"), an_account()};
    const NoticeDigest digest = digest_of(notices, NoticeLanguage::russian, "gym7");
    EXPECT_EQ(digest.subject,
              "rosterd gym7: не работают аккаунты: 1, ждут решения: 1, не начались уроки: 1");
    EXPECT_THAT(digest.text, HasSubstr("Ждут решения (1)\n  школа 17: из одного чата вышло бы "
                                       "слишком много людей\n    7 of 28 people"));
    EXPECT_THAT(digest.text, HasSubstr("rosterctl approve 3f9ac1\n    rosterctl reject 3f9ac1\n"));
    EXPECT_THAT(digest.text,
                HasSubstr("школа 17, созвон c-12: сервис звонков не смог начать (timeout)\n"));
    EXPECT_THAT(digest.text, HasSubstr("  main (max): error 5: authorisation\n"));
    const NoticeDigest english = digest_of(notices, NoticeLanguage::english, "gym7");
    EXPECT_THAT(english.text, HasSubstr("too many would leave one chat"));
    EXPECT_EQ(english.id, digest.id) << "the same causes";
}

TEST(DigestTextTest, TheCodeOfAMessageIsSaidAsTheMessage) {
    const std::vector notices{a_lesson("chat_is_deleted")};
    EXPECT_THAT(digest_of(notices, NoticeLanguage::russian, "m").text, HasSubstr(": Чат удалён\n"));
}

TEST(DigestTextTest, OfAKindThatIsNotThereNothingIsSaid) {
    const std::vector notices{an_account()};
    const NoticeDigest digest = digest_of(notices, NoticeLanguage::russian, "m");
    EXPECT_EQ(digest.subject, "rosterd m: не работают аккаунты: 1");
    EXPECT_THAT(digest.text, Not(HasSubstr("Ждут решения")));
}

TEST(DigestTextTest, ThirtyOfAKindAreTold) {
    std::vector<KeptNotice> notices;
    for (int i = 0; i < 33; ++i) notices.push_back(a_hold(fmt::format("hold-{:02}", i)));
    const NoticeDigest digest = digest_of(notices, NoticeLanguage::english, "m");
    EXPECT_THAT(digest.text, HasSubstr("Waiting for a decision (33)"));
    EXPECT_THAT(digest.text, HasSubstr("hold-29"));
    EXPECT_THAT(digest.text, Not(HasSubstr("hold-30")));
    EXPECT_THAT(digest.text, HasSubstr("and more: 3\n"));
    const auto json = boost::json::parse(digest.json).as_object();
    EXPECT_EQ(json.at("notices").as_array().size(), 33U) << "programs read all of them";
}

TEST(DigestTextTest, TheJsonNamesEachKindsOwnWord) {
    const std::vector notices{a_hold(), a_lesson("timeout"), an_account()};
    const NoticeDigest digest = digest_of(notices, NoticeLanguage::russian, "gym7");
    const auto json = boost::json::parse(digest.json).as_object();
    EXPECT_EQ(std::string{json.at("id").as_string()}, digest.id);
    EXPECT_EQ(json.at("machine"), "gym7");
    const boost::json::object hold{{"kind", "hold"},
                                   {"school", "17"},
                                   {"id", "3f9ac1"},
                                   {"guard", "chat"},
                                   {"reason", "7 of 28 people would leave class/7v"},
                                   {"noticed_at", "2026-10-01T00:00:00Z"}};
    const boost::json::array& all = json.at("notices").as_array();
    EXPECT_EQ(all.at(0), hold);
    EXPECT_EQ(all.at(1).at("cause"), "provider");
    EXPECT_EQ(all.at(2).at("platform"), "max");
    EXPECT_FALSE(all.at(2).as_object().contains("school"));
}

TEST(DigestTextTest, AnotherCauseIsAnotherMessage) {
    const std::vector one{a_hold()};
    const std::vector two{a_hold(), an_account()};
    KeptNotice later = a_hold();
    later.noticed_at += 1;
    const auto id = [](const std::vector<KeptNotice>& notices) {
        return digest_of(notices, NoticeLanguage::russian, "m").id;
    };
    EXPECT_NE(id(one), id(two));
    EXPECT_NE(id(one), id({later}));
    EXPECT_EQ(id(one), id({a_hold()}));
}

}  // namespace
}  // namespace rosterd
