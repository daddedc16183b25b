// Scripts and forms: what comes from outside cannot leave its literal.
#include "adapters/platform/vk/vk_script.hpp"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <vector>

namespace rosterd::vk {
namespace {

TEST(VkScriptTest, CallsBecomeAnArrayLiteral) {
    const std::vector<MethodCall> calls{
        {CallKind::remove, "messages.removeChatUser", {{"chat_id", 7}, {"member_id", 101}}},
        {CallKind::account, "groups.getById", {}}};
    EXPECT_EQ(script_of(calls),
              R"(return [API.messages.removeChatUser({"chat_id":7,"member_id":101}),)"
              R"(API.groups.getById({})];)");
}

TEST(VkScriptTest, TitlesAreEscaped) {
    const std::vector<MethodCall> calls{{CallKind::rename,
                                         "messages.editChat",
                                         {{"title", "5 «А»\"}); API.x({\n\\ \xE2\x80\xA8 end"}}}};
    EXPECT_EQ(script_of(calls),
              "return [API.messages.editChat({\"title\":\"5 «А»\\\"}); API.x({\\n\\\\   end\"})];");
}

TEST(VkScriptTest, ListsBecomeCommaLists) {
    const std::vector<MethodCall> calls{
        {CallKind::create, "messages.createChat", {{"user_ids", boost::json::array{1, 2, 3}}}}};
    EXPECT_EQ(script_of(calls), R"(return [API.messages.createChat({"user_ids":"1,2,3"})];)");
    EXPECT_EQ(form_of(calls[0].parameters), "user_ids=1%2C2%2C3");
}

TEST(VkScriptTest, FormsArePercentEncoded) {
    EXPECT_EQ(form_of({{"title", "а&b=c d+%"}, {"count", 200}}),
              "title=%D0%B0%26b%3Dc%20d%2B%25&count=200");
}

}  // namespace
}  // namespace rosterd::vk
