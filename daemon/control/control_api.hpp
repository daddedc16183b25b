// The routes of the control surface (design §10, docs/openapi.yaml): requests in, JSON out.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "adapters/http/message.hpp"
#include "daemon/control/chat_view.hpp"
#include "daemon/control/permissions.hpp"
#include "daemon/control_port.hpp"

namespace rosterd::control {

/// Answers every request with JSON; failures as {error: {code, message, hint}}. Lives as long as
/// the server that calls it; on the loop thread.
class ControlApi {
  public:
    using RightOf = std::function<Right(const http::Peer&)>;

    ControlApi(DaemonControl& daemon, RightOf right_of)
        : daemon_{daemon}, right_of_{std::move(right_of)} {}

    boost::asio::awaitable<http::Response> handle(http::Request request);

  private:
    struct Call;
    boost::asio::awaitable<http::Response> route(Call call);
    boost::asio::awaitable<http::Response> of_school(Call call);
    boost::asio::awaitable<http::Response> of_hold(Call call);
    boost::asio::awaitable<http::Response> holds(Call call);
    [[nodiscard]] http::Response resync(const Call& call);
    [[nodiscard]] http::Response reload();
    [[nodiscard]] static Result<SeatFilter> seat_filter(const Call& call);
    [[nodiscard]] http::Response chats(const Call& call, const SchoolState& state) const;
    [[nodiscard]] http::Response people(const Call& call, const SchoolState& state) const;

    DaemonControl& daemon_;
    RightOf right_of_;
};

}  // namespace rosterd::control
