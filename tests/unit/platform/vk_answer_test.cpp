// Envelopes as VK sends them, and as broken servers do.
#include "adapters/platform/vk/vk_answer.hpp"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>

namespace rosterd::vk {
namespace {

Reply parse(std::string body, int status = 200) {
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    return parse_answer(response);
}

TEST(VkAnswerTest, ResponseIsTaken) {
    const Reply reply = parse(R"({"response":{"chat_id":7}})");
    ASSERT_TRUE(std::holds_alternative<Answer>(reply));
    EXPECT_EQ(std::get<Answer>(reply).response.at("chat_id").as_int64(), 7);
}

TEST(VkAnswerTest, ErrorIsTakenWithItsSubcode) {
    const Reply reply =
        parse(R"({"error":{"error_code":15,"error_subcode":1133,"error_msg":"Access denied"}})");
    ASSERT_TRUE(std::holds_alternative<VkError>(reply));
    EXPECT_EQ(std::get<VkError>(reply).code, 15);
    EXPECT_EQ(std::get<VkError>(reply).subcode, 1133);
}

TEST(VkAnswerTest, EnvelopeCountsMoreThanTheStatus) {
    EXPECT_TRUE(std::holds_alternative<VkError>(
        parse(R"({"error":{"error_code":10,"error_msg":""}})", 500)));
}

TEST(VkAnswerTest, WhatIsNoEnvelopeLeavesDoubt) {
    const std::string deep(100, '[');
    for (const std::string& body :
         {std::string{"<html>502</html>"}, std::string{""}, std::string{"Security Breach2"},
          std::string{R"({"response":{"chat_id")"}, std::string{"[1,2]"}, std::string{"{}"},
          std::string{R"({"error":"text"})"}, std::string{R"({"response":)"} + deep,
          std::string{"\xff\xfe\0x", 4}}) {
        const Reply reply = parse(body, 502);
        ASSERT_TRUE(std::holds_alternative<Error>(reply)) << body;
        EXPECT_EQ(std::get<Error>(reply).kind, ErrorKind::unknown_outcome) << body;
        EXPECT_EQ(std::get<Error>(reply).what, "HTTP 502 without a readable answer");
    }
}

TEST(VkAnswerTest, TooManyRequestsByStatusIsErrorSix) {
    const Reply reply = parse("slow down", 429);
    ASSERT_TRUE(std::holds_alternative<VkError>(reply));
    EXPECT_EQ(std::get<VkError>(reply).code, too_many_per_second);
}

TEST(VkAnswerTest, TooLongARequestIsOurBug) {
    const Reply reply = parse("<html>", 414);
    ASSERT_TRUE(std::holds_alternative<Error>(reply));
    EXPECT_EQ(std::get<Error>(reply).kind, ErrorKind::our_bug);
}

std::vector<InnerReply> split(std::string body, std::size_t calls) {
    return split_answer(std::get<Answer>(parse(std::move(body))), calls);
}

int code_of(const InnerReply& reply) {
    const auto* error = std::get_if<VkError>(&reply);
    return error == nullptr ? -1 : error->code;
}

TEST(VkAnswerTest, FailuresBelongToTheFalsesInOrder) {
    const auto replies =
        split(R"({"response":[1,false,1,false],"execute_errors":[)"
              R"({"method":"messages.addChatUser","error_code":15,"error_msg":"a"},)"
              R"({"method":"messages.addChatUser","error_code":935,"error_msg":"b"},)"
              R"({"method":"execute","error_code":935,"error_msg":"b"}]})",
              4);
    ASSERT_EQ(replies.size(), 4U);
    EXPECT_EQ(code_of(replies[0]), -1);
    EXPECT_EQ(code_of(replies[1]), 15);
    EXPECT_EQ(code_of(replies[2]), -1);
    EXPECT_EQ(code_of(replies[3]), 935);
}

TEST(VkAnswerTest, UnequalNumbersOfFailuresAreNotGuessed) {
    const auto replies = split(
        R"({"response":[false,1,false],"execute_errors":[{"method":"a.b","error_code":15}]})", 3);
    EXPECT_EQ(code_of(replies[0]), 0);
    EXPECT_EQ(code_of(replies[1]), -1);
    EXPECT_EQ(code_of(replies[2]), 0);
}

TEST(VkAnswerTest, AnotherShapeLeavesEveryCallInDoubt) {
    for (const char* body :
         {R"({"response":false})", R"({"response":[1]})", R"({"response":{}})"}) {
        const auto replies = split(body, 2);
        ASSERT_EQ(replies.size(), 2U);
        for (const auto& reply : replies) {
            ASSERT_TRUE(std::holds_alternative<Error>(reply));
            EXPECT_EQ(std::get<Error>(reply).kind, ErrorKind::unknown_outcome);
        }
    }
}

}  // namespace
}  // namespace rosterd::vk
