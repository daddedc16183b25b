// The control surface's routes and bodies before a daemon that only remembers: every answer is JSON
// with a status that the description knows, and who may only watch changes nothing.
#include "daemon/control/control_api.hpp"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <set>

#include "daemon/control/request_body.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/json_input.hpp"
#include "tests/unit/control/control_world.hpp"

namespace rosterd::fuzz {
namespace {

using control::Right;

http::Response answer_of(control::ControlApi& api, http::Request request) {
    boost::asio::io_context loop;
    std::optional<http::Response> answer;
    boost::asio::co_spawn(loop, api.handle(std::move(request)),
                          [&](const std::exception_ptr& bug, http::Response given) {
                              if (bug) std::rethrow_exception(bug);
                              answer = std::move(given);
                          });
    loop.run();
    require(answer.has_value(), "no answer");
    return std::move(*answer);
}

void require_described(const http::Response& answer) {
    static const std::set<int> statuses{200, 400, 403, 404, 405, 409, 503};
    require(statuses.contains(answer.status), "a status that docs/openapi.yaml does not have");
    const auto body = json_of(answer.body);
    require(body && body->is_object(), "an answer that is no JSON object");
    if (answer.status == 200 || answer.status == 503) return;
    const auto* error = body->get_object().if_contains("error");
    require(error != nullptr && error->is_object(), "a refusal without an error");
    for (const char* part : {"code", "message", "hint"}) {
        const auto* text = error->get_object().if_contains(part);
        require(text != nullptr && text->is_string(), "an error without its parts");
    }
}

std::unique_ptr<testing::FakeDaemon> new_daemon() {
    static const SchoolState settled = testing::school_state(testing::settled_school());
    static const SchoolState held = testing::school_state(testing::school_with_a_hold(), "18");
    auto daemon = std::make_unique<testing::FakeDaemon>();
    daemon->states["17"] = settled;
    daemon->states["18"] = held;
    daemon->states["19"].error = Error{ErrorKind::transient, "read journal: connection refused"};
    return daemon;
}

}  // namespace

/// Lines: the right (0 none, 1 watch, 2 operate); the method; the target. The rest is the body.
FUZZ_TARGET(control_api) {
    constexpr std::array rights{Right::none, Right::watch, Right::operate};
    const Right right = rights.at(input.choice(rights.size()));
    http::Request request;
    request.method = input.line();
    request.target = input.line();
    request.body = input.rest();
    request.peer = http::Peer{3'999'999, 3'999'999, 1};
    const bool reads = request.method == "GET";

    const auto daemon = new_daemon();
    control::ControlApi api{*daemon, [right](const http::Peer&) { return right; }};
    const auto answer = answer_of(api, std::move(request));
    require_described(answer);
    require(right != Right::none || answer.status == 403 || answer.status == 400,
            "who may nothing got an answer");
    require(right == Right::operate || daemon->calls().empty(), "who may watch changed something");
    require(!reads || daemon->calls().empty() || right == Right::operate,
            "a read changed something");
}

FUZZ_TARGET(request_body) {
    auto body = control::RequestBody::parse(std::string{input.rest()});
    if (!body) return;
    std::ignore = body->text("title");
    std::ignore = body->required_text("person");
    std::ignore = body->flag("admin");
    const auto number = body->number("number");
    require(!number || std::abs(*number) < (std::int64_t{1} << 53), "a number beyond any id");
    std::ignore = body->texts("kinds");
    std::ignore = body->time("until");
    for (control::RequestBody& each : body->objects("people")) {
        std::ignore = each.required_text("person");
        body->blame(each.end());
    }
    const auto end = body->end();
    require(end || end.error().kind == ErrorKind::invalid_input, "another kind of error");
}

}  // namespace rosterd::fuzz
