// Sends the requests, some at a time, and says what their answers mean for a call.
#include "adapters/calls/bigbluebutton.hpp"

#include <utility>

#include "adapters/calls/bigbluebutton_answer.hpp"
#include "adapters/calls/bigbluebutton_requests.hpp"
#include "adapters/http/client.hpp"
#include "adapters/http/origin.hpp"
#include "adapters/in_parallel.hpp"
#include "adapters/platform/budget.hpp"

namespace rosterd::calls {
namespace {

using boost::asio::awaitable;
using Answer = BigBlueButtonAnswer;

class BigBlueButton final : public CallProvider {
  public:
    BigBlueButton(boost::asio::any_io_executor executor, Clock& clock, BigBlueButtonOptions options,
                  std::unique_ptr<http::Client> client)
        : options_{std::move(options)},
          client_{std::move(client)},
          budget_{std::move(executor), clock,
                  BudgetOptions{.quota = {.requests_per_second = options_.requests_per_second},
                                .in_flight_max = options_.requests_in_flight_max}} {}

    [[nodiscard]] std::string_view name() const override { return "bigbluebutton"; }
    [[nodiscard]] bool can_look() const override { return true; }

    awaitable<std::vector<Result<Call>>> start(std::vector<CallWish> wishes,
                                               Priority priority) override {
        ItemWork<Call> one = [&](std::size_t index) { return start_one(wishes[index], priority); };
        co_return co_await in_parallel(wishes.size(), std::move(one), limits());
    }

    awaitable<std::vector<Result<void>>> finish(std::vector<Call> calls,
                                                Priority priority) override {
        ItemWork<void> one = [&](std::size_t index) { return finish_one(calls[index], priority); };
        co_return co_await in_parallel(calls.size(), std::move(one), limits());
    }

    awaitable<std::vector<Result<CallState>>> look(std::vector<Call> calls,
                                                   Priority priority) override {
        ItemWork<CallState> one = [&](std::size_t index) {
            return look_at(calls[index], priority);
        };
        co_return co_await in_parallel(calls.size(), std::move(one), limits());
    }

    [[nodiscard]] std::string personal_link(const Call& call, std::string_view person_name,
                                            CallRole role) const override {
        const std::string_view shown = person_name.empty() ? options_.guest_name : person_name;
        return join_link(call.id, {.name = shown, .role = role});
    }

  private:
    [[nodiscard]] Signing signing() const { return {options_.secret, options_.checksum}; }
    [[nodiscard]] ParallelLimits limits() const {
        return {.in_flight_max = options_.requests_in_flight_max};
    }
    [[nodiscard]] std::string join_link(std::string_view meeting, Entrant entrant) const {
        const auto parameters = join_parameters(options_.secret, meeting, entrant);
        return options_.base_url + signed_target("join", parameters, signing());
    }

    [[nodiscard]] std::string guest_link(std::string_view meeting) const {
        return join_link(meeting, {.name = options_.guest_name, .guest = true});
    }

    awaitable<Result<Answer>> ask(std::string_view call, Parameters parameters, Priority priority);
    awaitable<Result<Call>> start_one(CallWish wish, Priority priority);
    awaitable<Result<Call>> find_one(CallWish wish, Priority priority);
    awaitable<Result<void>> finish_one(Call call, Priority priority);
    awaitable<Result<CallState>> look_at(Call call, Priority priority);

    BigBlueButtonOptions options_;
    std::unique_ptr<http::Client> client_;
    Budget budget_;
};

/// An answer that says FAILED is no error here: some failures are what the caller wants.
awaitable<Result<Answer>> BigBlueButton::ask(std::string_view call, Parameters parameters,
                                             Priority priority) {
    auto permit = co_await budget_.acquire(priority);
    if (!permit) co_return std::move(permit).error();
    http::Request request;
    request.method = "GET";  // all of them are repeatable, so a closed connection may be replaced
    request.target = signed_target(call, parameters, signing());
    request.headers["accept"] = "text/xml, application/xml";
    auto response = co_await client_->send(std::move(request), [&permit] { permit->leaves(); });
    if (!response) co_return std::move(response).error();
    co_return parse_answer(*response);
}

awaitable<Result<Call>> BigBlueButton::start_one(CallWish wish, Priority priority) {
    if (wish.only_existing) co_return co_await find_one(std::move(wish), priority);
    const MeetingRules rules{options_.secret, options_.length_margin};
    auto answer = co_await ask("create", create_parameters(wish, rules), priority);
    if (!answer) co_return std::move(answer).error().in("create");
    // A meeting that exists with the same passwords is a success too (duplicateWarning).
    if (!answer->success) co_return failure_of(*answer).in("create");
    Call call;
    call.id = meeting_id(wish.key);
    if (answer->meeting != call.id) {
        co_return Error{ErrorKind::unknown_outcome, "create: the answer is about another meeting"};
    }
    call.join_link = guest_link(call.id);
    co_return call;
}

awaitable<Result<Call>> BigBlueButton::find_one(CallWish wish, Priority priority) {
    Call call;
    call.id = meeting_id(wish.key);
    auto state = co_await look_at(call, priority);
    if (!state) co_return std::move(state).error();
    if (*state == CallState::gone)
        co_return Error{ErrorKind::not_found, "there is no such meeting"};
    call.join_link = guest_link(call.id);
    co_return call;
}

awaitable<Result<void>> BigBlueButton::finish_one(Call call, Priority priority) {
    auto answer = co_await ask("end", end_parameters(options_.secret, call.id), priority);
    if (!answer) co_return std::move(answer).error().in("end");
    const bool over = answer->success || answer->message_key == "notFound";
    if (!over) co_return failure_of(*answer).in("end");
    co_return Result<void>{};
}

awaitable<Result<CallState>> BigBlueButton::look_at(Call call, Priority priority) {
    auto answer = co_await ask("isMeetingRunning", meeting_parameters(call.id), priority);
    if (!answer) co_return std::move(answer).error().in("isMeetingRunning");
    if (!answer->success) co_return failure_of(*answer).in("isMeetingRunning");
    if (answer->running) co_return CallState::running;

    // Not running means empty or gone; only the long answer tells the two apart.
    answer = co_await ask("getMeetingInfo", meeting_parameters(call.id), priority);
    if (!answer) co_return std::move(answer).error().in("getMeetingInfo");
    if (answer->message_key == "notFound") co_return CallState::gone;
    if (!answer->success) co_return failure_of(*answer).in("getMeetingInfo");
    if (answer->end_ms > 0) co_return CallState::gone;  // remembered for a while after its end
    co_return answer->people > 0 ? CallState::running : CallState::empty;
}

Error wrong(std::string what, std::string hint = {}) {
    return {ErrorKind::invalid_input, std::move(what), std::move(hint)};
}

Result<void> check(BigBlueButtonOptions& options) {
    if (options.secret.empty()) return wrong("the secret is empty");
    if (options.requests_in_flight_max == 0) return wrong("requests_in_flight_max is 0");
    if (!(options.requests_per_second > 0)) return wrong("requests_per_second is not positive");
    if (options.length_margin.count() < 0) return wrong("length_margin is negative");
    const auto origin = http::parse_origin(options.base_url);
    if (!origin) return origin.error();
    if (origin->transport == http::Transport::local) {
        return wrong("base_url: people cannot open a unix socket");
    }
    while (options.base_url.ends_with('/')) options.base_url.pop_back();
    if (options.base_url.ends_with("/api")) {
        return wrong("base_url: ends with /api", "leave /api out: .../bigbluebutton");
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<CallProvider>> make_bigbluebutton(boost::asio::any_io_executor executor,
                                                         Clock& clock,
                                                         BigBlueButtonOptions options) {
    const auto good = check(options);
    if (!good) return Error{good.error()}.in("bigbluebutton");
    http::ClientOptions http;
    http.base_url = options.base_url;
    http.ca_file = options.ca_file;
    http.timeout = options.timeout;
    http.body_bytes_max = answer_bytes_max;
    http.connections_max = options.requests_in_flight_max;
    auto client = http::Client::create(executor, std::move(http));
    if (!client) return std::move(client).error().in("bigbluebutton");
    return std::unique_ptr<CallProvider>{std::make_unique<BigBlueButton>(
        std::move(executor), clock, std::move(options), std::move(*client))};
}

}  // namespace rosterd::calls
