// rosterd-simulate: runs years from seeds and says which seed breaks a promise. See ./dev simulate.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "tests/simulation/year/simulated_year.hpp"

namespace {

using rosterd::test::SimulatedYear;
using rosterd::test::YearReport;

constexpr std::uint64_t progress_every = 500;

YearReport run(std::uint64_t seed, bool verbose) {
    std::function<void(std::string_view)> listener;
    if (verbose) listener = [](std::string_view line) { fmt::print("{}\n", line); };
    return SimulatedYear{seed, std::move(listener)}.run();
}

}  // namespace

int main(int argc, char** argv) {
    std::uint64_t seeds = 1'000;
    std::uint64_t from = 1;
    std::uint64_t one = 0;
    bool verbose = false;
    bool keep_going = false;
    CLI::App app{"Simulated years of a school, each from one seed"};
    app.add_option("--seeds", seeds, "how many seeds")->capture_default_str();
    app.add_option("--from", from, "the first seed")->capture_default_str();
    app.add_option("--seed", one, "only this seed, and its hash");
    app.add_flag("--verbose", verbose, "everything that happens");
    app.add_flag("--keep-going", keep_going, "do not stop at the first seed that fails");
    CLI11_PARSE(app, argc, argv);
    spdlog::set_level(verbose ? spdlog::level::info : spdlog::level::off);
    if (one != 0) {
        from = one;
        seeds = 1;
    }
    std::uint64_t failed = 0;
    for (std::uint64_t seed = from; seed < from + seeds; ++seed) {
        const YearReport report = run(seed, verbose);
        if (one != 0) {
            fmt::print("seed {}: {} lines, hash {:016x}, {} lives, {} faults\n", seed, report.lines,
                       report.hash, report.lives, report.faults);
        }
        if (!report.broken.empty()) {
            ++failed;
            fmt::print("seed {} FAILED: {}\n  again: ./dev simulate --seed {} --verbose\n", seed,
                       report.broken, seed);
            if (!keep_going) break;
        }
        const std::uint64_t done = seed - from + 1;
        if (done % progress_every == 0) fmt::print("{} of {} seeds\n", done, seeds);
        std::fflush(stdout);
    }
    if (failed == 0) fmt::print("{} seeds, no promise broken\n", seeds);
    return failed == 0 ? 0 : 1;
}
