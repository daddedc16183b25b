// A small MAX messenger for the sandbox's tests: one bot, a teacher who owns a group, calls by
// path.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>
#include <string>
#include <utility>

#include "adapters/sandbox/sandbox.hpp"

namespace rosterd::sandbox::max {
namespace json = boost::json;
}

namespace rosterd::sandbox::max::testing {

inline constexpr Moment start{std::chrono::seconds{1'790'000'000}};
inline constexpr UserId school = 500;  ///< the bot of the token "school"
inline constexpr UserId lyceum = 600;  ///< the bot of the token "lyceum"
inline constexpr UserId teacher = 17;  ///< owns what group() makes

/// No quotas unless a test sets them.
struct MaxBench {
    Sandbox sandbox{World{{}}, Chaos{}, VkOptions{}, "", Messenger{{.last_person = 100'000}}};
    Moment now = start;

    MaxBench() {
        messenger().settings().chat_writes_per_second = 0;
        messenger().settings().polls_per_second = 0;
        messenger().add_bot(school, "school", "school_bot");
        messenger().add_bot(lyceum, "lyceum", "lyceum_bot");
        sandbox.max_api().set_rate(school, 0);
        sandbox.max_api().set_rate(lyceum, 0);
    }

    Messenger& messenger() { return sandbox.messenger(); }
    Settings& settings() { return messenger().settings(); }

    struct Answered {
        int status;
        json::value body;
    };

    http::Response http(std::string verb, std::string target, std::string body = {},
                        http::Headers headers = {}) {
        return sandbox
            .answer({.method = std::move(verb),
                     .target = std::move(target),
                     .headers = std::move(headers),
                     .body = std::move(body),
                     .peer = {}},
                    now)
            .response;
    }

    Answered call(std::string verb, std::string target, std::string body = {},
                  std::string token = "school") {
        const auto response = http(std::move(verb), std::move(target), std::move(body),
                                   {{"authorization", std::move(token)}});
        return {response.status, json::parse(response.body)};
    }

    /// The body of an answer that must be 200 without success false.
    json::value done(std::string verb, std::string target, std::string body = {},
                     std::string token = "school") {
        const std::string what = verb + " " + target;
        const Answered answered =
            call(std::move(verb), std::move(target), std::move(body), std::move(token));
        const auto* const success = answered.body.as_object().if_contains("success");
        const bool failed = success != nullptr && !success->as_bool();
        if (answered.status != 200 || failed) {
            throw std::runtime_error{what + ": " + json::serialize(answered.body)};
        }
        return answered.body;
    }

    /// "404 chat.not.found", "200 false", "200".
    std::string outcome(std::string verb, std::string target, std::string body = {},
                        std::string token = "school") {
        const Answered answered =
            call(std::move(verb), std::move(target), std::move(body), std::move(token));
        std::string text = std::to_string(answered.status);
        const auto& object = answered.body.as_object();
        if (const auto* code = object.if_contains("code")) {
            text.append(" ").append(code->as_string());
        }
        const auto* const success = object.if_contains("success");
        return success != nullptr && !success->as_bool() ? text + " false" : text;
    }

    /// A person's hand; a refused act fails the test by an exception.
    json::value act(const std::string& body) {
        const auto response = http("POST", "/sandbox/max/act", body);
        if (response.status != 200) throw std::runtime_error{body + ": " + response.body};
        return json::parse(response.body);
    }
    int act_status(const std::string& body) {
        return http("POST", "/sandbox/max/act", body).status;
    }

    /// A group of the teacher's with the bot, as a number in text.
    std::string group(const std::string& title = "7A") {
        const auto made =
            act(R"({"do":"create","user":17,"members":[500],"title":")" + title + "\"}");
        return std::to_string(made.at("chat").as_int64());
    }

    void promote(const std::string& chat, const std::string& permissions) {
        act(R"({"do":"promote","user":500,"chat":)" + chat + R"(,"permissions":[)" + permissions +
            "]}");
    }

    /// A group where the bot may do everything.
    std::string administered(const std::string& title = "7A") {
        const std::string chat = group(title);
        promote(chat, R"("read_all_messages","add_remove_members","add_admins",)"
                      R"("change_chat_info","pin_message","write")");
        return chat;
    }

    /// Reads, and so commits, everything the bot is owed.
    json::array updates(std::string token = "school") {
        const auto first = done("GET", "/updates?timeout=0", "", token);
        done("GET", "/updates?timeout=0&marker=" + std::to_string(first.at("marker").as_int64()),
             "", token);
        return first.at("updates").as_array();
    }

    std::vector<std::string> update_types(std::string token = "school") {
        std::vector<std::string> types;
        for (const json::value& update : updates(std::move(token))) {
            types.emplace_back(update.at("update_type").as_string());
        }
        return types;
    }

    std::vector<std::int64_t> member_ids(const std::string& chat) {
        std::vector<std::int64_t> ids;
        const auto page = done("GET", "/chats/" + chat + "/members?count=100");
        for (const json::value& member : page.at("members").as_array()) {
            ids.push_back(member.at("user_id").as_int64());
        }
        return ids;
    }
};

}  // namespace rosterd::sandbox::max::testing
