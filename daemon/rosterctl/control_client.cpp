// Our HTTP client over the unix socket, run to the end of one exchange.
#include "daemon/rosterctl/control_client.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <exception>
#include <optional>

#include "adapters/http/client.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::chrono::minutes timeout{2};  ///< the daemon may be busy with a large school
constexpr std::size_t answer_bytes_max = 1024U * 1024 * 1024;

Result<http::Response> send(const std::string& socket, http::Request request) {
    asio::io_context loop;
    http::ClientOptions options;
    options.base_url = "unix:" + socket;
    options.timeout = timeout;
    options.body_bytes_max = answer_bytes_max;
    auto client = http::Client::create(loop.get_executor(), options);
    if (!client) return client.error();
    std::optional<Result<http::Response>> answer;
    auto ended = [&](const std::exception_ptr& bug, Result<http::Response> result) {
        if (bug) std::rethrow_exception(bug);
        answer.emplace(std::move(result));
        loop.stop();  // the kept connection would keep the loop busy
    };
    asio::co_spawn(loop, (*client)->send(std::move(request)), ended);
    loop.run();
    return std::move(*answer);
}

ErrorKind kind_of(int status) {
    switch (status) {
        case 400:
            return ErrorKind::invalid_input;
        case 403:
            return ErrorKind::authority;
        case 404:
            return ErrorKind::not_found;
        default:
            return ErrorKind::refused;
    }
}

std::string plain_text(const json::object& object, std::string_view name) {
    const json::value* member = object.if_contains(name);
    return member != nullptr && member->is_string() ? std::string{member->get_string()} : "";
}

Error error_in(int status, const json::object& body) {
    const json::object& error = object_of(body, "error");
    std::string message = plain_text(error, "message");
    if (message.empty()) message = fmt::format("the daemon answered with HTTP status {}", status);
    const std::string russian = plain_text(error, "message_ru");
    if (!russian.empty()) message += fmt::format("\n{}", russian);
    return Error{kind_of(status), std::move(message), plain_text(error, "hint")};
}

Error unreachable(const std::string& socket, const Error& error) {
    return Error{ErrorKind::transient,
                 fmt::format("no answer from the daemon at {}: {}", socket, error.what),
                 "is rosterd running (systemctl status rosterd)? Another socket is given by "
                 "--socket or ROSTERD_SOCKET"};
}

}  // namespace

Result<json::object> ControlClient::get(std::string target) const {
    return exchange("GET", std::move(target), {});
}

Result<json::object> ControlClient::post(std::string target, const json::object& body) const {
    return exchange("POST", std::move(target), json::serialize(body));
}

Result<json::object> ControlClient::exchange(std::string method, std::string target,
                                             std::string body) const {
    http::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.headers["host"] = "localhost";
    if (!body.empty()) request.headers["content-type"] = "application/json";
    request.body = std::move(body);
    const auto answer = send(socket_, std::move(request));
    if (!answer) return unreachable(socket_, answer.error());
    boost::system::error_code bad;
    const json::value parsed = json::parse(answer->body, bad);
    if (answer->status >= 300) return error_in(answer->status, as_object(parsed));
    if (bad || !parsed.is_object()) {
        return Error{ErrorKind::refused, "the daemon's answer is not a JSON object",
                     "is something else listening on this socket?"};
    }
    return parsed.get_object();
}

std::string path_of(const std::vector<std::string_view>& segments) {
    std::string path;
    for (const std::string_view segment : segments) {
        path += '/' + boost::urls::encode(segment, boost::urls::unreserved_chars);
    }
    return path;
}

std::string with_query(
    std::string path,
    const std::vector<std::pair<std::string_view, std::string_view>>& parameters) {
    char separator = '?';
    for (const auto& [name, value] : parameters) {
        if (value.empty()) continue;
        path += separator;
        path += name;
        path += '=' + boost::urls::encode(value, boost::urls::unreserved_chars);
        separator = '&';
    }
    return path;
}

}  // namespace rosterd::ctl
