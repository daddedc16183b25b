// Opening an account and judging its answers.
#include "adapters/platform/vk/vk_session.hpp"

#include <algorithm>

#include "adapters/platform/vk/vk_json.hpp"

namespace rosterd::vk {
namespace {

constexpr std::int64_t messages_right = 4096;  ///< vk.md §1.4

/// True when the answer of groups.getTokenPermissions shows the right `messages`, or shows nothing
/// that could be understood: then the first call on chats will tell.
bool may_send_messages(const boost::json::value& permissions) {
    if (const auto mask = integer(permissions, "mask")) {
        if ((*mask & messages_right) != 0) return true;
    }
    const auto* names = list(permissions, "permissions");
    if (names == nullptr) return !integer(permissions, "mask");
    return std::ranges::any_of(
        *names, [](const boost::json::value& one) { return text(one, "name") == "messages"; });
}

/// groups.getById answers {"groups": [...]} now and a bare array in older versions (vk.md §4.4).
std::optional<std::int64_t> first_id(const boost::json::value& answer) {
    const auto* items = answer.if_array();
    if (items == nullptr) items = list(answer, "groups");
    if (items == nullptr || items->empty()) return std::nullopt;
    return integer(items->front(), "id");
}

Error kind_mismatch(std::string_view found) {
    return {ErrorKind::authority, "the token is not of a " + std::string{found},
            "check token_kind of this account"};
}

}  // namespace

Session::Session(Clock& clock, VkOptions options, std::unique_ptr<Caller> caller)
    : clock_{clock}, options_{std::move(options)}, caller_{std::move(caller)} {}

AccountUse Session::use() const {
    AccountUse use;
    use.requests = caller_->requests();
    use.refused_by_quota = caller_->refused_by_quota();
    use.tokens = caller_->budget().tokens();
    const auto resting = rests_.any(clock_.steady());
    if (stopped_) {
        use.state = "stopped";
        use.reason = stopped_->what;
    } else if (resting) {
        use.state = "limited";
        use.reason = resting->what;
    } else if (caller_->budget().limited()) {
        use.state = "limited";
        use.reason = "requests wait for the quota";
    }
    return use;
}

boost::asio::awaitable<Result<UserId>> Session::who_is_the_user() {
    MethodCall call{CallKind::account, "users.get", {}};
    auto replies = co_await caller_->run({std::move(call)}, Priority::live, 1);
    const Verdict verdict = conclude(replies.front(), CallKind::account);
    if (verdict.error) co_return *verdict.error;
    const auto id = first_id(std::get<boost::json::value>(replies.front()));
    if (!id || *id <= 0) co_return kind_mismatch("user");
    co_return *id;
}

boost::asio::awaitable<Result<UserId>> Session::which_community() {
    std::vector<MethodCall> calls;
    calls.push_back({CallKind::account, "groups.getTokenPermissions", {}});
    calls.push_back({CallKind::account, "groups.getById", {}});
    auto replies = co_await caller_->run(std::move(calls), Priority::live, execute_calls_max);
    for (const auto& reply : replies) {
        const Verdict verdict = conclude(reply, CallKind::account);
        if (verdict.error) co_return *verdict.error;
    }
    if (!may_send_messages(std::get<boost::json::value>(replies[0]))) {
        co_return Error{ErrorKind::authority, "the token lacks the right to messages",
                        "make a token with the right \"messages\" in the community's settings"};
    }
    const auto id = first_id(std::get<boost::json::value>(replies[1]));
    if (!id || *id <= 0) co_return kind_mismatch("community");
    if (options_.community_id != 0 && *id != options_.community_id) {
        co_return Error{ErrorKind::authority,
                        "the token belongs to community " + std::to_string(*id) + ", not to " +
                            std::to_string(options_.community_id),
                        "check community of this account"};
    }
    co_return -*id;
}

boost::asio::awaitable<Result<void>> Session::open() {
    stopped_.reset();
    auto id = options_.token_kind == TokenKind::user ? co_await who_is_the_user()
                                                     : co_await which_community();
    if (!id) {
        if (id.error().kind == ErrorKind::authority) stopped_ = id.error();
        co_return std::move(id).error().in("account " + options_.name);
    }
    self_ = *id;
    co_return Result<void>{};
}

std::optional<Error> Session::obstacle(CallKind kind) const {
    if (stopped_) return stopped_;
    if (self_ == 0) return Error{ErrorKind::authority, "the account is not open"};
    return rests_.resting(kind, clock_.steady());
}

Verdict Session::remember(Verdict verdict, CallKind kind) {
    if (!verdict.error) {
        rests_.succeeded(kind);
    } else {
        rests_.begin(kind, verdict.rest, *verdict.error, clock_.now(), clock_.steady());
        if (verdict.stops_account) stopped_ = verdict.error;
    }
    return verdict;
}

Verdict Session::conclude(const InnerReply& reply, CallKind kind) {
    Verdict verdict;
    if (const auto* error = std::get_if<VkError>(&reply)) {
        verdict = judge(*error, kind);
    } else if (const auto* failure = std::get_if<Error>(&reply)) {
        verdict.error = *failure;
        verdict.reread = failure->kind == ErrorKind::unknown_outcome;
        if (only_reads(kind) && verdict.reread) verdict.error->kind = ErrorKind::transient;
    } else if (!only_reads(kind) && kind != CallKind::send) {
        const auto& value = std::get<boost::json::value>(reply);
        if (value.is_number() && integer(&value) == 0) verdict = judge(VkError{}, kind);
    }
    return remember(std::move(verdict), kind);
}

}  // namespace rosterd::vk
