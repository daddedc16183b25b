// Updates of VK's user long poll as events of the port; whatever else comes is left out.
#include "adapters/platform/vk/vk_events.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <ostream>

#include "adapters/platform/vk/vk_event_poll.hpp"

namespace rosterd::vk {
namespace {

using enum PlatformEventKind;
constexpr UserId self = -500;

struct Case {
    std::string name;
    std::string updates;
    std::vector<PlatformEvent> events;
    friend void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }
};

class VkEventsTest : public testing::TestWithParam<Case> {};

TEST_P(VkEventsTest, MeanExactly) {
    const auto updates = boost::json::parse(GetParam().updates);
    EXPECT_EQ(events_in(updates.as_array(), self), GetParam().events);
}

INSTANTIATE_TEST_SUITE_P(
    Table, VkEventsTest,
    testing::Values(
        Case{"NothingHappened", "[]", {}},
        Case{"CompositionOfAChat", "[[51,7,0]]", {{.kind = chat_changed, .chat = 7}}},
        Case{"TitleOfAChat", "[[52,1,2000000007,0]]", {{.kind = chat_changed, .chat = 7}}},
        Case{"AdministratorOfAChat", "[[52,3,2000000007,11]]", {{.kind = chat_changed, .chat = 7}}},
        Case{"PictureOfAChat", "[[52,2,2000000007,0]]", {}},
        Case{"APeerBelowAllNumbers", "[[52,1,-9223372036854775808,0]]", {}},
        Case{"APeerBeyondAllChats", "[[52,1,2100000001,0],[52,1,9223372036854775807,0]]", {}},
        Case{"UnknownTypeOfAChat", "[[52,17,2000000007,11]]", {}},
        Case{"JoinedByALink",
             R"([[4,1,1,2000000007,5,"",{"from":"11","source_act":"chat_invite_user_by_link"},{}],
                 [51,7,0],[52,6,2000000007,11]])",
             {{.kind = chat_changed, .chat = 7}}},
        Case{"KickedByAPerson",
             R"([[4,1,1,2000000007,5,"",{"from":"11","source_act":"chat_kick_user",
                  "source_mid":"12"},{}]])",
             {{.kind = chat_changed, .chat = 7}}},
        Case{"TwoChats",
             "[[51,7,0],[51,8,0],[51,7,1]]",
             {{.kind = chat_changed, .chat = 7}, {.kind = chat_changed, .chat = 8}}},
        Case{"WeWereBrought",
             R"([[52,6,2000000007,-500],[4,1,1,2000000007,5,"",{"from":"11",
                  "source_act":"chat_invite_user","source_mid":"-500"},{}]])",
             {{.kind = added_to_chat, .chat = 7, .user = 11}}},
        Case{"AChatWasMadeWithUs",
             R"([[4,1,1,2000000007,5,"",{"from":"11","source_act":"chat_create",
                  "source_text":"5A"},{}]])",
             {{.kind = added_to_chat, .chat = 7, .user = 11}}},
        Case{"WeWereSentAway",
             R"([[4,1,1,2000000007,5,"",{"from":"11","source_act":"chat_kick_user",
                  "source_mid":"-500"},{}],[52,8,2000000007,-500]])",
             {{.kind = removed_from_chat, .chat = 7, .user = 11}}},
        Case{"WeCameAndWent",
             "[[52,6,2000000007,-500],[52,7,2000000007,-500],[52,6,2000000007,-500]]",
             {{.kind = added_to_chat, .chat = 7},
              {.kind = removed_from_chat, .chat = 7},
              {.kind = added_to_chat, .chat = 7}}},
        Case{"WrittenInAChat",
             R"([[4,1,1,2000000007,5,"Привет",{"from":"11"},{}]])",
             {{.kind = wrote, .chat = 7, .user = 11, .text = "Привет"}}},
        Case{"WrittenToUs",
             R"([[4,1,1,11,5,"start",{},{}]])",
             {{.kind = wrote, .chat = 0, .user = 11, .text = "start"}}},
        Case{"WrittenByUs",
             R"([[4,1,3,2000000007,5,"a",{"from":"-500"},{}],[4,2,2,11,5,"b",{}]])",
             {}},
        Case{"WrittenByACommunity",
             R"([[4,1,1,2000000007,5,"a",{"from":"-7"},{}],[4,2,1,-7,5,"b"]])",
             {}},
        Case{"UnknownAction",
             R"([[4,1,1,2000000007,5,"",{"from":"11","source_act":"chat_photo_update"},{}]])",
             {}},
        Case{"UnknownCodes",
             R"([[80,3,0],[61,11,1],[10005,1],["a"],[],{},null,4,[4],[51],[52]])",
             {}},
        Case{"NumbersOfNoChat", "[[51,0,0],[51,-3,0],[51,999999999999,0],[52,6,11,-500]]", {}}),
    [](const auto& row) { return row.param.name; });

std::optional<PollAnswer> parsed(std::string body) {
    http::Response response;
    response.body = std::move(body);
    return parse_poll(response);
}

TEST(VkPollAnswerTest, PositionsAreTextOrNumbers) {
    EXPECT_EQ(parsed(R"({"ts":"17","updates":[]})")->ts, "17");
    EXPECT_EQ(parsed(R"({"ts":17,"updates":[[51,1,0]]})")->updates.size(), 1U);
    EXPECT_EQ(parsed(R"({"failed":1,"ts":30})")->ts, "30");
    EXPECT_EQ(parsed(R"({"failed":1,"ts":"30"})")->failed, 1);
    EXPECT_EQ(parsed(R"({"failed":2})")->failed, 2);
    EXPECT_EQ(parsed(R"({"failed":3})")->failed, 3);
    EXPECT_EQ(parsed(R"({"failed":4,"min_version":0,"max_version":3})")->failed, 4);
    EXPECT_EQ(parsed(R"({"error":"Key validation failed: Key is expired 9 seconds ago"})")->failed,
              2);
}

TEST(VkPollAnswerTest, NonsenseIsNoAnswer) {
    for (const char* const body :
         {"", "<html>", "[]", "{}", R"({"ts":"17"})", R"({"updates":[]})", R"({"failed":1})",
          R"({"failed":7})", R"({"ts":"-4","updates":[]})", R"({"ts":"1 ","updates":[]})",
          R"({"ts":"99999999999999999999","updates":[]})", R"({"ts":1,"updates":{}})"}) {
        EXPECT_FALSE(parsed(body)) << body;
    }
}

struct Server {
    std::string said;
    std::string base_url;
    std::string expected;  ///< base URL and path; empty: refused
};

TEST(VkPollServerTest, OnlyHttpsOrOurOwnLoopback) {
    const std::string vk = "https://api.vk.com";
    const std::string here = "http://127.0.0.1:8090";
    for (const Server& row :
         {Server{"im.vk.com/nim11", vk, "https://im.vk.com/nim11"},
          Server{"https://lp.vk.com/wh500", vk, "https://lp.vk.com/wh500"},
          Server{"api.vk.com/ruim11", vk, "https://api.vk.com/ruim11"},
          Server{"im.vk.com", vk, "https://im.vk.com/"},
          Server{"127.0.0.1:8090/longpoll/im1", here, "http://127.0.0.1:8090/longpoll/im1"},
          Server{"http://127.0.0.1:9000/x", here, "http://127.0.0.1:9000/x"},
          Server{"127.0.0.1:8091/x", here, "https://127.0.0.1:8091/x"},
          Server{"http://lp.vk.com/wh500", vk, ""},
          Server{"http://127.0.0.1:8090/x", vk, ""},
          Server{"http://localhost/x", here, ""},
          Server{"http://10.0.0.1/x", here, ""},
          Server{"unix:/run/x.sock", vk, "https://unix/run/x.sock"},  // never a socket
          Server{"unix:///run/x.sock", here, ""},
          Server{"ftp://vk.com/x", vk, ""},
          Server{"https://user:password@vk.com/x", vk, ""},
          Server{"https://vk.com/x?y=1", vk, ""},
          Server{"https://vk.com/x y", vk, ""},
          Server{"https://vk.com/\r\nHost: x", vk, ""},
          Server{"https://" + std::string(600, 'a'), vk, ""},
          Server{"", vk, ""}}) {
        const auto server = poll_server(row.said, row.base_url);
        ASSERT_EQ(server.has_value(), !row.expected.empty()) << row.said;
        if (server) {
            EXPECT_EQ(server->base_url + server->path, row.expected);
        } else {
            EXPECT_EQ(server.error().kind, ErrorKind::refused);
        }
    }
}

}  // namespace
}  // namespace rosterd::vk
