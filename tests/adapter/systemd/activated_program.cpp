// A daemon in miniature: takes the passed socket, says so, serves one byte. Only for the tests.
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>

#include "systemd/sockets.hpp"

int main() {
    const auto taken = rosterd::systemd::take_control_socket();
    if (!taken) {
        std::fprintf(stderr, "%s\n", taken.error().what.c_str());
        return 2;
    }
    if (!*taken) {
        std::puts("no socket was passed");
        return 0;
    }
    std::printf("listening on %d\n", **taken);
    std::fflush(stdout);
    const int connection = ::accept(**taken, nullptr, nullptr);
    return ::send(connection, "!", 1, MSG_NOSIGNAL) == 1 ? 0 : 1;
}
