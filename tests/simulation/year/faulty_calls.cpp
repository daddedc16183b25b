// Every request: the way there, the work, the way back. The witness sees each call that was made.
#include "tests/simulation/year/faulty_calls.hpp"

namespace rosterd::test {

using boost::asio::awaitable;

namespace {

const Error unreachable{ErrorKind::transient, "the model's calls are away"};
const Error no_answer{ErrorKind::unknown_outcome, "no answer"};

}  // namespace

awaitable<FaultyCalls::Fate> FaultyCalls::send(std::string_view method) {
    if (around_.dies_now()) around_.note("in calls {}, before", method);
    if (around_.dead) co_await around_.wait_for_ever();
    if (!around_.dice.percent(around_.weather.platform_percent)) co_return Fate::answered;
    ++around_.faults;
    const bool lost = around_.dice.percent(50);
    around_.note("calls {} {}", method, lost ? "is not answered" : "is refused");
    co_return lost ? Fate::lost : Fate::refused;
}

awaitable<void> FaultyCalls::come_back() {
    if (around_.dies_now()) around_.note("in calls, after");
    if (around_.dead) co_await around_.wait_for_ever();
}

awaitable<std::vector<Result<Call>>> FaultyCalls::start(std::vector<CallWish> wishes,
                                                        Priority priority) {
    const Fate fate = co_await send("start");
    if (fate == Fate::refused) co_return std::vector<Result<Call>>(wishes.size(), unreachable);
    const std::size_t before = whole_.history().size();
    auto calls = co_await whole_.start(wishes, priority);
    for (std::size_t i = before; i < whole_.history().size(); ++i) {
        witness_.call_made(whole_.history()[i], whole_.starts(whole_.history()[i].wish.key));
    }
    co_await come_back();
    if (fate == Fate::lost) calls.assign(wishes.size(), no_answer);
    co_return calls;
}

awaitable<std::vector<Result<void>>> FaultyCalls::finish(std::vector<Call> calls,
                                                         Priority priority) {
    const Fate fate = co_await send("finish");
    if (fate == Fate::refused) co_return std::vector<Result<void>>(calls.size(), unreachable);
    auto ended = co_await whole_.finish(calls, priority);
    co_await come_back();
    if (fate == Fate::lost) ended.assign(calls.size(), no_answer);
    co_return ended;
}

awaitable<std::vector<Result<CallState>>> FaultyCalls::look(std::vector<Call> calls,
                                                            Priority priority) {
    const Fate fate = co_await send("look");
    if (fate != Fate::answered) {
        co_return std::vector<Result<CallState>>(calls.size(), unreachable);
    }
    auto states = co_await whole_.look(std::move(calls), priority);
    co_await come_back();
    co_return states;
}

}  // namespace rosterd::test
