// rosterd-bench: the numbers of the design, measured on this machine beside what else can do it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "tests/bench/benchmark.hpp"

int main(int argc, char** argv) {
    using namespace rosterd::bench;
    CLI::App app{"Measures rosterd and prints what was asked, what was reached and what was not."};
    Options options;
    bool quick = false;
    bool json = false;
    app.add_flag("--quick", quick, "a region of 6 schools, one run: does it work, not how fast");
    app.add_flag("--json", json, "print JSON instead of a table");
    app.add_option("--schools", options.schools, "schools of the region")
        ->check(CLI::Range(1, 5'000));
    app.add_option("--runs", options.runs, "runs of each measurement; the median is shown")
        ->check(CLI::Range(1, 1'000));
    app.add_flag("--without-postgres", options.without_postgres,
                 "only what needs no database server");
    CLI11_PARSE(app, argc, argv);
    if (quick) options = {.schools = 6, .runs = 1, .without_postgres = options.without_postgres};

    const std::string heading = "rosterd-bench on " + machine();
    Benchmark benchmark{options};
    benchmark.run();
    const auto& lines = benchmark.lines();
    const std::string out = json ? as_json(heading, lines) + "\n" : as_text(heading, lines);
    std::fputs(out.c_str(), stdout);
    for (const std::string& failure : benchmark.failures()) {
        std::fputs(fmt::format("rosterd-bench: WRONG RESULT: {}\n", failure).c_str(), stderr);
    }
    return benchmark.failures().empty() ? 0 : 1;
}
