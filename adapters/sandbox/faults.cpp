// The queue of faults: first due, first served; random ones when chaos was asked for.
#include "adapters/sandbox/faults.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rosterd::sandbox {
namespace {

constexpr std::array<std::string_view, 14> words{
    "lose_answer", "refuse", "delay",   "http_500", "html",      "truncate", "error_code",
    "token_dead",  "reset",  "silence", "drip",     "half_json", "huge",     "error_in_200"};

}  // namespace

std::string_view to_string(FaultKind kind) {
    return words.at(static_cast<std::size_t>(kind));
}

std::optional<FaultKind> to_fault_kind(std::string_view word) {
    const auto* const found = std::ranges::find(words, word);
    if (found == words.end()) return std::nullopt;
    return static_cast<FaultKind>(found - words.begin());
}

bool prevents_work(FaultKind kind) {
    using enum FaultKind;
    return kind == refuse || kind == silence || kind == http_500 || kind == html ||
           kind == error_code || kind == token_dead || kind == error_in_200;
}

http::Delivery delivery_of(FaultKind kind) {
    using enum FaultKind;
    if (kind == truncate) return http::Delivery::truncated;
    if (kind == FaultKind::reset) return http::Delivery::reset;
    if (kind == drip) return http::Delivery::dripped;
    const bool dropped = kind == lose_answer || kind == refuse || kind == silence;
    return dropped ? http::Delivery::dropped : http::Delivery::whole;
}

std::string spoilt(FaultKind kind, std::string body) {
    if (kind == FaultKind::half_json) body.resize(body.size() / 2);
    if (kind == FaultKind::huge) body.append(huge_bytes, ' ');
    return body;
}

bool is_off_schema(FaultKind kind) {
    using enum FaultKind;
    return kind == half_json || kind == huge;
}

bool Faults::add(Fault fault) {
    if (queue_.size() >= faults_max) return false;
    queue_.push_back(std::move(fault));
    return true;
}

template <class Matches>
std::optional<Fault> Faults::take(Matches matches) {
    for (auto fault = queue_.begin(); fault != queue_.end(); ++fault) {
        if (!matches(*fault)) continue;
        if (fault->after > 0) {
            --fault->after;
            continue;
        }
        Fault taken = *fault;
        if (--fault->times <= 0) queue_.erase(fault);
        return taken;
    }
    return std::nullopt;
}

std::optional<Fault> Faults::hit_call(MemberId account, std::span<const std::string> methods) {
    auto taken = take([&](const Fault& fault) {
        if (fault.account != 0 && fault.account != account) return false;
        if (fault.method.empty()) return true;
        const auto named = fault.kind == FaultKind::error_code ? methods.first(1) : methods;
        return std::ranges::find(named, fault.method) != named.end();
    });
    return taken ? taken : draw();
}

std::optional<Fault> Faults::hit_inner(MemberId account, std::string_view method) {
    return take([&](const Fault& fault) {
        return fault.kind == FaultKind::error_code && fault.method == method &&
               (fault.account == 0 || fault.account == account);
    });
}

std::optional<Fault> Faults::hit_poll(MemberId account) {
    return take([&](const Fault& fault) {
        return fault.method == "long_poll" && (fault.account == 0 || fault.account == account);
    });
}

std::optional<Fault> Faults::draw() {
    using enum FaultKind;
    constexpr std::array kinds{lose_answer, refuse, http_500, html, truncate, error_code};
    if (chaos_.per_mille <= 0) return std::nullopt;
    if (random_() % 1000 >= static_cast<std::uint64_t>(chaos_.per_mille)) return std::nullopt;
    Fault fault;
    fault.kind = kinds.at(random_() % kinds.size());
    return fault;
}

}  // namespace rosterd::sandbox
