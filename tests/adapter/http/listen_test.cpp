// Where the server listens: ports, socket files of the living and the dead, inherited descriptors.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <boost/asio/local/stream_protocol.hpp>
#include <fstream>

#include "support.hpp"

namespace rosterd::http::test {
namespace {

using Local = asio::local::stream_protocol;

class ListenTest : public HttpTest {
  protected:
    ErrorKind refusal(ServerOptions options) {
        auto server = Server::listen(loop.get_executor(), std::move(options), echo);
        if (server) throw std::runtime_error{"it listens"};
        return server.error().kind;
    }

    Folder folder;
    std::string path = folder.file("control.sock");
    std::string address = "unix:" + path;
};

TEST_F(ListenTest, UnixSocketHasTheAskedModeAndIsRemovedAtTheEnd) {
    struct stat status{};
    {
        const auto server = listen(echo, {.listen = address, .socket_mode = 0640});
        ASSERT_EQ(::stat(path.c_str(), &status), 0);
        EXPECT_TRUE(S_ISSOCK(status.st_mode));
        EXPECT_EQ(status.st_mode & 07777U, 0640U);
    }
    EXPECT_NE(::stat(path.c_str(), &status), 0);
}

TEST_F(ListenTest, UnixSocketBelongsToTheAskedGroup) {
    const unsigned group = ::getgid();
    const auto server = listen(echo, {.listen = address, .socket_group = group});
    struct stat status{};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_gid, group);
}

TEST_F(ListenTest, AServerThatIsStoppedMayGoAtOnce) {
    auto server = listen(echo, {.listen = address});
    loop.poll();  // it accepts
    server->stop();
    server.reset();
    loop.restart();
    loop.poll();
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ListenTest, DeadSocketFileIsReplaced) {
    {
        Local::acceptor dead{loop, Local::endpoint{path}};
    }
    ASSERT_TRUE(std::filesystem::exists(path));
    const auto server = listen(echo, {.listen = address});
    const auto client = connect(address);
    expect_answer(send(*client, get("/")), 200, "GET / ");
}

TEST_F(ListenTest, ServedSocketIsRefusedAndGoesOn) {
    const auto server = listen(echo, {.listen = address});
    EXPECT_EQ(refusal({.listen = address}), ErrorKind::refused);
    const auto client = connect(address);
    expect_answer(send(*client, get("/")), 200, "GET / ");
}

TEST_F(ListenTest, OrdinaryFileIsNeverReplaced) {
    std::ofstream{path} << "precious";
    EXPECT_EQ(refusal({.listen = address}), ErrorKind::refused);
    std::string text;
    std::ifstream{path} >> text;
    EXPECT_EQ(text, "precious");
}

TEST_F(ListenTest, AnothersFileInOurPlaceIsLeftAlone) {
    auto server = listen(echo, {.listen = address});
    std::filesystem::remove(path);
    Local::acceptor other{loop, Local::endpoint{path}};
    server.reset();
    EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(ListenTest, PortInUseIsRefused) {
    const auto server = listen(echo);
    EXPECT_EQ(refusal({.listen = "127.0.0.1:" + std::to_string(server->port())}),
              ErrorKind::refused);
}

TEST_F(ListenTest, BadAddressesAreInvalidInput) {
    const std::string long_path = "unix:/" + std::string(200, 'x');
    for (const std::string& listen : std::array<std::string, 9>{
             "", "8080", "localhost:80", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:8o",
             "unix:", "unix:/no/such/folder/a.sock", long_path}) {
        EXPECT_EQ(refusal({.listen = listen}), ErrorKind::invalid_input) << listen;
    }
}

TEST_F(ListenTest, InheritedSocketIsServedAndItsFileStays) {
    Local::acceptor given{loop, Local::endpoint{path}};
    {
        const auto server = listen(echo, {.inherited_socket = given.release()});
        const auto client = connect(address);
        expect_answer(send(*client, get("/")), 200, "GET / ");
    }
    EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(ListenTest, InheritedTcpSocketTellsItsPort) {
    tcp::acceptor given{loop, {asio::ip::address_v4::loopback(), 0}};
    const auto port = given.local_endpoint().port();
    const auto server = listen(echo, {.inherited_socket = given.release()});
    EXPECT_EQ(server->port(), port);
    const auto client = connect_to(*server);
    expect_answer(send(*client, get("/")), 200, "GET / ");
}

TEST_F(ListenTest, InheritedDescriptorThatDoesNotListenIsInvalidInputAndClosed) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_GE(descriptor, 0);
    EXPECT_EQ(refusal({.inherited_socket = descriptor}), ErrorKind::invalid_input);
    EXPECT_EQ(::fcntl(descriptor, F_GETFD), -1);
}

}  // namespace
}  // namespace rosterd::http::test
