// One HTTP/1.1 exchange over a plain socket, independent of the client under test. No TLS.
#pragma once

#include <map>
#include <string>

namespace rosterd::test {

struct ProbeAnswer {
    int status = 0;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
};

struct ProbeRequest {
    std::string base;  ///< "http://127.0.0.1:8080" or "unix:/run/x.sock"
    std::string method = "GET";
    std::string target = "/";
    std::string body{};
    std::string content_type = "application/json";
    std::map<std::string, std::string> headers{};
};

/// Connects, sends, reads until the server closes. Blocking; 30 s without a byte is an error.
/// Errors: std::runtime_error (refused, cut off, not HTTP).
ProbeAnswer http_exchange(const ProbeRequest& request);

ProbeAnswer http_get(const std::string& base, const std::string& target);
ProbeAnswer http_post(const std::string& base, const std::string& target,
                      const std::string& body = {},
                      const std::string& content_type = "application/json");

/// Whether something accepts connections at `base` right now.
bool accepts_connections(const std::string& base);

}  // namespace rosterd::test
