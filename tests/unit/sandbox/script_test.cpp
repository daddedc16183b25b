// execute: what scripts mean, and how failures inside one are told.
#include "adapters/sandbox/vk_script.hpp"

#include <gtest/gtest.h>

#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox {
namespace {

using testing::Bench;

json::value evaluated(const std::string& code, const Parameters& args = {}) {
    const auto script = parse_script(code);
    if (script.has_error()) return json::value(script.error().code);
    const InnerCall echo = [](const std::string& method, const Parameters& parameters) {
        json::object seen{{"method", method}};
        for (const auto& [key, value] : parameters) seen[key] = value;
        return json::value(seen);
    };
    const auto answer = run_script(*script, args, echo);
    return answer.has_error() ? json::value(-answer.error().code) : *answer;
}

TEST(ScriptTest, LiteralsMeanThemselves) {
    EXPECT_EQ(evaluated("return [1, -2, 2.5, \"a\\u0431\", 'c\\'d', true, null];"),
              json::parse(R"([1, -2, 2.5, "aб", "c'd", true, null])"));
    EXPECT_EQ(evaluated("return {\"a\":1, b:[{}]};"), json::parse(R"({"a":1,"b":[{}]})"));
    EXPECT_EQ(evaluated(""), json::value{});
    EXPECT_EQ(evaluated("return;"), json::value{});
}

TEST(ScriptTest, ParametersOfCallsBecomeText) {
    EXPECT_EQ(evaluated("return API.a.b({\"n\":5,\"t\":true,\"l\":[1,2,\"x\"],\"z\":null});"),
              json::parse(R"({"method":"a.b","l":"1,2,x","n":"5","t":"1"})"));
}

TEST(ScriptTest, ArgsAndVariablesAreRead) {
    EXPECT_EQ(evaluated("var a = API.x.y({id: Args.id}), b = [a, a]; return {n: b.length, "
                        "first: b[0].id, ids: b@.id};",
                        {{"id", "7"}}),
              json::parse(R"({"n":2,"first":"7","ids":["7","7"]})"));
    EXPECT_EQ(evaluated("return Args.nothing;"), json::value{});
}

TEST(ScriptTest, WhatIsNoScriptIsError12) {
    for (const char* code : {"return [",
                             "return [1 2];",
                             "return 1 +;",
                             "API.a.b()",
                             "return \"open",
                             "return {1:2};",
                             "return API.a;",
                             "var = 1; return 1;",
                             "return 1 return 2;",
                             "return 01x;",
                             "\\",
                             "return 'a\\u12';",
                             "if (1) { return 1;",
                             "if 1 { }",
                             "if (1)",
                             "else { }",
                             "var if = 1;",
                             "null = 1;",
                             "return while;",
                             "a == 1 = 2;",
                             "while (1) { }",
                             "return !;",
                             "return 1 & 1;",
                             "var a 1;",
                             "{ return 1; }",
                             "return 1 = 1;"}) {
        EXPECT_EQ(evaluated(code), json::value(12)) << code;
    }
    EXPECT_EQ(evaluated("return " + std::string(10'000, '[')), json::value(12));
    EXPECT_EQ(evaluated(std::string(script_bytes_max + 1, ' ')), json::value(12));
    EXPECT_EQ(evaluated("return " + std::string(10'000, '!') + "1;"), json::value(12));
    std::string nested;
    for (int i = 0; i < 10'000; ++i) nested += "if (1) {";
    EXPECT_EQ(evaluated(nested), json::value(12));
    std::string sum = "return 1";
    for (int i = 0; i < 10'000; ++i) sum += "+1";
    EXPECT_EQ(evaluated(sum + ";"), json::value(12));
    std::string members = "return a";
    for (int i = 0; i < 10'000; ++i) members += ".b";
    EXPECT_EQ(evaluated(members + ";"), json::value(12));
}

TEST(ScriptTest, StatementsRunInOrderUntilOneReturns) {
    EXPECT_EQ(evaluated("var a = 1; a = a + 1; var b; ; if (a == 2) { b = 5; } return [a, b];"),
              json::parse("[2,5]"));
    EXPECT_EQ(
        evaluated("if (0) { return 1; } else if (null) return 2; else { return 3; } return 4;"),
        json::value(3));
    EXPECT_EQ(evaluated("if (1) { return 1 } return 2;"), json::value(1));
    EXPECT_EQ(evaluated("return 1; return 2;"), json::value(1));
    EXPECT_EQ(evaluated("API.a.b();"), json::value{});
    EXPECT_EQ(evaluated("return [x, Args.x.y, false.z, 5[0], null[1].q];"),
              json::parse("[null,null,null,null,null]"));
}

TEST(ScriptTest, OperatorsMeanWhatTheySay) {
    EXPECT_EQ(evaluated("return [!0, !\"\", !null, !false, !\"0\", ![], !{}, !!5];"),
              json::parse("[true,true,true,true,false,false,false,true]"));
    EXPECT_EQ(evaluated("return [1+2, 1+2.5, \"a\"+1, 1+\"a\", true+\"\", [1]+[2], 1+2+\"x\"];"),
              json::parse(R"([3,3.5,"a1","1a","true",[1,2],"3x"])"));
    EXPECT_EQ(evaluated("return 9223372036854775807 + 1 != 0;"), json::value(true));
    EXPECT_EQ(evaluated("return [1==1.0, \"1\"==1, \"a\"!=\"b\", null==false, 1+1==2, 1==2];"),
              json::parse("[true,true,true,false,true,false]"));
    EXPECT_EQ(evaluated("return [1 && 0, 0 || \"x\", 1 == 2 || 3 == 3 && !0];"),
              json::parse(R"([0,"x",true])"));
    EXPECT_EQ(evaluated("return [0 && API.a.b(), 1 || API.a.b()];"), json::parse("[0,1]"));
}

TEST(ScriptTest, WhatIsJustWithinTheLimitsRuns) {
    std::string sum = "return 1";
    for (int i = 2; i < script_height_max; ++i) sum += "+1";
    EXPECT_EQ(evaluated(sum + ";"), json::value(script_height_max - 1));
    std::string nested;
    for (int i = 0; i < script_depth_max; ++i) nested += "if (1) {";
    nested += "return " + std::string(script_depth_max, '(') + "7" +
              std::string(script_depth_max, ')') + ";" + std::string(script_depth_max, '}');
    EXPECT_EQ(evaluated(nested), json::value(7));
}

TEST(ScriptTest, DoublingAListAgainAndAgainIsError13) {
    std::string code = "var a = [\"0123456789\"];";
    for (int i = 0; i < 60; ++i) code += "a = [a, a];";
    EXPECT_EQ(evaluated(code + "return a.length;"), json::value(-13));
}

TEST(ScriptTest, AllCallsAreNamedWhereverTheyStand) {
    const auto script = parse_script("API.a.b(); if (API.c.d()) { return API.e.f(); }");
    ASSERT_TRUE(script.has_value());
    EXPECT_EQ(script->methods, (std::vector<std::string>{"a.b", "c.d", "e.f"}));
}

TEST(ScriptTest, TheTwentySixthCallIsError13) {
    std::string code = "return [API.a.b()";
    for (int i = 1; i < script_calls_max; ++i) code += ",API.a.b()";
    EXPECT_EQ(evaluated(code + "];").as_array().size(), 25U);
    EXPECT_EQ(evaluated(code + ",API.a.b()];"), json::value(-13));
}

TEST(ExecuteTest, TheKthFalseIsTheKthError) {
    Bench bench;
    const auto chat = bench.chat("school", "7Б", "11,13");
    std::string code = "return [";
    for (const int who : {11, 12, 13, 14}) {
        code += "API.messages.removeChatUser({\"chat_id\":" + chat +
                ",\"member_id\":" + std::to_string(who) + "}),";
    }
    code += "API.messages.addChatUser({\"chat_id\":1,\"user_id\":1}),API.no.such()];";
    const auto answer = bench.call("school", "execute", {{"code", code}});
    EXPECT_EQ(answer.at("response"), json::parse("[1,false,1,false,false,false]"));
    const auto& errors = answer.at("execute_errors").as_array();
    ASSERT_EQ(errors.size(), 5U);
    const std::array expected{935, 935, 27, 3};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(errors[i].at("error_code"), expected.at(i)) << i;
    }
    EXPECT_EQ(errors[0].at("method"), "messages.removeChatUser");
    EXPECT_EQ(errors[4].at("method"), "execute");
    EXPECT_EQ(errors[4].at("error_code"), 3);
}

TEST(ExecuteTest, TheTrailingEntryCanBeSwitchedOff) {
    Bench bench{{}, VkOptions{.repeat_last_error_as_execute = false}};
    const auto answer = bench.call("school", "execute", {{"code", "return API.no.such();"}});
    EXPECT_EQ(answer.at("response"), false);
    EXPECT_EQ(answer.at("execute_errors").as_array().size(), 1U);
}

TEST(ExecuteTest, ASyntaxErrorRunsNothing) {
    Bench bench;
    const auto code = "return [API.messages.createChat({\"title\":\"7Б\"}), ;";
    EXPECT_EQ(bench.code("school", "execute", {{"code", code}}), 12);
    EXPECT_EQ(bench.code("school", "execute"), 100);
    EXPECT_TRUE(bench.sandbox.world().chats().empty());
    EXPECT_EQ(bench.sandbox.vk().counts().inner, 0);
}

TEST(ExecuteTest, ARunTimeErrorLeavesDoneWhatWasDone) {
    Bench bench;
    std::string code = "return [API.messages.createChat({\"title\":\"7Б\"})";
    for (int i = 0; i < 25; ++i) code += ",API.utils.getServerTime()";
    EXPECT_EQ(bench.code("school", "execute", {{"code", code + "];"}}), 13);
    EXPECT_EQ(bench.sandbox.world().chats().size(), 1U);
}

TEST(ExecuteTest, InnerCallsAreCountedApart) {
    Bench bench;
    bench.done("school", "execute",
               {{"code", "return [API.utils.getServerTime(),API.utils.getServerTime()];"}});
    const CallCounts& counts = bench.sandbox.vk().counts();
    EXPECT_EQ(counts.total, 1);
    EXPECT_EQ(counts.inner, 2);
    EXPECT_EQ(counts.inner_by_method.at("utils.getServerTime"), 2);
}

}  // namespace
}  // namespace rosterd::sandbox
