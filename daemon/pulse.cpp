// A question is a flag that the asked thread sets.
#include "daemon/pulse.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <memory>
#include <utility>

namespace rosterd {

struct Pulse::Question {
    std::atomic<bool> answered{false};
};

Pulse::Pulse(Threads threads) {
    for (auto& [name, thread] : threads) threads_.emplace(name, Asked{std::move(thread)});
}

void Pulse::ask(SteadyTime now) {
    for (auto& [name, asked] : threads_) {
        if (asked.question && !asked.question->answered) continue;
        asked.question = std::make_shared<Question>();
        asked.since = now;
        boost::asio::post(asked.thread, [question = asked.question] { question->answered = true; });
    }
}

std::optional<std::string> Pulse::stuck(SteadyTime now, std::chrono::milliseconds patience) const {
    for (const auto& [name, asked] : threads_) {
        const bool waits = asked.question && !asked.question->answered;
        if (waits && now - asked.since > patience) return name;
    }
    return std::nullopt;
}

}  // namespace rosterd
