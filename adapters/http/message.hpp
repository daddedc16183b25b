// HTTP messages as plain values, shared by our client and our server. No Beast, no Asio here.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rosterd::http {

/// Header names are lower case; a repeated header keeps its last value.
using Headers = std::map<std::string, std::string, std::less<>>;

/// The process at the other end of a unix socket (SO_PEERCRED); absent on TCP.
struct Peer {
    unsigned uid;
    unsigned gid;
    int pid;
    std::vector<unsigned> groups{};  ///< further ones, where somebody trusted told them
};

struct Request {
    std::string method{};  ///< upper case: "GET", "POST"
    std::string target{};  ///< path and query as sent, percent-encoded: "/v1/status?x=1"
    Headers headers{};
    std::string body{};
    std::optional<Peer> peer{};  ///< filled by the server on unix sockets, ignored by the client
};

/// What the server does with the bytes of an answer. Only the sandbox uses anything but `whole`:
/// it rehearses what real platforms do to us.
enum class Delivery {
    whole,      ///< send it
    dropped,    ///< close the connection without a byte (the work is done, the answer is lost)
    truncated,  ///< send the head and half of the body, then close
    reset,      ///< the same, then reset the connection
    dripped,    ///< send the head, then the body byte by byte with long pauses
};

struct Response {
    int status = 200;
    std::string content_type = "application/json; charset=utf-8";
    Headers headers{};
    std::string body{};
    Delivery delivery = Delivery::whole;
};

}  // namespace rosterd::http
