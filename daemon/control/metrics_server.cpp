// Two routes without permissions.
#include "daemon/control/metrics_server.hpp"

#include "adapters/http/server.hpp"
#include "daemon/control/metrics_view.hpp"
#include "daemon/control/responses.hpp"

namespace rosterd::control {
namespace {

/// Prometheus and a person who looks.
constexpr std::size_t connections_max = 16;

class Server final : public MetricsServer {
  public:
    explicit Server(const DaemonControl& daemon) : daemon_{daemon} {}

    Result<void> listen(boost::asio::any_io_executor executor, std::string address) {
        http::ServerOptions options;
        options.listen = std::move(address);
        options.connections_max = connections_max;
        options.body_bytes_max = 0;
        auto handle = [this](http::Request request) { return handled(std::move(request)); };
        auto server = http::Server::listen(std::move(executor), std::move(options), handle);
        if (!server) return std::move(server).error().in("metrics.listen");
        server_ = std::move(*server);
        return {};
    }

    [[nodiscard]] std::uint16_t port() const override { return server_->port(); }
    void stop() override { server_->stop(); }

  private:
    boost::asio::awaitable<http::Response> handled(http::Request request) const {
        const std::string_view target{request.target};
        const std::string_view path = target.substr(0, target.find('?'));
        if (path != "/metrics" && path != "/healthz") {
            co_return failure({404, "not_found"}, "there is nothing but /metrics and /healthz here",
                              "the control socket answers the rest");
        }
        if (request.method != "GET") co_return wrong_method("GET");
        co_return path == "/metrics" ? metrics_response(daemon_) : health_response(daemon_);
    }

    const DaemonControl& daemon_;
    std::unique_ptr<http::Server> server_;
};

}  // namespace

Result<std::unique_ptr<MetricsServer>> start_metrics_server(boost::asio::any_io_executor executor,
                                                            const DaemonControl& daemon,
                                                            std::string listen) {
    auto server = std::make_unique<Server>(daemon);
    auto listening = server->listen(std::move(executor), std::move(listen));
    if (!listening) return listening.error();
    return std::unique_ptr<MetricsServer>{std::move(server)};
}

}  // namespace rosterd::control
