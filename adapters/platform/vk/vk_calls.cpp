// Scripts sent, answers judged.
#include "adapters/platform/vk/vk_calls.hpp"

#include <algorithm>
#include <utility>

#include "adapters/platform/vk/vk_call_script.hpp"
#include "adapters/platform/vk/vk_json.hpp"

namespace rosterd::vk {
namespace {

using boost::asio::awaitable;

/// Two calls of one `execute` for each end: the call's and its place in the storage.
constexpr std::size_t ends_per_request = execute_calls_max / 2;

/// Answers to a whole script after which some of its calls may have run (vk.md §3.1).
bool leaves_doubt(int code) {
    return code == 1 || code == 10 || code == script_failed || code == 36;
}

class VkCalls final : public CallProvider {
  public:
    explicit VkCalls(std::shared_ptr<Session> session)
        : owner_{std::move(session)}, session_{*owner_} {}

    [[nodiscard]] std::string_view name() const override { return "vk_calls"; }

    awaitable<std::vector<Result<Call>>> start(std::vector<CallWish> wishes,
                                               Priority priority) override {
        std::vector<Result<Call>> results;
        results.reserve(wishes.size());
        std::optional<Error> broken;
        for (std::size_t begin = 0; begin < wishes.size(); begin += starts_per_script) {
            const auto from = wishes.begin() + static_cast<std::ptrdiff_t>(begin);
            const std::size_t count = std::min(starts_per_script, wishes.size() - begin);
            std::vector<CallWish> part{from, from + static_cast<std::ptrdiff_t>(count)};
            auto started = broken ? std::vector<Result<Call>>(count, Result<Call>{*broken})
                                  : co_await start_part(std::move(part), priority);
            const bool all_failed = std::ranges::none_of(
                started, [](const Result<Call>& each) { return each.has_value(); });
            if (all_failed && !broken && stops_the_rest(started.back().error().kind)) {
                broken = Error{ErrorKind::transient, "not sent: the starts before it failed"};
            }
            std::ranges::move(started, std::back_inserter(results));
        }
        co_return results;
    }

    awaitable<std::vector<Result<void>>> finish(std::vector<Call> calls,
                                                Priority priority) override {
        std::vector<Result<void>> results;
        if (const auto obstacle = session_.obstacle(CallKind::call_finish)) {
            results.assign(calls.size(), Result<void>{*obstacle});
            co_return results;
        }
        std::vector<MethodCall> methods;
        std::vector<std::size_t> places;
        for (const Call& call : calls) {
            const CallIdParts parts = parts_of_call_id(call.id);
            places.push_back(methods.size());
            methods.push_back(
                {CallKind::call_finish, "calls.forceFinish", {{"call_id", parts.vk_id}}});
            methods.push_back(
                {CallKind::call_finish, "storage.set", {{"key", parts.key}, {"value", ""}}});
        }
        const auto replies =
            co_await session_.caller().run(std::move(methods), priority, ends_per_request * 2);
        for (const std::size_t place : places) {
            const Verdict verdict = session_.conclude(replies[place], CallKind::call_finish);
            results.push_back(verdict.error ? Result<void>{*verdict.error} : Result<void>{});
        }
        co_return results;
    }

    /// There is no public "is this call alive" (vk.md §4.9).
    awaitable<std::vector<Result<CallState>>> look(std::vector<Call> calls,
                                                   Priority /*priority*/) override {
        co_return std::vector<Result<CallState>>(calls.size(), CallState::unknown);
    }

    /// Whoever opens the link names himself in VK.
    [[nodiscard]] std::string personal_link(const Call& call, std::string_view /*person_name*/,
                                            CallRole /*role*/) const override {
        return call.join_link;
    }

  private:
    static bool stops_the_rest(ErrorKind kind) {
        return kind == ErrorKind::transient || kind == ErrorKind::unknown_outcome ||
               kind == ErrorKind::cancelled;
    }

    awaitable<std::vector<Result<Call>>> start_part(std::vector<CallWish> wishes,
                                                    Priority priority) {
        if (const auto obstacle = session_.obstacle(CallKind::call_start)) {
            co_return std::vector<Result<Call>>(wishes.size(), Result<Call>{*obstacle});
        }
        MethodCall script{CallKind::call_start, "execute", {{"code", start_script(wishes)}}};
        Reply reply = co_await session_.caller().call(std::move(script), priority);
        auto* answer = std::get_if<Answer>(&reply);
        if (answer == nullptr) {
            const Error error = error_of_all(std::move(reply));
            co_return std::vector<Result<Call>>(wishes.size(), Result<Call>{error});
        }
        std::vector<Result<Call>> results;
        auto calls = split_starts(std::move(*answer), wishes);
        for (std::size_t i = 0; i < calls.size(); ++i) {
            results.push_back(conclude(calls[i], wishes[i]));
        }
        co_return results;
    }

    /// Why no call of the whole script is known to have run.
    Error error_of_all(Reply reply) {
        InnerReply all = Error{ErrorKind::unknown_outcome, "no answer"};
        if (const auto* refusal = std::get_if<VkError>(&reply)) {
            all = *refusal;
            if (leaves_doubt(refusal->code)) {
                all = Error{ErrorKind::unknown_outcome,
                            "error " + std::to_string(refusal->code) + " of a whole script"};
            }
        } else if (auto* error = std::get_if<Error>(&reply)) {
            all = std::move(*error);
        }
        const Verdict verdict = session_.conclude(all, CallKind::call_start);
        return verdict.error.value_or(Error{ErrorKind::unknown_outcome, "no answer"});
    }

    Result<Call> conclude(const ScriptedCall& scripted, const CallWish& wish) {
        if (scripted.absent) return Error{ErrorKind::not_found, "no earlier request made a call"};
        const Verdict verdict = session_.conclude(scripted.reply, CallKind::call_start);
        if (verdict.error) return *verdict.error;
        const auto& value = std::get<boost::json::value>(scripted.reply);
        return Call{call_id_of(text(value, "call_id"), storage_key(wish)), text(value, "join_link"),
                    scripted.unsure};
    }

    std::shared_ptr<Session> owner_;
    Session& session_;
};

}  // namespace

std::unique_ptr<CallProvider> make_vk_calls(std::shared_ptr<Session> session) {
    return std::make_unique<VkCalls>(std::move(session));
}

}  // namespace rosterd::vk
