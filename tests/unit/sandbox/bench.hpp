// A small messenger for the sandbox's tests: two communities, two people with tokens, calls by
// name.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <utility>

#include "adapters/sandbox/sandbox.hpp"

namespace rosterd::sandbox {
namespace json = boost::json;
}

namespace rosterd::sandbox::testing {

inline constexpr Moment start{std::chrono::seconds{1'790'000'000}};

/// Every byte escaped.
inline std::string form_of(const Parameters& parameters) {
    const auto escaped = [](std::string_view text) {
        constexpr std::string_view digits = "0123456789ABCDEF";
        std::string form;
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            form.append({'%', digits[byte / 16], digits[byte % 16]});
        }
        return form;
    };
    std::string form;
    for (const auto& [name, value] : parameters) {
        form.append(form.empty() ? "" : "&").append(escaped(name)).append("=");
        form.append(escaped(value));
    }
    return form;
}

/// Tokens: "school" and "lyceum" of the communities 500 and 600, "teacher" and "director" of the
/// people 17 and 18. No quota unless a test adds its own account.
struct Bench {
    Sandbox sandbox;
    Moment now = start;

    explicit Bench(WorldOptions world = {}, VkOptions vk = {}, std::string bigbluebutton = {})
        : sandbox{World{world}, Chaos{}, vk, std::move(bigbluebutton)} {
        add("school", -500);
        add("lyceum", -600);
        add("teacher", 17);
        add("director", 18);
    }

    void add(std::string token, MemberId owner) {
        sandbox.vk().add_account(
            {.token = std::move(token), .owner = owner, .calls_per_second = 1'000'000});
    }

    /// As over HTTP, but without a socket.
    VkAnswer raw(std::string token, std::string method, Parameters parameters) {
        parameters.try_emplace("v", "5.199");
        http::Request request{.method = "POST",
                              .target = "/method/" + method,
                              .headers = {{"content-type", "application/x-www-form-urlencoded"},
                                          {"host", "sandbox.invalid"}},
                              .body = form_of(parameters),
                              .peer = {}};
        if (!token.empty()) request.headers["authorization"] = "Bearer " + token;
        Reply reply = sandbox.answer(request, now);
        return {.status = reply.response.status,
                .content_type = std::move(reply.response.content_type),
                .body = std::move(reply.response.body),
                .delivery = reply.response.delivery,
                .delay = reply.delay};
    }

    json::value call(std::string token, std::string method, Parameters parameters = {}) {
        return json::parse(raw(std::move(token), std::move(method), std::move(parameters)).body);
    }

    /// The response; a failed call fails the test by an exception that shows the envelope.
    json::value done(std::string token, std::string method, Parameters parameters = {}) {
        const VkAnswer answer = raw(std::move(token), method, std::move(parameters));
        const json::value envelope = json::parse(answer.body);
        const auto* const response = envelope.as_object().if_contains("response");
        if (response == nullptr) throw std::runtime_error{method + ": " + answer.body};
        return *response;
    }

    /// The error code; 0 when the call succeeded.
    std::int64_t code(std::string token, std::string method, Parameters parameters = {}) {
        const json::value envelope =
            call(std::move(token), std::move(method), std::move(parameters));
        const auto* const error = envelope.as_object().if_contains("error");
        return error == nullptr ? 0 : error->at("error_code").as_int64();
    }

    std::string message(std::string token, std::string method, Parameters parameters = {}) {
        const json::value envelope =
            call(std::move(token), std::move(method), std::move(parameters));
        const auto* const error = envelope.as_object().if_contains("error");
        return error == nullptr ? "" : std::string{error->at("error_msg").as_string()};
    }

    /// Creates a chat and returns the creator's number of it, as text.
    std::string chat(std::string token, std::string title, std::string user_ids = {}) {
        Parameters parameters{{"title", std::move(title)}};
        if (!user_ids.empty()) parameters.emplace("user_ids", std::move(user_ids));
        return std::to_string(
            done(std::move(token), "messages.createChat", parameters).at("chat_id").as_int64());
    }

    static std::string peer(const std::string& chat_number) {
        return std::to_string(chat_peer_base + std::stoll(chat_number));
    }

    http::Response http(std::string verb, std::string target, std::string body = {}) {
        return sandbox
            .answer({.method = std::move(verb),
                     .target = std::move(target),
                     .headers = {},
                     .body = std::move(body),
                     .peer = {}},
                    now)
            .response;
    }
};

inline json::array integers(std::initializer_list<std::int64_t> values) {
    return json::array(values.begin(), values.end());
}

}  // namespace rosterd::sandbox::testing
