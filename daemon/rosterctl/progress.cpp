// Redraws one line.
#include "daemon/rosterctl/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace rosterd::ctl {
namespace {

std::size_t error_width() {
    constexpr std::size_t usual = 80;
    winsize size{};
    const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : usual;
}

}  // namespace

std::string progress_bar(std::string_view what, std::size_t done, std::size_t total,
                         std::size_t width) {
    constexpr std::size_t longest = 40;
    done = std::min(done, total);
    const std::string numbers = fmt::format("{} of {}", done, total);
    const std::size_t beside = what.size() + numbers.size() + 4;  // two blanks, two brackets
    const std::size_t room = width > beside ? std::min(width - beside, longest) : 0;
    if (room < 5) return fmt::format("{} {}", what, numbers);
    const std::size_t full = total == 0 ? room : room * done / total;
    return fmt::format("{} [{}{}] {}", what, std::string(full, '#'), std::string(room - full, '.'),
                       numbers);
}

Progress::Progress(std::string what)
    : what_{std::move(what)}, shown_{::isatty(STDERR_FILENO) == 1} {}

Progress::~Progress() {
    if (shown_) fmt::print(stderr, "\r\x1b[K");
}

void Progress::show(std::size_t done, std::size_t total) {
    if (!shown_) return;
    fmt::print(stderr, "\r\x1b[K{}", progress_bar(what_, done, total, error_width()));
    std::fflush(stderr);
}

}  // namespace rosterd::ctl
