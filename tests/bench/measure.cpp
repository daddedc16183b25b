// Clocks, /proc and the allocator.
#include "tests/bench/measure.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <thread>
#include <vector>

namespace rosterd::bench {
namespace {

double seconds(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// The text behind the first line that starts with `name`.
std::string value_of(const char* file, const std::string& name) {
    std::ifstream in{file};
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with(name)) continue;
        const std::size_t colon = line.find(':');
        const std::size_t first = line.find_first_not_of(" \t", colon + 1);
        return first == std::string::npos ? std::string{} : line.substr(first);
    }
    return {};
}

}  // namespace

Timing timed(const std::function<void()>& work) {
    const double wall = seconds(CLOCK_MONOTONIC);
    const double cpu = seconds(CLOCK_THREAD_CPUTIME_ID);
    work();
    const double cpu_end = seconds(CLOCK_THREAD_CPUTIME_ID);
    return {seconds(CLOCK_MONOTONIC) - wall, cpu_end - cpu};
}

Timing median_of(std::size_t runs, const std::function<void()>& work,
                 const std::function<void()>& before) {
    std::vector<double> wall;
    std::vector<double> cpu;
    for (std::size_t run = 0; run < runs; ++run) {
        if (before) before();
        const Timing timing = timed(work);
        wall.push_back(timing.wall);
        cpu.push_back(timing.cpu);
    }
    return {median(std::move(wall)), median(std::move(cpu))};
}

bool restart_peak() {
    ::malloc_trim(0);
    std::ofstream out{"/proc/self/clear_refs"};
    out << "5" << std::flush;
    return out.good();
}

std::optional<double> peak_gib() {
    const std::string words = value_of("/proc/self/status", "VmHWM");
    if (words.empty()) return std::nullopt;
    return std::strtod(words.c_str(), nullptr) / (1024.0 * 1024.0);
}

std::string machine() {
    double load = 0;
    std::ifstream{"/proc/loadavg"} >> load;
    return fmt::format("{}, {} processors, load {:.1f} at the start, clang {}, {}",
                       value_of("/proc/cpuinfo", "model name"), std::thread::hardware_concurrency(),
                       load, __clang_version__, ROSTERD_BUILD_TYPE);
}

}  // namespace rosterd::bench
