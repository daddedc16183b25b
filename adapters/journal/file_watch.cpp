// inotify on the directory: the file itself may be replaced, and its -wal comes and goes.
#include "adapters/journal/file_watch.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <system_error>

namespace rosterd {
namespace {

constexpr long echo_delay_ns = 100'000'000;

Error system_error(std::string_view step, int number) {
    return {ErrorKind::transient,
            fmt::format("{}: {}", step, std::generic_category().message(number))};
}

bool watch(int poll, int descriptor) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    return ::epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

}  // namespace

FileWatch::~FileWatch() {
    close();
}

void FileWatch::close() {
    for (int* descriptor : {&events_, &echo_, &poll_}) {
        if (*descriptor >= 0) ::close(*descriptor);
        *descriptor = -1;
    }
}

Result<void> FileWatch::open(const std::filesystem::path& file) {
    close();
    name_ = file.filename();
    const std::filesystem::path directory = file.has_parent_path() ? file.parent_path() : ".";
    events_ = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    echo_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    const int poll = ::epoll_create1(EPOLL_CLOEXEC);
    constexpr std::uint32_t mask = IN_MODIFY | IN_MOVED_TO | IN_DELETE | IN_ONLYDIR;
    const bool ready = events_ >= 0 && echo_ >= 0 && poll >= 0 && watch(poll, events_) &&
                       watch(poll, echo_) &&
                       ::inotify_add_watch(events_, directory.c_str(), mask) >= 0;
    poll_ = poll;
    if (!ready) {
        const int number = errno;
        close();
        return system_error(fmt::format("watch directory '{}'", directory.string()), number);
    }
    return {};
}

bool FileWatch::take() {
    const bool echoed = drain_echo();
    const bool happened = drain_events();
    if (happened) {
        itimerspec once{};
        once.it_value.tv_nsec = echo_delay_ns;
        ::timerfd_settime(echo_, 0, &once, nullptr);
    }
    return happened || echoed;
}

bool FileWatch::drain_echo() {
    std::uint64_t expirations = 0;
    return ::read(echo_, &expirations, sizeof expirations) == sizeof expirations;
}

bool FileWatch::drain_events() {
    bool happened = false;
    alignas(inotify_event) std::array<char, 8192> buffer;
    for (;;) {
        const ssize_t bytes = ::read(events_, buffer.data(), buffer.size());
        if (bytes <= 0) return happened;
        for (std::size_t at = 0; at < static_cast<std::size_t>(bytes);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char* text = buffer.data() + at + sizeof event;
            const std::string_view name = event.len > 0 ? std::string_view{text} : "";
            const bool ours = name == name_ || name == name_ + "-wal" || name == name_ + "-journal";
            const bool lost = (event.mask & (IN_Q_OVERFLOW | IN_IGNORED)) != 0;
            happened = happened || ours || lost;
            at += sizeof event + event.len;
        }
    }
}

}  // namespace rosterd
