// One file for each program that ran; of this process's answers one.
#include "tests/support/said.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "tests/support/places.hpp"

namespace rosterd::test {
namespace {

constexpr int refusals_begin = 400;

bool keeps() {
    static const bool asked = std::getenv("ROSTERD_SANDBOX_RECORD") != nullptr;
    return asked;
}

void append(const std::string& name, const std::string& text) {
    if (text.empty()) return;
    const auto folder = binary_directory() / "said";
    std::filesystem::create_directories(folder);
    std::ofstream file{folder / name, std::ios::binary | std::ios::app};
    file << text << '\n';
}

}  // namespace

void keep_said(const std::vector<std::string>& arguments, const std::string& output,
               const std::string& error) {
    const std::string program = std::filesystem::path{arguments.front()}.filename();
    if (!keeps() || (program != "rosterd" && program != "rosterctl")) return;
    static std::atomic<int> number = 0;
    const std::string end = "." + std::to_string(::getpid()) + "-" + std::to_string(++number);
    append(program + ".err" + end, error);
    // A report names people, as it is asked to.
    const bool report = std::ranges::find(arguments, "--report") != arguments.end();
    if (program == "rosterctl" || !report) append(program + ".out" + end, output);
}

void keep_answer(const std::string& target, int status, const std::string& body) {
    constexpr std::array watched{"/v1/status", "/healthz", "/readyz", "/metrics", "/v1/metrics"};
    const bool for_monitoring = std::ranges::find(watched, target) != watched.end();
    if (!keeps() || (status < refusals_begin && !for_monitoring)) return;
    static std::mutex one_at_a_time;
    const std::scoped_lock lock{one_at_a_time};
    append("answers." + std::to_string(::getpid()),
           target + " " + std::to_string(status) + "\n" + body);
}

}  // namespace rosterd::test
