// What the record holds of an exchange, and what it must not hold.
#include "adapters/sandbox/recorder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/temporary_directory.hpp"
#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox::testing {
namespace {

class RecorderTest : public ::testing::Test {
  protected:
    void SetUp() override {
        auto opened = Recorder::open(folder());
        ASSERT_TRUE(opened) << opened.error().what;
        recorder_ = std::move(*opened);
        bench_.sandbox.record(*recorder_);
    }

    std::string folder() const { return directory_ / "record"; }

    std::string text() const {
        std::string all;
        for (const auto& entry : std::filesystem::directory_iterator{folder()}) {
            std::ifstream file{entry.path()};
            all.append(std::istreambuf_iterator<char>{file}, {});
        }
        return all;
    }

    /// The only file's lines.
    std::vector<json::object> lines() const {
        std::vector<json::object> lines;
        std::istringstream all{text()};
        for (std::string line; std::getline(all, line);) {
            lines.push_back(json::parse(line).as_object());
        }
        return lines;
    }

    rosterd::test::TemporaryDirectory directory_;
    std::unique_ptr<Recorder> recorder_;
    Bench bench_;
};

TEST_F(RecorderTest, ACallIsALineWithItsAnswer) {
    http::Request request{
        .method = "GET",
        .target = "/method/utils.getServerTime?v=5.199",
        .headers = {{"authorization", "Bearer school"}, {"user-agent", "rosterd"}},
        .body = {},
        .peer = {}};
    const Reply reply = bench_.sandbox.answer(request, bench_.now);
    const auto all = lines();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0], (json::object{{"kind", "call"},
                                    {"client", "rosterd"},
                                    {"verb", "GET"},
                                    {"target", "/method/utils.getServerTime?v=5.199"},
                                    {"authorization", "Bearer"},
                                    {"content_type", ""},
                                    {"body", ""},
                                    {"status", 200},
                                    {"answer_type", "application/json; charset=utf-8"},
                                    {"answer", reply.response.body},
                                    {"spoiled", false}}));
}

TEST_F(RecorderTest, TheCallsOfAScriptAreThereWithResultOrError) {
    bench_.call("school", "execute",
                {{"code", R"(return [API.utils.getServerTime(), API.messages.editChat()];)"}});
    const auto all = lines();
    ASSERT_EQ(all.size(), 1U);
    const auto& inner = all[0].at("inner").as_array();
    ASSERT_EQ(inner.size(), 2U);
    EXPECT_EQ(inner[0].at("method"), "utils.getServerTime");
    EXPECT_EQ(inner[0].at("response"), unix_seconds(bench_.now));
    EXPECT_EQ(inner[1].at("error").at("error_code"), 100);
    bench_.call("school", "utils.getServerTime");
    EXPECT_FALSE(lines().at(1).contains("inner")) << "the calls of the script before it";
}

TEST_F(RecorderTest, NoTokenAndNoSecretIsWritten) {
    http::Request request{.method = "POST",
                          .target = "/method/users.get?access%5Ftoken=tell-Tale.1&v=5.199",
                          .headers = {{"authorization", "tell-Tale.1"},
                                      {"content-type", "application/x-www-form-urlencoded"}},
                          .body = "access_token=tell-Tale.1&v=5.199",
                          .peer = {}};
    recorder_->add_request(request);
    request.headers["authorization"] = "Bearer tell-Tale.1";
    request.headers["content-type"] = "application/json";
    request.body = R"({"url":"https://a/","secret" : "tell-Tale.1","update_types":[]})";
    recorder_->add_request(request);
    static_cast<void>(bench_.sandbox.answer(request, bench_.now));
    EXPECT_EQ(text().find("ell-Tale"), std::string::npos) << text();
    const auto all = lines();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].at("authorization"), "bare");
    EXPECT_EQ(all[0].at("target"), "/method/users.get?access%5Ftoken=xxxx-xxxx.x&v=5.199");
    EXPECT_EQ(all[0].at("body"), "access_token=xxxx-xxxx.x&v=5.199");
    EXPECT_EQ(all[1].at("authorization"), "Bearer");
    EXPECT_EQ(all[1].at("body"),
              R"({"url":"https://a/","secret" : "xxxx-xxxx.x","update_types":[]})");
    EXPECT_FALSE(all[0].contains("status"));
}

TEST_F(RecorderTest, AnswersThatAFaultReplacedAreMarkedAndOnlyThose) {
    using enum FaultKind;
    for (const FaultKind kind :
         {lose_answer, refuse, delay, http_500, html, truncate, error_code, half_json, huge}) {
        bench_.sandbox.faults().add({.kind = kind});
        bench_.raw("school", "utils.getServerTime", {});
    }
    std::vector<bool> spoiled;
    for (const auto& line : lines()) spoiled.push_back(line.at("spoiled").as_bool());
    EXPECT_EQ(spoiled,
              (std::vector<bool>{false, true, false, true, true, false, false, true, true}));
    EXPECT_LT(lines().back().at("answer").as_string().size(), huge_bytes / 1000);
    recorder_->add_call({}, {.body = "{}"}, {.off_schema = true});
    EXPECT_TRUE(lines().back().at("spoiled").as_bool());
}

TEST_F(RecorderTest, TheControlApiThePageAndTheServerBesideAreLeftOut) {
    bench_.http("GET", "/");
    bench_.http("GET", "/sandbox/state");
    EXPECT_TRUE(lines().empty());
    Bench with_calls{{}, {}, "secret"};
    with_calls.sandbox.record(*recorder_);
    with_calls.http("GET", "/bigbluebutton/api");
    EXPECT_TRUE(lines().empty());
    with_calls.http("GET", "/elsewhere");
    EXPECT_TRUE(lines().empty());
    with_calls.http("GET", "/method/users.get");
    EXPECT_EQ(lines().size(), 1U);
}

TEST_F(RecorderTest, AnUpdateToASubscriberIsALineOfItsOwnKind) {
    recorder_->add_webhook({.method = "POST", .target = "/hook", .body = "{}"}, {.status = 200});
    EXPECT_EQ(lines().at(0).at("kind"), "webhook");
}

TEST_F(RecorderTest, TwoRecordersOfAFolderHaveTwoFiles) {
    const auto second = Recorder::open(folder());
    ASSERT_TRUE(second);
    const std::filesystem::directory_iterator files{folder()};
    EXPECT_EQ(std::distance(begin(files), end(files)), 2);
}

TEST_F(RecorderTest, AFolderThatCannotBeIsRefused) {
    const auto opened = Recorder::open("/proc/none/record");
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().what.find("/proc/none/record"), std::string::npos);
}

TEST_F(RecorderTest, TheCallsOfAScriptThatDidNotRunAreThereWithoutResults) {
    bench_.sandbox.faults().add({.kind = FaultKind::refuse});
    bench_.raw("school", "execute",
               {{"code", R"(return [API.users.get({"user_ids":"1"}),API.storage.get()];)"}});
    EXPECT_EQ(lines().at(0).at("inner"),
              (json::array{{{"method", "users.get"}, {"parameters", {{"user_ids", "1"}}}},
                           {{"method", "storage.get"}, {"parameters", json::object{}}}}));
    bench_.raw("school", "execute", {{"code", "no script"}});
    EXPECT_FALSE(lines().at(1).contains("inner"));
}

}  // namespace
}  // namespace rosterd::sandbox::testing
