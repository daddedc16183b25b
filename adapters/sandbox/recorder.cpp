// Lines of JSON, without secrets, appended to a file.
#include "adapters/sandbox/recorder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "adapters/sandbox/faults.hpp"
#include "adapters/sandbox/vk_script.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

constexpr std::size_t spoiled_bytes_max = 4096;  // of an answer that no schema has

Error refused(const std::string& folder, int problem) {
    return {ErrorKind::refused,
            "record into " + folder + ": " + std::generic_category().message(problem)};
}

/// Hides letters and digits; the length and the rest stay, so that rules about them still show.
void mask(std::string& text, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
        if (std::isalnum(static_cast<unsigned char>(text[i])) != 0) text[i] = 'x';
    }
}

bool is_secret(std::string_view name) {
    return name == "access_token" || name == "secret";
}

/// Of a form, or of a target: its path then counts as the first name.
void mask_in_form(std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of("&?", at), text.size());
        const std::size_t equals = text.find('=', at);
        const auto name = std::string_view{text}.substr(at, std::min(equals, end) - at);
        if (equals < end && is_secret(decoded(name))) mask(text, equals + 1, end);
        at = end + 1;
    }
}

void mask_in_json(std::string& text) {
    constexpr std::string_view name = "\"secret\"";
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
        at = std::min(text.find('"', at + name.size()), text.size() - 1) + 1;
        mask(text, at, std::min(text.find('"', at), text.size()));
    }
}

std::string without_secrets(std::string_view given) {
    std::string text = as_utf8(given);
    if (text.starts_with('{')) {
        mask_in_json(text);
    } else {
        mask_in_form(text);
    }
    return text;
}

std::string header(const http::Request& request, std::string_view name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string{} : as_utf8(found->second);
}

/// "Bearer" of "Bearer TOKEN", "bare" of "TOKEN", "" of nothing.
std::string scheme_of(const std::string& authorization) {
    if (authorization.empty()) return {};
    const auto space = authorization.find(' ');
    return space == std::string::npos ? "bare" : authorization.substr(0, space);
}

json::object line_of(std::string_view kind, const http::Request& request) {
    return {{"kind", kind},
            {"client", header(request, "user-agent")},
            {"verb", as_utf8(request.method)},
            {"target", without_secrets(request.target)},
            {"authorization", scheme_of(header(request, "authorization"))},
            {"content_type", header(request, "content-type")},
            {"body", without_secrets(request.body)}};
}

/// Only faults answer with the page of trouble, or with nothing at all.
bool is_spoiled(const http::Response& response) {
    return response.body == trouble_page ||
           (response.body.empty() && response.delivery == http::Delivery::dropped);
}

void put_answer(json::object& line, const http::Response& response) {
    line["status"] = response.status;
    line["answer_type"] = response.content_type;
    line["answer"] = as_utf8(response.body);
    line["spoiled"] = is_spoiled(response);
}

json::object call_object(std::string_view method, const Parameters& parameters) {
    json::object sent;
    for (const auto& [name, value] : parameters) sent[name] = value;
    return {{"method", method}, {"parameters", std::move(sent)}};
}

/// The calls of a script that did not run, as they are when each of them fails.
json::array inner_calls_of(const http::Request& request) {
    json::array calls;
    if (!request.target.starts_with("/method/execute")) return calls;
    Parameters parameters;
    read_form(request.body, parameters);
    const auto code = parameters.find("code");
    if (code == parameters.end()) return calls;
    const auto script = parse_script(code->second);
    if (script.has_error()) return calls;
    const InnerCall inner = [&](const std::string& method, const Parameters& sent) -> json::value {
        calls.push_back(call_object(method, sent));
        return false;
    };
    // Whatever the script makes of failures is of no interest here, its calls are.
    (void)run_script(*script, parameters, inner);
    return calls;
}

}  // namespace

Result<std::unique_ptr<Recorder>> Recorder::open(const std::string& folder) {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem) return refused(folder, problem.value());
    std::string path = folder + "/XXXXXX.jsonl";
    constexpr int ending = 6;  // of ".jsonl"
    const int file = ::mkostemps(path.data(), ending, O_APPEND | O_CLOEXEC);
    if (file < 0) return refused(folder, errno);
    return std::unique_ptr<Recorder>{new Recorder{file}};
}

Recorder* Recorder::of_environment() {
    static const std::unique_ptr<Recorder> recorder = []() -> std::unique_ptr<Recorder> {
        const char* const folder = std::getenv(record_variable);
        if (folder == nullptr || *folder == '\0') return nullptr;
        auto opened = open(folder);
        if (!opened) throw std::runtime_error{opened.error().what};
        return std::move(*opened);
    }();
    return recorder.get();
}

Recorder::~Recorder() {
    ::close(file_);
}

void Recorder::add_call(const http::Request& request, const http::Response& response,
                        Details details) {
    json::object line = line_of("call", request);
    put_answer(line, response);
    if (details.off_schema) {
        line["spoiled"] = true;
        line["answer"] = as_utf8(response.body.substr(0, spoiled_bytes_max));
    }
    if (details.inner.empty()) details.inner = inner_calls_of(request);
    write(std::move(line), std::move(details.inner));
}

void Recorder::add_request(const http::Request& request) {
    write(line_of("call", request), inner_calls_of(request));
}

void Recorder::add_webhook(const http::Request& update, const http::Response& response) {
    json::object line = line_of("webhook", update);
    put_answer(line, response);
    write(std::move(line), {});
}

/// A disk that is full costs the record, never the platform's answer.
void Recorder::write(json::object line, json::array inner) {
    if (!inner.empty()) line["inner"] = std::move(inner);
    const std::string text = json::serialize(line) + "\n";
    const std::lock_guard guard{mutex_};
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto written = ::write(file_, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

json::object inner_call(std::string_view method, const Parameters& parameters,
                        const Outcome<json::value>& result) {
    json::object call = call_object(method, parameters);
    if (result.has_value()) {
        call["response"] = *result;
    } else {
        call["error"] = json::object{{"error_code", result.error().code},
                                     {"error_msg", result.error().message}};
    }
    return call;
}

}  // namespace rosterd::sandbox
