// Requests, batches, and what the failure of a whole batch means for its calls.
#include "adapters/platform/vk/vk_caller.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "adapters/platform/answer_errors.hpp"

namespace rosterd::vk {
namespace {

bool nothing_is_written(const std::vector<MethodCall>& calls) {
    return std::ranges::all_of(calls, [](const MethodCall& call) { return only_reads(call.kind); });
}

/// Answers to a whole `execute` after which some of its calls may have run (vk.md §3.1).
bool leaves_doubt(int code) {
    return code == 1 || code == 10 || code == script_failed || code == 36;
}

InnerReply not_sent_after(const InnerReply& failed) {
    const auto* error = std::get_if<Error>(&failed);
    return error == nullptr ? failed : InnerReply{rosterd::not_sent_after(*error)};
}

}  // namespace

Caller::Caller(boost::asio::any_io_executor executor, Clock& clock, CallerOptions options,
               std::unique_ptr<http::Client> client)
    : options_{std::move(options)},
      client_{std::move(client)},
      budget_{std::move(executor), clock,
              BudgetOptions{.quota = {.requests_per_second = options_.requests_per_second},
                            .in_flight_max = in_flight_for(options_.requests_per_second)}} {}

Result<std::unique_ptr<Caller>> Caller::create(boost::asio::any_io_executor executor, Clock& clock,
                                               CallerOptions options) {
    http::ClientOptions http;
    http.base_url = options.base_url;
    http.ca_file = options.ca_file;
    http.timeout = options.timeout;
    http.body_bytes_max = 8U * 1024 * 1024;  // VK's own limit is 5 MB (vk.md §3)
    http.connections_max = in_flight_for(options.requests_per_second);
    auto client = http::Client::create(executor, std::move(http));
    if (!client) return std::move(client).error();
    return std::unique_ptr<Caller>{
        new Caller{std::move(executor), clock, std::move(options), std::move(*client)}};
}

http::Request Caller::request_for(std::string_view method, boost::json::object parameters) const {
    parameters["v"] = api_version;
    http::Request request;
    request.method = "POST";
    request.target = "/method/" + std::string{method};
    // The token goes in the header only: targets and bodies may end up in logs.
    request.headers["authorization"] = "Bearer " + options_.token;
    request.headers["content-type"] = "application/x-www-form-urlencoded";
    request.headers["accept"] = "application/json";
    request.body = form_of(parameters);
    return request;
}

boost::asio::awaitable<Reply> Caller::send(http::Request request, Priority priority) {
    for (unsigned refusals = 0; refusals <= options_.quota_refusals_max; ++refusals) {
        auto permit = co_await budget_.acquire(priority);
        if (!permit) co_return std::move(permit).error();
        ++requests_;
        auto response = co_await client_->send(request, [&permit] { permit->leaves(); });
        if (!response) co_return std::move(response).error();
        Reply reply = parse_answer(*response);
        const auto* error = std::get_if<VkError>(&reply);
        if (error == nullptr || error->code != too_many_per_second) co_return reply;
        ++refused_by_quota_;
        budget_.penalise();
    }
    co_return VkError{too_many_per_second, 0, {}};
}

boost::asio::awaitable<Reply> Caller::call(MethodCall call, Priority priority) {
    auto request = request_for(call.method, std::move(call.parameters));
    co_return co_await send(std::move(request), priority);
}

boost::asio::awaitable<Caller::Batch> Caller::run_one(MethodCall call, Priority priority) {
    Reply reply = co_await this->call(std::move(call), priority);
    Batch batch;
    if (auto* answer = std::get_if<Answer>(&reply)) {
        const auto& value = answer->response;
        const bool failed = value.is_null() || (value.is_bool() && !value.get_bool());
        if (failed) {
            batch.replies.emplace_back(VkError{});
        } else {
            batch.replies.emplace_back(std::move(answer->response));
        }
    } else if (auto* error = std::get_if<VkError>(&reply)) {
        batch.replies.emplace_back(std::move(*error));
    } else {
        batch.replies.emplace_back(std::move(std::get<Error>(reply)));
        batch.failed = true;
    }
    co_return batch;
}

boost::asio::awaitable<Caller::Batch> Caller::run_halves(std::vector<MethodCall> calls,
                                                         Priority priority) {
    const auto middle = calls.begin() + static_cast<std::ptrdiff_t>(calls.size() / 2);
    std::vector<MethodCall> second{std::make_move_iterator(middle),
                                   std::make_move_iterator(calls.end())};
    calls.erase(middle, calls.end());
    Batch first = co_await run_batch(std::move(calls), priority);
    if (first.failed) {
        first.replies.resize(first.replies.size() + second.size(),
                             not_sent_after(first.replies.back()));
        co_return first;
    }
    Batch rest = co_await run_batch(std::move(second), priority);
    std::ranges::move(rest.replies, std::back_inserter(first.replies));
    first.failed = rest.failed;
    co_return first;
}

boost::asio::awaitable<Caller::Batch> Caller::run_batch(std::vector<MethodCall> calls,
                                                        Priority priority) {
    if (calls.size() == 1) co_return co_await run_one(std::move(calls.front()), priority);
    boost::json::object parameters;
    parameters["code"] = script_of(calls);
    auto request = request_for("execute", std::move(parameters));
    Reply reply = co_await send(std::move(request), priority);
    if (auto* answer = std::get_if<Answer>(&reply)) {
        co_return Batch{split_answer(std::move(*answer), calls.size()), false};
    }
    InnerReply all = Error{ErrorKind::unknown_outcome, ""};
    if (const auto* error = std::get_if<VkError>(&reply)) {
        const bool reads = nothing_is_written(calls);
        const bool halve =
            error->code == script_does_not_compile || (error->code == script_failed && reads);
        if (halve) co_return co_await run_halves(std::move(calls), priority);
        if (leaves_doubt(error->code) && !reads) {
            all = Error{ErrorKind::unknown_outcome,
                        "error " + std::to_string(error->code) + " of a whole batch"};
        } else {
            all = *error;
        }
    } else {
        all = std::get<Error>(reply);
    }
    co_return Batch{std::vector<InnerReply>(calls.size(), all), true};
}

boost::asio::awaitable<std::vector<InnerReply>> Caller::run(std::vector<MethodCall> calls,
                                                            Priority priority,
                                                            std::size_t per_request) {
    std::vector<InnerReply> replies;
    replies.reserve(calls.size());
    const std::size_t step = std::clamp<std::size_t>(per_request, 1, execute_calls_max);
    for (std::size_t begin = 0; begin < calls.size(); begin += step) {
        const auto from = calls.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto count = static_cast<std::ptrdiff_t>(std::min(step, calls.size() - begin));
        std::vector<MethodCall> part{std::make_move_iterator(from),
                                     std::make_move_iterator(from + count)};
        Batch batch = co_await run_batch(std::move(part), priority);
        std::ranges::move(batch.replies, std::back_inserter(replies));
        if (batch.failed) replies.resize(calls.size(), not_sent_after(replies.back()));
        if (batch.failed) break;
    }
    co_return replies;
}

}  // namespace rosterd::vk
