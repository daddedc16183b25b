// messages.edit and messages.getHistory, and sending to several peers at once.
#include <gtest/gtest.h>

#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox {
namespace {

using testing::Bench;

/// A chat of the school with the teacher in it, and a message of the school there.
class HistoryTest : public ::testing::Test {
  protected:
    HistoryTest() {
        peer_ = Bench::peer(bench_.chat("school", "7Б", "17"));
        teachers_peer_ =
            Bench::peer(std::to_string(bench_.sandbox.world().number_of(17, 1).value()));
        send("school", peer_, "Урок в 9:00", "1");
    }

    json::value send(const std::string& token, const std::string& peer, const std::string& text,
                     const std::string& random_id) {
        return bench_.done(token, "messages.send",
                           {{"peer_ids", peer}, {"message", text}, {"random_id", random_id}});
    }

    std::int64_t edit(const std::string& token, Parameters parameters) {
        parameters.try_emplace("message", "Урок в 10:00");
        return bench_.code(token, "messages.edit", std::move(parameters));
    }

    const Message& message(std::size_t index) {
        return bench_.sandbox.world().find(1)->messages.at(index);
    }

    Bench bench_;
    std::string peer_;
    std::string teachers_peer_;
};

TEST_F(HistoryTest, TheAuthorEditsHisMessageAndItsNumberStays) {
    EXPECT_EQ(bench_.done("school", "messages.edit",
                          {{"peer_id", peer_}, {"cmid", "1"}, {"message", "Урок в 10:00"}}),
              json::value(1));
    EXPECT_EQ(message(0).text, "Урок в 10:00");
    EXPECT_EQ(message(0).number, 1);
    EXPECT_TRUE(message(0).edited);
    EXPECT_EQ(bench_.sandbox.world().find(1)->messages_total, 1);
    const auto id = send("teacher", teachers_peer_, "!", "2").at(0).at("message_id").as_int64();
    EXPECT_EQ(edit("teacher", {{"peer_id", teachers_peer_}, {"message_id", std::to_string(id)}}),
              0);
    EXPECT_EQ(message(1).text, "Урок в 10:00");
    EXPECT_EQ(edit("teacher", {{"peer_id", teachers_peer_}, {"conversation_message_id", "2"}}), 0);
}

TEST_F(HistoryTest, OthersOldAndUnknownMessagesAreNotEdited) {
    EXPECT_EQ(edit("teacher", {{"peer_id", teachers_peer_}, {"cmid", "1"}}), 15);
    EXPECT_EQ(edit("school", {{"peer_id", peer_}, {"cmid", "2"}}), 15);
    EXPECT_EQ(edit("school", {{"peer_id", "18"}, {"cmid", "1"}}), 15);
    EXPECT_EQ(edit("lyceum", {{"peer_id", peer_}, {"cmid", "1"}}), 917);
    EXPECT_EQ(edit("school", {{"peer_id", peer_}}), 100);
    EXPECT_EQ(edit("school", {{"cmid", "1"}}), 100);
    EXPECT_EQ(edit("school", {{"peer_id", peer_}, {"cmid", "1"}, {"message", ""}}), 100);
    EXPECT_EQ(
        edit("school", {{"peer_id", peer_}, {"cmid", "1"}, {"message", std::string(4097, 'x')}}),
        914);
    bench_.now += std::chrono::hours{24} - std::chrono::seconds{1};
    EXPECT_EQ(edit("school", {{"peer_id", peer_}, {"cmid", "1"}}), 0);
    bench_.now += std::chrono::seconds{1};
    EXPECT_EQ(edit("school", {{"peer_id", peer_}, {"cmid", "1"}}), 909);
    ASSERT_TRUE(bench_.sandbox.world().set_read_only(1, true).has_value());
    EXPECT_EQ(edit("school", {{"peer_id", peer_}, {"cmid", "1"}}), 1012);
}

TEST_F(HistoryTest, AMessageToAPersonIsEditedByItsId) {
    const auto id = send("school", "17", "Ссылка", "7").at(0).at("message_id").as_int64();
    EXPECT_EQ(edit("school", {{"peer_id", "17"}, {"message_id", std::to_string(id)}}), 0);
    EXPECT_TRUE(bench_.sandbox.world().dialogs().at({-500, 17}).messages.front().edited);
}

TEST_F(HistoryTest, TheNewestMessageComesFirst) {
    send("teacher", teachers_peer_, "Хорошо", "5");
    const auto history = bench_.done("school", "messages.getHistory", {{"peer_id", peer_}});
    EXPECT_EQ(history.at("count"), 2);
    const auto& newest = history.at("items").at(0);
    EXPECT_EQ(newest.at("text"), "Хорошо");
    EXPECT_EQ(newest.at("from_id"), 17);
    EXPECT_EQ(newest.at("out"), 0);
    EXPECT_EQ(newest.at("random_id"), 0);  // only the author sees it
    EXPECT_EQ(newest.at("conversation_message_id"), 2);
    const auto& own = history.at("items").at(1);
    EXPECT_EQ(own.at("out"), 1);
    EXPECT_EQ(own.at("id"), 0);
    EXPECT_EQ(own.at("random_id"), 1);
    EXPECT_EQ(own.at("date"), unix_seconds(bench_.now));
    EXPECT_EQ(std::to_string(own.at("peer_id").as_int64()), peer_);
}

TEST_F(HistoryTest, PagesAreCutByCountAndOffset) {
    for (int i = 2; i <= 30; ++i) send("school", peer_, std::to_string(i), std::to_string(i));
    const auto page = [&](const std::string& count, const std::string& offset) {
        return bench_.done("school", "messages.getHistory",
                           {{"peer_id", peer_}, {"count", count}, {"offset", offset}});
    };
    EXPECT_EQ(page("", "").at("items").as_array().size(), 20U);
    EXPECT_EQ(page("2", "28").at("items").at(0).at("text"), "2");
    EXPECT_EQ(page("200", "29").at("items").as_array().size(), 1U);
    EXPECT_TRUE(page("5", "100").at("items").as_array().empty());
    EXPECT_EQ(page("5", "100").at("count"), 30);
    for (const char* count : {"0", "201", "x"}) {
        EXPECT_EQ(
            bench_.code("school", "messages.getHistory", {{"peer_id", peer_}, {"count", count}}),
            100);
    }
    EXPECT_EQ(bench_.code("lyceum", "messages.getHistory", {{"peer_id", peer_}}), 917);
    EXPECT_EQ(bench_.code("school", "messages.getHistory"), 100);
}

TEST_F(HistoryTest, ADialogShowsBothSides) {
    send("teacher", "18", "Вы свободны?", "1");
    send("director", "17", "Да", "1");
    const auto history = bench_.done("director", "messages.getHistory", {{"peer_id", "17"}});
    EXPECT_EQ(history.at("count"), 2);
    EXPECT_EQ(history.at("items").at(0).at("text"), "Да");
    EXPECT_EQ(history.at("items").at(0).at("out"), 1);
    EXPECT_EQ(history.at("items").at(1).at("out"), 0);
    EXPECT_EQ(bench_.code("teacher", "messages.getHistory", {{"peer_id", "0"}}), 936);
}

TEST_F(HistoryTest, ARepeatedSendToPeersAnswersTheSameAndWritesNothing) {
    const std::string peers = peer_ + ",17,2000000099";
    const auto first = send("school", peers, "Ссылка", "9");
    EXPECT_EQ(first.at(0).at("message_id"), 0);
    EXPECT_EQ(first.at(0).at("conversation_message_id"), 2);
    EXPECT_EQ(first.at(2).at("error").at("code"), 917);
    EXPECT_TRUE(first.at(2).at("error").at("description").is_string());
    EXPECT_EQ(send("school", peers, "Ссылка", "9"), first);
    EXPECT_EQ(bench_.sandbox.world().find(1)->messages_total, 2);
    EXPECT_EQ(bench_.sandbox.world().dialogs().at({-500, 17}).messages_total, 1);
    bench_.now += std::chrono::minutes{61};
    EXPECT_EQ(send("school", peer_, "Ссылка", "9").at(0).at("conversation_message_id"), 3);
}

}  // namespace
}  // namespace rosterd::sandbox
