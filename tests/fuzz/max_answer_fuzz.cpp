// Answers of MAX's Bot API: every kind of call, partial failures, histories; no text of MAX's in
// ours.
#include <array>

#include "adapters/platform/max/max_added.hpp"
#include "adapters/platform/max/max_answer.hpp"
#include "adapters/platform/max/max_message.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace rosterd::fuzz {
namespace {

constexpr std::size_t call_kinds = static_cast<std::size_t>(max::CallKind::subscribe) + 1;

void read_whatever_it_is(const boost::json::value& answer) {
    constexpr std::array<UserId, 3> asked{11, 12, 13};
    const auto added = max::read_add_answer(answer, asked);
    for (const auto& [user, code] : added.failed) {
        const Error why = max::not_added(code);
        require_fit_to_show(why.what);
        require_fit_to_show(why.hint);
    }
    for (const max::SeenMessage& message : max::read_history(answer)) {
        require(!message.id.empty(), "a message without an id");
    }
}

}  // namespace

/// Lines: the HTTP status; the kind of call; the header Retry-After.
FUZZ_TARGET(max_answer) {
    http::Response response;
    response.status = static_cast<int>(input.number(599));
    const auto kind = static_cast<max::CallKind>(input.choice(call_kinds));
    response.headers["retry-after"] = input.line();
    response.body = input.rest();
    const auto wait = max::retry_after(response);
    require(!wait || (wait->count() >= 0 && wait->count() <= 3600), "an hour is the most");
    const auto reply = max::parse_answer(response, kind);
    if (const auto* error = std::get_if<Error>(&reply)) {
        require_fit_to_show(error->what);
        require_fit_to_show(error->hint);
    } else if (const auto* refusal = std::get_if<max::MaxError>(&reply)) {
        const auto verdict = max::judge(*refusal, kind);
        if (!verdict.error) return;
        require_fit_to_show(verdict.error->what);
        require_fit_to_show(verdict.error->hint);
    } else {
        require(response.status < 300, "a value out of a refusal");
        read_whatever_it_is(std::get<boost::json::value>(reply));
    }
}

}  // namespace rosterd::fuzz
