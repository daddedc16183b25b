// Binds and listens; replaces a dead unix socket file and never a served one.
#include "adapters/http/listener.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cerrno>
#include <charconv>
#include <string_view>
#include <utility>

namespace rosterd::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Local = asio::local::stream_protocol;
using AnyEndpoint = asio::generic::stream_protocol::endpoint;

constexpr std::string_view unix_prefix = "unix:";
constexpr ::mode_t owner_only = 0600;

error_code last_error() {
    return {errno, boost::system::system_category()};
}

Error failed(const std::string& address, std::string_view step, const error_code& error) {
    const bool refused = error == boost::system::errc::address_in_use ||
                         error == boost::system::errc::permission_denied ||
                         error == boost::system::errc::operation_not_permitted;
    return Error{refused ? ErrorKind::refused : ErrorKind::invalid_input,
                 std::string{step} + ": " + error.message()}
        .in(address);
}

Result<tcp::endpoint> parse_address(const std::string& listen) {
    const Error bad{ErrorKind::invalid_input, "listen: not ADDRESS:PORT or unix:PATH",
                    "for example 127.0.0.1:8080, [::1]:8080 or unix:/run/rosterd/control.sock"};
    const auto colon = listen.rfind(':');
    if (colon == std::string::npos) return bad;
    std::string_view host{listen.data(), colon};
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    std::uint16_t port = 0;
    const char* end = listen.data() + listen.size();
    const auto parsed = std::from_chars(listen.data() + colon + 1, end, port);
    if (error || parsed.ec != std::errc{} || parsed.ptr != end) return bad;
    return tcp::endpoint{address, port};
}

std::uint16_t port_of(const Acceptor& acceptor) {
    error_code error;
    const auto endpoint = acceptor.local_endpoint(error);
    if (error) return 0;
    const auto family = endpoint.data()->sa_family;
    if (family != AF_INET && family != AF_INET6) return 0;
    tcp::endpoint address;
    address.resize(endpoint.size());
    std::copy_n(reinterpret_cast<const char*>(endpoint.data()), endpoint.size(),
                reinterpret_cast<char*>(address.data()));
    return address.port();
}

Result<Listener> listen_tcp(const asio::any_io_executor& executor, const std::string& listen) {
    const auto address = parse_address(listen);
    if (!address) return address.error();
    Listener listener{.acceptor = Acceptor{executor}};
    const AnyEndpoint endpoint{*address};
    error_code error;
    listener.acceptor.open(endpoint.protocol(), error);
    if (!error) listener.acceptor.set_option(asio::socket_base::reuse_address{true}, error);
    if (!error) listener.acceptor.bind(endpoint, error);
    if (!error) listener.acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return failed(listen, "listen", error);
    listener.port = port_of(listener.acceptor);
    return listener;
}

/// Makes room for a new socket file. A file that somebody answers at, or that is no socket, stays.
Result<void> clear_stale(const std::string& listen, const std::string& path) {
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0) return {};  // bind will say what is wrong, if anything
    if (!S_ISSOCK(status.st_mode)) {
        return Error{ErrorKind::refused, listen + ": the file exists and is not a socket",
                     "choose another path or remove the file"};
    }
    asio::generic::stream_protocol::endpoint endpoint{Local::endpoint{path}};
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (probe < 0) return failed(listen, "probe the old socket", last_error());
    const int connected =
        ::connect(probe, endpoint.data(), static_cast<socklen_t>(endpoint.size()));
    const error_code error = connected == 0 ? error_code{} : last_error();
    ::close(probe);
    if (error != boost::system::errc::connection_refused) {
        return Error{ErrorKind::refused, listen + ": another process serves this socket",
                     "is the daemon already running?"};
    }
    if (::unlink(path.c_str()) != 0) return failed(listen, "remove the old socket", last_error());
    return {};
}

/// Gives the file its group first: the wider mode must never apply to the wrong one.
Result<void> give_rights(const ServerOptions& options, const std::string& path) {
    if (options.socket_group) {
        const auto group = static_cast<gid_t>(*options.socket_group);
        if (::chown(path.c_str(), static_cast<uid_t>(-1), group) != 0) {
            return failed(options.listen, "give the socket its group", last_error());
        }
    }
    if (::chmod(path.c_str(), static_cast<::mode_t>(options.socket_mode)) != 0) {
        return failed(options.listen, "give the socket its mode", last_error());
    }
    return {};
}

Result<Listener> listen_local(const asio::any_io_executor& executor, const ServerOptions& options) {
    const std::string path = options.listen.substr(unix_prefix.size());
    if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path)) {
        return Error{ErrorKind::invalid_input,
                     "listen: a unix socket needs a path of 1..107 bytes"};
    }
    const auto cleared = clear_stale(options.listen, path);
    if (!cleared) return cleared.error();
    Listener listener{.acceptor = Acceptor{executor}, .local = true};
    const AnyEndpoint endpoint{Local::endpoint{path}};
    error_code error;
    listener.acceptor.open(endpoint.protocol(), error);
    if (error) return failed(options.listen, "listen", error);
    // Linux makes the file with the mode of the unbound socket: nobody else gets in before chmod,
    // and the umask of the whole process stays alone.
    if (::fchmod(listener.acceptor.native_handle(), owner_only) != 0) error = last_error();
    if (!error) listener.acceptor.bind(endpoint, error);
    if (error) return failed(options.listen, "listen", error);
    listener.file.emplace(path);
    const auto given = give_rights(options, path);
    if (!given) return given.error();
    listener.acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return failed(options.listen, "listen", error);
    return listener;
}

Result<Listener> inherit(const asio::any_io_executor& executor, int descriptor) {
    int listening = 0;
    int family = 0;
    socklen_t size = sizeof listening;
    const bool ours = ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 &&
                      ::getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &family, &size) == 0 &&
                      listening != 0;
    const bool known = family == AF_UNIX || family == AF_INET || family == AF_INET6;
    if (!ours || !known) {
        ::close(descriptor);
        return Error{ErrorKind::invalid_input, "inherited socket: not a listening stream socket",
                     "the .socket unit needs ListenStream="};
    }
    Listener listener{.acceptor = Acceptor{executor}, .local = family == AF_UNIX};
    error_code error;
    listener.acceptor.assign(asio::generic::stream_protocol{family, 0}, descriptor, error);
    if (error) return failed("inherited socket", "take it over", error);
    listener.port = port_of(listener.acceptor);
    return listener;
}

}  // namespace

SocketFile::SocketFile(std::string path) : path_{std::move(path)} {
    struct stat status{};
    if (::lstat(path_.c_str(), &status) == 0) {
        device_ = status.st_dev;
        inode_ = status.st_ino;
    }
}

SocketFile::SocketFile(SocketFile&& other) noexcept
    : path_{std::exchange(other.path_, {})}, device_{other.device_}, inode_{other.inode_} {}

SocketFile::~SocketFile() {
    if (path_.empty()) return;
    struct stat status{};
    const bool same =
        ::lstat(path_.c_str(), &status) == 0 && status.st_dev == device_ && status.st_ino == inode_;
    if (same) ::unlink(path_.c_str());
}

Result<Listener> open_listener(const asio::any_io_executor& executor,
                               const ServerOptions& options) {
    if (options.inherited_socket) return inherit(executor, *options.inherited_socket);
    if (options.listen.starts_with(unix_prefix)) return listen_local(executor, options);
    return listen_tcp(executor, options.listen);
}

}  // namespace rosterd::http
