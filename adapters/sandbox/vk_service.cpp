// The endpoint: who calls, may he, what goes wrong on demand, and the envelope of the answer.
#include "adapters/sandbox/vk_service.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "adapters/sandbox/vk_script.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

constexpr std::size_t person_calls_per_second = 3;
constexpr std::size_t community_calls_per_second = 20;

bool allowed(Callers callers, MemberId actor) {
    if (callers == Callers::users_only) return actor > 0;
    return callers == Callers::everybody || actor < 0;
}

/// 27 for a user-only method under a community token, 15 the other way round.
ApiError wrong_kind(MemberId actor) {
    return actor < 0 ? api_error(27) : api_error(15, "no access to call this method");
}

Outcome<ApiVersion> version_of(const Parameters& parameters) {
    const auto found = parameters.find("v");
    if (found == parameters.end()) return api_error(8, "v is required");
    const auto version = to_version(found->second);
    if (!version) return api_error(8, "v is invalid");
    if (*version < oldest_version) {
        return api_error(8,
                         "versions below 5.81 are deprecated. Version param should be passed "
                         "as \"v\". \"version\" param is invalid and not supported");
    }
    return *version;
}

/// The answer of a fault that leaves nothing done.
VkAnswer failure(const Fault& fault) {
    if (fault.kind == FaultKind::refuse || fault.kind == FaultKind::silence) {
        return {.body = {}, .delivery = http::Delivery::dropped, .delay = fault.delay};
    }
    return {.status = fault.kind == FaultKind::http_500 ? 500 : 200,
            .content_type = "text/html",
            .body = std::string{trouble_page}};
}

}  // namespace

json::object error_envelope(const ApiError& error, const VkRequest& request) {
    json::array sent;
    for (const auto& [key, value] : request.parameters) {
        sent.push_back(json::object{{"key", key}, {"value", value}});
    }
    sent.push_back(json::object{{"key", "method"}, {"value", request.method}});
    sent.push_back(json::object{{"key", "oauth"}, {"value", "1"}});
    return {{"error", json::object{{"error_code", error.code},
                                   {"error_msg", error.message},
                                   {"request_params", std::move(sent)}}}};
}

void VkService::add_account(Account account) {
    std::size_t rate = account.calls_per_second;
    if (rate == 0) rate = account.owner < 0 ? community_calls_per_second : person_calls_per_second;
    holders_.insert_or_assign(std::move(account.token),
                              Holder{.owner = account.owner, .quota = Quota{rate}});
}

std::vector<MemberId> VkService::owners() const {
    std::set<MemberId> owners;
    for (const auto& [token, holder] : holders_) owners.insert(holder.owner);
    return {owners.begin(), owners.end()};
}

std::vector<std::string> VkService::names_of(const VkRequest& request) const {
    std::vector<std::string> names{request.method};
    if (request.method != "execute" || faults_.list().empty()) return names;
    const auto code = request.parameters.find("code");
    if (code == request.parameters.end()) return names;
    if (auto script = parse_script(code->second); script.has_value()) {
        names.insert(names.end(), script->methods.begin(), script->methods.end());
    }
    return names;
}

VkAnswer VkService::answer(VkRequest request, Moment now) {
    if (request.method.ends_with(".json")) request.method.resize(request.method.size() - 5);
    if (const auto token = request.parameters.extract("access_token");
        !token.empty() && request.token.empty()) {
        request.token = token.mapped();
    }
    const auto found = holders_.find(request.token);
    Holder* const holder = found == holders_.end() ? nullptr : &found->second;
    const MemberId account = holder == nullptr ? 0 : holder->owner;
    const auto fault = faults_.hit_call(account, names_of(request));
    const bool refused =
        fault && (fault->kind == FaultKind::error_code || fault->kind == FaultKind::error_in_200);
    const bool coded = refused || (fault && fault->kind == FaultKind::token_dead);
    if (fault && !coded && prevents_work(fault->kind)) {
        log(request, account, -1, now);
        return failure(*fault);
    }
    auto done = [&]() -> Outcome<json::object> {
        if (refused) {
            return api_error(fault->code, "by a fault on demand");
        }
        if (coded) {
            return api_error(5, "invalid access_token (4).");
        }
        return perform(request, holder, now);
    }();
    log(request, account, done.has_error() ? done.error().code : 0, now);
    VkAnswer answer;
    answer.body = json::serialize(done.has_error() ? error_envelope(done.error(), request) : *done);
    if (!fault) return answer;
    answer.delay = fault->delay;
    answer.delivery = delivery_of(fault->kind);
    answer.off_schema = is_off_schema(fault->kind);
    answer.body = spoilt(fault->kind, std::move(answer.body));
    return answer;
}

Outcome<json::object> VkService::perform(const VkRequest& request, Holder* holder, Moment now) {
    if (request.verb != "GET" && request.verb != "POST") return api_error(9999);
    if (request.token.empty()) return api_error(5, "no access_token passed.");
    if (holder == nullptr) return api_error(5, "invalid access_token (4).");
    const MemberId actor = holder->owner;
    const Method* const method = find_method(request.method);
    if (method != nullptr && !allowed(method->callers, actor)) return wrong_kind(actor);
    const auto version = version_of(request.parameters);
    if (version.has_error()) return version.error();
    if (!holder->quota.admit(now)) {
        log_.count_refused_6();
        return api_error(6);
    }
    const Caller caller{.actor = actor, .version = *version, .origin = request.origin, .now = now};
    if (request.method == "execute") return execute(request, caller);
    if (method == nullptr) return api_error(3);
    auto response = run(*method, request.parameters, caller);
    if (response.has_error()) return response.error();
    return json::object{{"response", std::move(*response)}};
}

Outcome<json::value> VkService::run(const Method& method, const Parameters& parameters,
                                    const Caller& caller) {
    take_in_events();
    auto response = method.run({.world = world_,
                                .long_poll = long_poll_,
                                .actor = caller.actor,
                                .parameters = parameters,
                                .version = caller.version,
                                .origin = caller.origin,
                                .now = caller.now});
    take_in_events();  // at once: later, others may be in the chat
    return response;
}

void VkService::take_in_events() {
    if (world_.last_event() == long_poll_.position()) return;
    long_poll_.take_in(owners());
}

VkAnswer VkService::poll(const Parameters& parameters, Moment now) {
    take_in_events();
    const Poll poll{.parameters = parameters, .now = now};
    const auto fault = faults_.hit_poll(long_poll_.viewer_of(poll).value_or(0));
    if (fault && prevents_work(fault->kind)) return failure(*fault);
    VkAnswer answer;
    answer.body = json::serialize(long_poll_.answer(poll));
    if (!fault) return answer;
    answer.delay = fault->delay;
    answer.delivery = delivery_of(fault->kind);
    answer.body = spoilt(fault->kind, std::move(answer.body));
    return answer;
}

std::chrono::milliseconds VkService::patience(const Parameters& parameters, Moment now) {
    take_in_events();
    return long_poll_.patience({.parameters = parameters, .now = now});
}

Outcome<json::object> VkService::execute(const VkRequest& request, const Caller& caller) {
    const auto code = request.parameters.find("code");
    if (code == request.parameters.end()) return api_error(100, "code is undefined");
    const auto script = parse_script(code->second);
    if (script.has_error()) return script.error();
    json::array errors;
    const InnerCall inner = [&](const std::string& method, const Parameters& parameters) {
        return run_inner(method, parameters, caller, errors);
    };
    auto response = run_script(*script, request.parameters, inner);
    if (response.has_error()) return response.error();
    json::object envelope{{"response", std::move(*response)}};
    if (errors.empty()) return envelope;
    if (options_.repeat_last_error_as_execute) {
        json::object last = errors.back().as_object();
        last["method"] = "execute";
        errors.push_back(std::move(last));
    }
    envelope["execute_errors"] = std::move(errors);
    return envelope;
}

json::value VkService::run_inner(const std::string& name, Parameters parameters,
                                 const Caller& caller, json::array& errors) {
    const MemberId actor = caller.actor;
    const auto result = [&]() -> Outcome<json::value> {
        if (const auto fault = faults_.hit_inner(actor, name)) {
            return api_error(fault->code, "by a fault on demand");
        }
        const Method* const method = find_method(name);
        if (method == nullptr) return api_error(3);
        if (!allowed(method->callers, actor)) return wrong_kind(actor);
        return run(*method, parameters, caller);
    }();
    if (watch_) watch_(name, parameters, result);
    log_inner(name, std::move(parameters), actor, result.has_error() ? result.error().code : 0,
              caller.now);
    if (result.has_value()) return *result;
    errors.push_back(json::object{{"method", name},
                                  {"error_code", result.error().code},
                                  {"error_msg", result.error().message}});
    return false;
}

void VkService::log(const VkRequest& request, MemberId account, int error, Moment now) {
    const bool known = request.method == "execute" || find_method(request.method) != nullptr;
    log_.add({.at = now,
              .account = account,
              .method = request.method,
              .parameters = request.parameters,
              .error = error},
             known ? MethodName::known : MethodName::unknown);
}

void VkService::log_inner(std::string method, Parameters parameters, MemberId account, int error,
                          Moment now) {
    const bool known = find_method(method) != nullptr;
    log_.add({.at = now,
              .account = account,
              .method = std::move(method),
              .parameters = std::move(parameters),
              .error = error,
              .inner = true},
             known ? MethodName::known : MethodName::unknown);
}

}  // namespace rosterd::sandbox
