// Permission by peer credentials: every local user may connect, the routes decide.
#include "daemon/control/control_server.hpp"

#include <array>

#include "adapters/http/server.hpp"

namespace rosterd::control {
namespace {

constexpr std::size_t connections_max = 64;
/// Half of all: the service of a school's portal is one user and asks for many pages at once.
constexpr std::size_t user_connections_max = 32;
/// Those who may nothing, whose every answer is 403; they and those who watch; all.
constexpr std::array<std::size_t, 3> right_connections_max{16, 48, connections_max};

class Server final : public ControlServer {
  public:
    Server(DaemonControl& daemon, const ControlOptions& options)
        : permissions_{options.watch_group, options.operate_group},
          api_{daemon, [this](const http::Peer& peer) { return permissions_.right_of(peer); }} {}

    Result<void> listen(boost::asio::any_io_executor executor, const ControlOptions& options) {
        http::ServerOptions server;
        server.listen = "unix:" + options.socket.string();
        server.inherited_socket = options.inherited_socket;
        server.socket_mode = 0666;  // who may do what is decided request by request
        server.connections_max = connections_max;
        server.shares = shares();
        auto handle = [this](http::Request request) { return api_.handle(std::move(request)); };
        auto listening = http::Server::listen(std::move(executor), std::move(server), handle);
        if (!listening) return listening.error();
        server_ = std::move(*listening);
        return {};
    }

    [[nodiscard]] std::vector<std::string> warnings() const override {
        return permissions_.warnings();
    }
    void stop() override { server_->stop(); }
    [[nodiscard]] ControlApi& api() override { return api_; }
    [[nodiscard]] const Permissions& permissions() const override { return permissions_; }

  private:
    /// Any local user may connect, so the places are shared: operators always find some.
    [[nodiscard]] http::Shares shares() const {
        http::Shares shares;
        shares.user_max = user_connections_max;
        shares.rank_of = [this](const http::Peer& peer) {
            return static_cast<std::size_t>(permissions_.right_of(peer));
        };
        shares.rank_max.assign(right_connections_max.begin(), right_connections_max.end());
        return shares;
    }

    Permissions permissions_;
    ControlApi api_;
    std::unique_ptr<http::Server> server_;
};

}  // namespace

Result<std::unique_ptr<ControlServer>> start_control_server(boost::asio::any_io_executor executor,
                                                            DaemonControl& daemon,
                                                            ControlOptions options) {
    auto server = std::make_unique<Server>(daemon, options);
    auto listening = server->listen(std::move(executor), options);
    if (!listening) return listening.error();
    return std::unique_ptr<ControlServer>{std::move(server)};
}

}  // namespace rosterd::control
