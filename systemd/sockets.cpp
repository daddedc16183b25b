// sd_listen_fds_with_names(3) for exactly one socket.
#include "systemd/sockets.hpp"

#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

namespace rosterd::systemd {
namespace {

constexpr const char* expected_name = "control";

Error refused(std::string what) {
    return Error{.kind = ErrorKind::invalid_input,
                 .what = "socket activation: " + std::move(what),
                 .hint =
                     "rosterd.socket needs one ListenStream= with a path and "
                     "FileDescriptorName=control"};
}

void close_all(int count) {
    for (int index = 0; index < count; ++index) ::close(SD_LISTEN_FDS_START + index);
}

/// Frees what sd_listen_fds_with_names() allocated, after the first name was copied.
std::string first_name_and_free(char** names) {
    std::string first = names != nullptr && names[0] != nullptr ? names[0] : "";
    for (char** name = names; name != nullptr && *name != nullptr; ++name) std::free(*name);
    std::free(static_cast<void*>(names));
    return first;
}

}  // namespace

Result<std::optional<int>> take_control_socket() {
    char** names = nullptr;
    const int count = ::sd_listen_fds_with_names(1, &names);
    if (count < 0) return refused(std::strerror(-count));
    const std::string name = first_name_and_free(names);
    if (count == 0) return std::optional<int>{};
    if (count > 1) {
        close_all(count);
        return refused(std::to_string(count) + " sockets were passed, one is understood");
    }
    const int descriptor = SD_LISTEN_FDS_START;
    if (name != expected_name) {
        close_all(count);
        return refused("the socket is named '" + name + "'");
    }
    if (::sd_is_socket_unix(descriptor, SOCK_STREAM, 1, nullptr, 0) <= 0) {
        close_all(count);
        return refused("the descriptor is not a listening unix stream socket");
    }
    return std::optional<int>{descriptor};
}

}  // namespace rosterd::systemd
