// The three shapes of MAX's answers, and everything that is none of them.
#include "adapters/platform/max/max_answer.hpp"

#include <gtest/gtest.h>

#include "adapters/platform/json_parse.hpp"
#include "adapters/platform/max/max_json.hpp"

namespace rosterd::max {
namespace {

Reply parse(std::string body, CallKind kind, int status = 200) {
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    return parse_answer(response, kind);
}

std::string kind_of(const Reply& reply) {
    if (const auto* error = std::get_if<Error>(&reply)) return std::string{to_string(error->kind)};
    if (const auto* error = std::get_if<MaxError>(&reply)) return "max " + error->code;
    return "value";
}

TEST(MaxAnswerTest, AResourceIsItself) {
    const Reply reply = parse(R"({"chat_id":-70801090403050,"type":"chat"})", CallKind::chat);
    ASSERT_EQ(kind_of(reply), "value");
    EXPECT_EQ(integer(std::get<boost::json::value>(reply), "chat_id"), -70801090403050);
}

TEST(MaxAnswerTest, AnErrorBodyIsAnErrorWhateverTheStatus) {
    const std::string body = R"({"code":"chat.denied","message":"secret text"})";
    for (const int status : {200, 403, 500}) {
        const Reply reply = parse(body, CallKind::post, status);
        ASSERT_EQ(kind_of(reply), "max chat.denied");
        EXPECT_EQ(std::get<MaxError>(reply).status, status);
    }
}

TEST(MaxAnswerTest, SuccessFalseIsARefusalButForAdditions) {
    const std::string body = R"({"success":false,"message":"no"})";
    EXPECT_EQ(kind_of(parse(body, CallKind::remove)), "max ");
    EXPECT_EQ(kind_of(parse(body, CallKind::add)), "value");
    EXPECT_EQ(kind_of(parse(R"({"success":true})", CallKind::remove)), "value");
}

TEST(MaxAnswerTest, AnswersOfAnotherShapeAreInDoubt) {
    EXPECT_EQ(kind_of(parse("{}", CallKind::remove)), "unknown_outcome");
    EXPECT_EQ(kind_of(parse(R"({"success":true})", CallKind::members)), "unknown_outcome");
    EXPECT_EQ(kind_of(parse("[]", CallKind::members)), "unknown_outcome");
    EXPECT_EQ(kind_of(parse(R"({"members":[)", CallKind::members)), "unknown_outcome");
    EXPECT_EQ(kind_of(parse("<html>ok</html>", CallKind::post)), "unknown_outcome");
    EXPECT_EQ(kind_of(parse("", CallKind::post)), "unknown_outcome");
}

TEST(MaxAnswerTest, AListIsAList) {
    for (const auto& [kind, key] :
         {std::pair{CallKind::members, "members"}, std::pair{CallKind::history, "messages"},
          std::pair{CallKind::events, "updates"},
          std::pair{CallKind::subscriptions, "subscriptions"}}) {
        const std::string begin = R"({")" + std::string{key} + R"(":)";
        EXPECT_EQ(kind_of(parse(begin + "[]}", kind)), "value") << key;
        for (const char* other : {"null", "{}", "0", R"("")"}) {
            EXPECT_EQ(kind_of(parse(begin + other + "}", kind)), "unknown_outcome") << key << other;
        }
    }
}

TEST(MaxAnswerTest, AGatewaysPageCountsByItsStatusWhereThatIsNotAboutTheChat) {
    const std::string page = "<html>gateway</html>";
    for (const int status : {401, 429, 500, 502, 503, 504}) {
        const Reply reply = parse(page, CallKind::post, status);
        ASSERT_EQ(kind_of(reply), "max ") << status;
        EXPECT_EQ(std::get<MaxError>(reply).status, status);
    }
    for (const CallKind kind : {CallKind::leave, CallKind::chat, CallKind::members, CallKind::add,
                                CallKind::post, CallKind::remove}) {
        EXPECT_EQ(kind_of(parse(page, kind, 403)), "unknown_outcome");
        EXPECT_EQ(kind_of(parse(page, kind, 400)), "unknown_outcome");
    }
    // MAX may take POST members away without a word, and of that call we look closer anyway.
    for (const int status : {404, 405, 410}) {
        EXPECT_EQ(kind_of(parse(page, CallKind::add, status)), "max ") << status;
        EXPECT_EQ(kind_of(parse(page, CallKind::leave, status)), "unknown_outcome") << status;
        EXPECT_EQ(kind_of(parse(page, CallKind::chat, status)), "unknown_outcome") << status;
    }
}

TEST(MaxAnswerTest, DeepAnswersAreRefused) {
    std::string deep = R"({"members":)";
    deep += std::string(100, '[') + std::string(100, ']') + "}";
    EXPECT_EQ(kind_of(parse(deep, CallKind::members)), "unknown_outcome");
    EXPECT_FALSE(parse_object("[1]"));
    EXPECT_TRUE(parse_object("{}"));
}

TEST(MaxAnswerTest, WholeNumbersStayWhole) {
    const auto value = parse_object(
        R"({"seq":116327994376978687,"big":9223372036854775808,"real":1e3,"text":"5"})");
    ASSERT_TRUE(value);
    EXPECT_EQ(integer(*value, "seq"), 116327994376978687);
    EXPECT_FALSE(integer(*value, "big"));
    EXPECT_FALSE(integer(*value, "real"));
    EXPECT_FALSE(integer(*value, "text"));
}

TEST(MaxAnswerTest, RetryAfterIsSecondsAndHasAnEnd) {
    const auto after = [](std::string value) {
        http::Response response;
        response.headers["retry-after"] = std::move(value);
        return retry_after(response);
    };
    EXPECT_EQ(after("7"), std::chrono::seconds{7});
    EXPECT_EQ(after("999999"), std::chrono::seconds{3600});
    EXPECT_FALSE(after("-1"));
    EXPECT_FALSE(after("Wed, 21 Oct 2026 07:28:00 GMT"));
    EXPECT_FALSE(retry_after(http::Response{}));
}

}  // namespace
}  // namespace rosterd::max
