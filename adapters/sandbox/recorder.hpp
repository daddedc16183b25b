// Writes every exchange with a platform into a file, one line of JSON each: what to attach to a bug
// report, and what the tests hold against the platforms' schemas. It judges and changes nothing.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "adapters/http/message.hpp"
#include "adapters/sandbox/api_error.hpp"
#include "adapters/sandbox/parameters.hpp"
#include "reconciler/result.hpp"

namespace rosterd::sandbox {

/// The environment variable that names the folder of Recorder::of_environment().
inline constexpr const char* record_variable = "ROSTERD_SANDBOX_RECORD";

/// Appends to one file of its own in a folder; a line is one write, so that whoever is killed has
/// written whole lines but perhaps the last. A line is an object with
///   kind           "call", or "webhook" for an update that the platform sends to its subscriber;
///   client         the caller's User-Agent;
///   verb, target, content_type, body, authorization   the request as it came;
///   status, answer_type, answer                       what went back; absent when unknown;
///   spoiled        true when a fault or a setting on demand made the answer what the platform's
///                  schema does not have: of such an answer the beginning is enough;
///   inner          what execute called: method, parameters, and response or error; when the script
///                  did not run, what it would have called, with neither.
/// Tokens and secrets are not written: of `authorization` only the scheme stays, and letters and
/// digits of access_token and secret become "x". Names, texts and invite links are written.
/// Thread-safe.
class Recorder {
  public:
    /// Makes the folder if need be. Errors: refused, with the system's word.
    [[nodiscard]] static Result<std::unique_ptr<Recorder>> open(const std::string& folder);

    /// The recorder of the whole process, if ROSTERD_SANDBOX_RECORD names a folder; else nullptr.
    /// Throws std::runtime_error when that folder cannot be written.
    [[nodiscard]] static Recorder* of_environment();

    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;
    ~Recorder();

    struct Details {
        bool off_schema = false;  ///< of Reply; faults of the transport are seen anyway
        boost::json::array inner{};
    };
    void add_call(const http::Request& request, const http::Response& response, Details details);
    /// A request whose answer says nothing about the platform.
    void add_request(const http::Request& request);
    /// An update sent to a subscriber, and his answer.
    void add_webhook(const http::Request& update, const http::Response& response);

  private:
    explicit Recorder(int file) : file_{file} {}
    void write(boost::json::object line, boost::json::array inner);

    int file_;
    std::mutex mutex_;
};

/// One inner call of execute as `inner` holds it.
[[nodiscard]] boost::json::object inner_call(std::string_view method, const Parameters& parameters,
                                             const Outcome<boost::json::value>& result);

}  // namespace rosterd::sandbox
