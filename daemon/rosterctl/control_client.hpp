// The control socket as rosterctl sees it: one request, one JSON object. It prints nothing.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reconciler/result.hpp"

namespace rosterd::ctl {

/// Blocking. Errors of get() and post(): transient (nobody answers on the socket, or the answer was
/// cut off or late: the text names the socket); not_found (404), invalid_input (400), authority
/// (403) and refused (any other failure), each with the daemon's own words and hint.
class ControlClient {
  public:
    explicit ControlClient(std::string socket) : socket_{std::move(socket)} {}

    [[nodiscard]] Result<boost::json::object> get(std::string target) const;
    [[nodiscard]] Result<boost::json::object> post(std::string target,
                                                   const boost::json::object& body) const;

  private:
    [[nodiscard]] Result<boost::json::object> exchange(std::string method, std::string target,
                                                       std::string body) const;
    std::string socket_;
};

/// "/v1/schools/17/chats/class%2F7v": every segment percent-encoded.
[[nodiscard]] std::string path_of(const std::vector<std::string_view>& segments);

/// The path with those parameters that are not empty.
[[nodiscard]] std::string with_query(
    std::string path, const std::vector<std::pair<std::string_view, std::string_view>>& parameters);

}  // namespace rosterd::ctl
