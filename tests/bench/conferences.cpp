// Schools with nothing but their conferences, under a virtual clock.
#include "tests/bench/conferences.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <stdexcept>

#include "adapters/store/sqlite_store.hpp"
#include "daemon/conference_clock.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/virtual_clock.hpp"

namespace rosterd::bench {
namespace {

constexpr double mib = 1024.0 * 1024.0;
constexpr UnixSeconds now = 1'800'000'000;
constexpr UnixSeconds until_start = 600;
constexpr UnixSeconds lesson = 2'400;

/// Counts, and keeps nothing: what is measured is ours.
class CountingProvider final : public CallProvider {
  public:
    [[nodiscard]] std::string_view name() const override { return "counting"; }
    boost::asio::awaitable<std::vector<Result<Call>>> start(std::vector<CallWish> wishes,
                                                            Priority) override {
        started += wishes.size();
        std::vector<Result<Call>> calls;
        for (const CallWish& wish : wishes) {
            calls.emplace_back(Call{.id = "b2a5dd01-5f1d-4c5e-9d8a-" + wish.key,
                                    .join_link = "https://vk.com/call/join/" + wish.key});
        }
        co_return calls;
    }
    boost::asio::awaitable<std::vector<Result<void>>> finish(std::vector<Call> calls,
                                                             Priority) override {
        ended += calls.size();
        co_return std::vector<Result<void>>(calls.size());
    }
    boost::asio::awaitable<std::vector<Result<CallState>>> look(std::vector<Call> calls,
                                                                Priority) override {
        co_return std::vector<Result<CallState>>(calls.size(), CallState::unknown);
    }
    [[nodiscard]] std::string personal_link(const Call& call, std::string_view,
                                            CallRole) const override {
        return call.join_link;
    }

    std::size_t started = 0;
    std::size_t ended = 0;
};

ConferenceRecord record(std::uint32_t number) {
    PlannedConference plan;
    plan.id = fmt::format("2027-01-15-lesson-{:03}", number);
    plan.chat = fmt::format("subject/group-{}", number);
    plan.lesson = fmt::format("2027-01-15-{:03}", number);
    plan.title = "7В - Информатика и ИКТ - 15.01.2027 - 08:00 - 08:40";
    plan.subject = "Информатика и ИКТ";
    plan.classes = "7В";
    plan.creator = fmt::format("t{}", number);
    plan.starts = now + until_start;
    plan.ends = plan.starts + lesson;
    plan.exclusive = {fmt::format("class/{}", number)};
    return {.plan = std::move(plan)};
}

double heap_bytes() {
    return static_cast<double>(mallinfo2().uordblks);
}

}  // namespace

ConferenceRun start_conferences(std::uint32_t schools, std::uint32_t each) {
    // Two lines a lesson are not what is measured, and standard output is the report's.
    spdlog::set_level(spdlog::level::warn);
    test::TemporaryDirectory directory;
    auto store = store::open_sqlite_store(directory / "state.db");
    if (!store) throw std::runtime_error{store.error().what};
    const bool peak_known = restart_peak();
    const double peak_before = peak_gib().value_or(0);
    const double heap_before = heap_bytes();

    ConferenceRun run;
    run.conferences = std::size_t{schools} * each;
    boost::asio::io_context loop;
    test::VirtualClock clock{loop, now};
    CountingProvider provider;
    Accounts accounts;
    Notices notices;
    Schools states;
    for (std::uint32_t s = 0; s < schools; ++s) {
        SchoolState& state = states[std::to_string(s)];
        state.school = {std::to_string(s), "Школа", "Europe/Moscow", "sgo", "main", true};
        for (std::uint32_t c = 0; c < each; ++c) {
            state.memory.conferences.push_back(record(c));
        }
    }
    ConferenceClockSettings settings;
    settings.rules.emplace("sgo", ConferenceRule{});
    ConferenceClock conferences{{loop.get_executor(),
                                 clock,
                                 {**store, loop.get_executor()},
                                 accounts,
                                 states,
                                 notices,
                                 &provider},
                                std::move(settings)};
    bool stopping = false;
    boost::asio::co_spawn(loop, conferences.run(&stopping), [](const std::exception_ptr& bug) {
        if (bug) std::rethrow_exception(bug);
    });
    conferences.changed_all();
    clock.run_for(std::chrono::seconds{1});
    if (heap_before > 0) run.held_mib = (heap_bytes() - heap_before) / mib;
    run.starting = timed([&] { clock.run_for(std::chrono::seconds{until_start + 60}); });
    run.started = provider.started;
    clock.run_for(std::chrono::seconds{lesson});
    run.ended = provider.ended;
    constexpr double mib_per_gib = 1024;
    if (peak_known) run.peak_mib = (peak_gib().value_or(0) - peak_before) * mib_per_gib;
    stopping = true;
    conferences.wake();
    clock.settle();
    return run;
}

}  // namespace rosterd::bench
