// Our BigBlueButton client beside npm's bigbluebutton-js on one server: equal URLs and checksums,
// and each sees the meetings of the other. Needs node and the packages that ./dev test installs.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>

#include "adapters/calls/bigbluebutton.hpp"
#include "adapters/calls/bigbluebutton_requests.hpp"
#include "tests/support/contract_world.hpp"
#include "tests/support/places.hpp"
#include "tests/support/process.hpp"

namespace rosterd::calls {
namespace {

namespace json = boost::json;
using rosterd::test::Process;

constexpr const char* secret = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";

/// One request as both clients can make it.
struct Asked {
    std::string call;
    Parameters parameters;  ///< ours
    json::array arguments;  ///< of the function of that name in bigbluebutton-js
};

std::string taken(Parameters& parameters, std::string_view name) {
    const auto found = std::ranges::find(parameters, name, &Parameter::name);
    if (found == parameters.end()) throw std::runtime_error{"no parameter " + std::string{name}};
    std::string value = std::move(found->value);
    parameters.erase(found);
    return value;
}

/// What is left of the parameters is the optional last argument.
Asked asked(std::string call, const Parameters& parameters,
            const std::vector<std::string_view>& order) {
    Asked result{std::move(call), parameters, {}};
    Parameters rest = parameters;
    for (const std::string_view name : order) {
        result.arguments.emplace_back(taken(rest, name));
    }
    json::object extras;
    for (const Parameter& parameter : rest) extras[parameter.name] = parameter.value;
    result.arguments.emplace_back(std::move(extras));
    return result;
}

Asked asked_create(const Parameters& parameters) {
    return asked("create", parameters, {"name", "meetingID"});
}
Asked asked_join(const Parameters& parameters) {
    return asked("join", parameters, {"fullName", "meetingID", "password"});
}
Asked asked_end(std::string_view meeting) {
    return asked("end", end_parameters(secret, meeting), {"meetingID", "password"});
}
Asked asked_about(std::string call, std::string_view meeting) {
    return asked(std::move(call), meeting_parameters(meeting), {"meetingID"});
}

enum class Send : std::uint8_t { yes, no };

class BigBlueButtonJsTest : public testing::Test {
  protected:
    void SetUp() override {
        const std::filesystem::path package =
            std::filesystem::path{ROSTERD_NPM} / "node_modules/bigbluebutton-js/package.json";
        ASSERT_TRUE(std::filesystem::exists(package))
            << "bigbluebutton-js is not installed in " ROSTERD_NPM
               ": ./dev test does it, or copy tests/npm there and run `npm ci` in it";
        server_ = std::make_unique<Process>(rosterd::test::ProcessOptions{
            .arguments = {ROSTERD_SANDBOX, "--bigbluebutton-secret", secret}});
        const auto line = server_->wait_for_line("http://127\\.0\\.0\\.1:[0-9]+/");
        ASSERT_TRUE(line) << server_->standard_error();
        const auto begin = line->find("http://");
        const auto end = line->find('/', begin + std::string_view{"http://"}.size());
        base_ = line->substr(begin, end - begin) + "/bigbluebutton";
        sha1_ = connect(Checksum::sha1);
        sha256_ = connect(Checksum::sha256);
    }

    std::unique_ptr<CallProvider> connect(Checksum checksum) {
        BigBlueButtonOptions options{.base_url = base_, .secret = secret, .checksum = checksum};
        auto provider = make_bigbluebutton(loop_.get_executor(), clock_, std::move(options));
        if (!provider) throw std::runtime_error{provider.error().what};
        return std::move(*provider);
    }

    /// What bigbluebutton-js builds, and gets when it sends it.
    json::array theirs(const std::vector<Asked>& all, Send send) {
        json::array calls;
        for (const Asked& one : all) {
            calls.push_back(
                {{"call", one.call}, {"arguments", one.arguments}, {"ask", send == Send::yes}});
        }
        const json::object input{
            {"packages", ROSTERD_NPM}, {"base", base_}, {"secret", secret}, {"calls", calls}};
        const auto script =
            rosterd::test::source_directory() / "tests/adapter/calls/bigbluebutton_js.cjs";
        const auto finished = rosterd::test::run({.arguments = {"node", script.string()},
                                                  .environment = {{"NO_PROXY", "127.0.0.1"}},
                                                  .input = json::serialize(input)});
        if (!finished.status.success()) throw std::runtime_error{"node: " + finished.error};
        return json::parse(finished.output).as_array();
    }
    json::value answer(const Asked& one) { return theirs({one}, Send::yes).at(0).at("answer"); }

    std::string ours(const Asked& one, Checksum algorithm) const {
        return base_ + signed_target(one.call, one.parameters, {secret, algorithm});
    }

    Call started(CallProvider& provider, std::string title) {
        std::vector<CallWish> wishes{{.key = "17/" + title,
                                      .room = "17/5a",
                                      .title = std::move(title),
                                      .length = std::chrono::minutes{45}}};
        auto calls =
            rosterd::test::run_on(loop_, provider.start(std::move(wishes), Priority::live));
        if (!calls.at(0)) throw std::runtime_error{calls[0].error().what};
        return *calls[0];
    }
    CallState seen(CallProvider& provider, std::string meeting) {
        std::vector<Call> calls{{.id = std::move(meeting), .join_link = ""}};
        return rosterd::test::run_on(loop_, provider.look(std::move(calls), Priority::live))
            .at(0)
            .value();
    }

    boost::asio::io_context loop_;
    SystemClock clock_{loop_.get_executor()};
    std::unique_ptr<Process> server_;
    std::string base_;
    std::unique_ptr<CallProvider> sha1_;
    std::unique_ptr<CallProvider> sha256_;
};

std::vector<Asked> everything_about(const std::string& text) {
    const CallWish wish{
        .key = "17/" + text, .room = "17/5a", .title = text, .length = std::chrono::minutes{45}};
    const std::string meeting = meeting_id(wish.key);
    return {asked_create(create_parameters(wish, {secret, std::chrono::minutes{15}})),
            asked_join(join_parameters(secret, meeting, {.name = text, .guest = true})),
            asked_join(join_parameters(secret, text, {text, CallRole::moderator})),
            asked_end(meeting),
            asked_end(text),
            asked_about("isMeetingRunning", text),
            asked_about("getMeetingInfo", text)};
}

TEST_F(BigBlueButtonJsTest, UrlsAndChecksumsAreEqual) {
    std::string printable;
    for (char byte = ' '; byte < 0x7F; ++byte) printable += byte;
    std::vector<Asked> all;
    for (const std::string& text :
         {std::string{"Алгебра, 5 «А»"}, std::string{"😀 a+b=c & d?e#f/g"}, printable,
          std::string{"one\r\ntwo\tthree"}, std::string{" "}, std::string{"€ é ё %41 %zz"}}) {
        std::ranges::move(everything_about(text), std::back_inserter(all));
    }
    const json::array built = theirs(all, Send::no);
    ASSERT_EQ(built.size(), all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(built[i].at("url").as_string(), ours(all[i], Checksum::sha1));
        EXPECT_EQ(built[i].at("sha256_url").as_string(), ours(all[i], Checksum::sha256));
    }
}

TEST_F(BigBlueButtonJsTest, LinksForPeopleAreEqual) {
    const Call call = started(*sha1_, "Алгебра");
    const auto guest =
        asked_join(join_parameters(secret, call.id, {.name = "Участник", .guest = true}));
    const auto teacher =
        asked_join(join_parameters(secret, call.id, {"Анна (5 «А»)", CallRole::moderator}));
    const json::array built = theirs({guest, teacher}, Send::no);
    EXPECT_EQ(built.at(0).at("url").as_string(), call.join_link);
    EXPECT_EQ(built.at(0).at("sha256_url").as_string(), started(*sha256_, "Алгебра").join_link);
    EXPECT_EQ(built.at(1).at("url").as_string(),
              sha1_->personal_link(call, "Анна (5 «А»)", CallRole::moderator));
    EXPECT_EQ(built.at(1).at("sha256_url").as_string(),
              sha256_->personal_link(call, "Анна (5 «А»)", CallRole::moderator));
}

TEST_F(BigBlueButtonJsTest, TheySeeAndEndOurMeetings) {
    const Call call = started(*sha256_, "Химия 10 «Б»");
    const json::value empty = answer(asked_about("getMeetingInfo", call.id));
    EXPECT_EQ(empty.at("returncode").as_string(), "SUCCESS");
    EXPECT_EQ(empty.at("meetingID").as_string(), call.id);
    EXPECT_EQ(empty.at("meetingName").as_string(), "Химия 10 «Б»");
    EXPECT_EQ(seen(*sha256_, call.id), CallState::empty);

    Parameters teacher = join_parameters(secret, call.id, {"Анна", CallRole::moderator});
    teacher.insert(teacher.begin(), {"redirect", "false"});
    EXPECT_EQ(answer(asked_join(teacher)).at("returncode").as_string(), "SUCCESS");
    EXPECT_EQ(seen(*sha256_, call.id), CallState::running);
    const json::value running = answer(asked_about("isMeetingRunning", call.id));
    EXPECT_EQ(json::serialize(running.at("running")), "true");

    EXPECT_EQ(answer(asked_end(call.id)).at("returncode").as_string(), "SUCCESS");
    EXPECT_EQ(seen(*sha256_, call.id), CallState::gone);
}

TEST_F(BigBlueButtonJsTest, WeSeeAndEndTheirMeetings) {
    const CallWish wish{
        .key = "theirs", .room = "17/5a", .title = "Физика", .length = std::chrono::minutes{45}};
    const Asked create = asked_create(create_parameters(wish, {secret, std::chrono::minutes{15}}));
    EXPECT_EQ(answer(create).at("returncode").as_string(), "SUCCESS");
    const std::string meeting = meeting_id("theirs");
    EXPECT_EQ(seen(*sha256_, meeting), CallState::empty);

    std::vector<Call> calls{{.id = meeting, .join_link = ""}};
    EXPECT_TRUE(
        rosterd::test::run_on(loop_, sha256_->finish(std::move(calls), Priority::live)).at(0));
    const json::value over = answer(asked_about("getMeetingInfo", meeting));
    EXPECT_EQ(over.at("returncode").as_string(), "FAILED");
    EXPECT_EQ(over.at("messageKey").as_string(), "notFound");
}

}  // namespace
}  // namespace rosterd::calls
