// inotify, timerfd and epoll, closed together.
#include "adapters/journal/directory_events.hpp"

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

DirectoryEvents::~DirectoryEvents() {
    close();
}

void DirectoryEvents::close() {
    for (int* descriptor : {&events_, &timer_, &poll_}) {
        if (*descriptor >= 0) ::close(*descriptor);
        *descriptor = -1;
    }
}

Result<void> DirectoryEvents::open(std::span<const std::filesystem::path> directories,
                                   Touch touch) {
    close();
    events_ = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    timer_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    const int poll = ::epoll_create1(EPOLL_CLOEXEC);
    const bool ready =
        events_ >= 0 && timer_ >= 0 && poll >= 0 && watch(poll, events_) && watch(poll, timer_);
    poll_ = poll;
    if (!ready) {
        const int number = errno;
        close();
        return system_error("watch directories", number);
    }
    std::uint32_t mask = IN_MODIFY | IN_MOVED_TO | IN_DELETE | IN_ONLYDIR;
    if (touch == Touch::everything) {
        mask |= IN_CREATE | IN_MOVED_FROM | IN_CLOSE_WRITE | IN_DELETE_SELF;
    }
    for (const std::filesystem::path& directory : directories) {
        if (::inotify_add_watch(events_, directory.c_str(), mask) >= 0) continue;
        const int number = errno;
        close();
        return system_error(fmt::format("watch directory '{}'", directory.string()), number);
    }
    return {};
}

bool DirectoryEvents::drain(const std::function<bool(std::string_view name)>& matters) {
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
            const bool lost = (event.mask & (IN_Q_OVERFLOW | IN_IGNORED)) != 0;
            happened = happened || lost || matters(name);
            at += sizeof event + event.len;
        }
    }
}

void DirectoryEvents::set_timer(std::chrono::nanoseconds after) {
    constexpr std::int64_t second = 1'000'000'000;
    itimerspec once{};
    once.it_value.tv_sec = after.count() / second;
    once.it_value.tv_nsec = after.count() % second;
    // All zero would switch it off.
    if (after.count() <= 0) once.it_value.tv_nsec = 1;
    ::timerfd_settime(timer_, 0, &once, nullptr);
}

bool DirectoryEvents::timer_ended() {
    std::uint64_t expirations = 0;
    return ::read(timer_, &expirations, sizeof expirations) == sizeof expirations;
}

}  // namespace rosterd
