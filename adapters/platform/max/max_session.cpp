// Opening an account and judging its answers.
#include "adapters/platform/max/max_session.hpp"

#include <utility>

#include "adapters/platform/max/max_json.hpp"

namespace rosterd::max {
namespace {

constexpr UnixSeconds adding_rests_s = 24 * 3600;

}  // namespace

Session::Session(Clock& clock, MaxOptions options, std::unique_ptr<Caller> caller)
    : clock_{clock}, options_{std::move(options)}, caller_{std::move(caller)} {}

AccountUse Session::use() const {
    AccountUse use;
    use.requests = caller_->requests();
    use.refused_by_quota = caller_->refused_by_quota();
    use.tokens = caller_->budget().tokens();
    if (stopped_) {
        use.state = "stopped";
        use.reason = stopped_->what;
    } else if (adding_obstacle()) {
        use.state = "limited";
        use.reason = adding_refused_->what;
    } else if (caller_->budget().limited()) {
        use.state = "limited";
        use.reason = "requests wait for the quota";
    }
    return use;
}

boost::asio::awaitable<void> Session::pause(unsigned disappointments) {
    const auto pause =
        pause_after(disappointments, options_.backoff_first, options_.backoff_most, 1);
    co_await clock_.sleep_until(clock_.steady() + pause);
}

boost::asio::awaitable<Result<void>> Session::open() {
    stopped_.reset();
    const auto answer = co_await ask(identity_call(), Priority::live);
    if (!answer) co_return Error{answer.error()}.in("account " + options_.name);
    const auto id = integer(*answer, "user_id").value_or(0);
    if (id <= 0 || id > user_id_max || !flag(*answer, "is_bot")) {
        stopped_ = Error{ErrorKind::authority, "the token is not of a bot",
                         "put the bot's token into the account's token file and reload"};
        co_return Error{*stopped_}.in("account " + options_.name);
    }
    self_ = id;
    username_ = text(*answer, "username");
    if (opened_at_ == 0) opened_at_ = clock_.now();
    co_return Result<void>{};
}

std::optional<Error> Session::obstacle() const {
    if (stopped_) return stopped_;
    if (self_ == 0) return Error{ErrorKind::authority, "the account is not open"};
    return std::nullopt;
}

Verdict Session::conclude(const Reply& reply, CallKind kind) {
    Verdict verdict;
    if (const auto* error = std::get_if<MaxError>(&reply)) {
        verdict = judge(*error, kind);
        if (verdict.stops_account) stopped_ = verdict.error;
    } else if (const auto* failure = std::get_if<Error>(&reply)) {
        verdict.error = *failure;
        const bool in_doubt = failure->kind == ErrorKind::unknown_outcome;
        if (in_doubt && only_reads(kind)) verdict.error->kind = ErrorKind::transient;
        verdict.reread = in_doubt && !only_reads(kind);
        verdict.nobody_answers = true;
    }
    return verdict;
}

boost::asio::awaitable<Result<boost::json::value>> Session::ask(Call call, Priority priority) {
    const CallKind kind = call.kind;
    Reply reply = co_await caller_->send(std::move(call), priority);
    Verdict verdict = conclude(reply, kind);
    if (verdict.error) co_return std::move(*verdict.error);
    co_return std::get<boost::json::value>(std::move(reply));
}

void Session::adding_vanished(int status) {
    adding_refused_ = adding_withdrawn(status);
    adding_tried_again_ = clock_.now() + adding_rests_s;
}

std::optional<Error> Session::adding_obstacle() const {
    if (clock_.now() >= adding_tried_again_) return std::nullopt;
    return adding_refused_;
}

}  // namespace rosterd::max
