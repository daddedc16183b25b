// Reads answers with pugixml: no external entities, no recursion, bounded size and depth.
#include "adapters/calls/bigbluebutton_answer.hpp"

#include <algorithm>
#include <optional>
#include <pugixml.hpp>

namespace rosterd::calls {
namespace {

constexpr std::size_t key_characters_max = 64;

/// Ends its walk, which does not recurse, at the first element that is too deep.
class DepthGuard final : public pugi::xml_tree_walker {
  public:
    bool for_each(pugi::xml_node& /*node*/) override { return depth() < answer_depth_max; }
};

/// The key goes into error texts and logs, so anything that is no key is not repeated.
std::string key_of(std::string_view text) {
    const auto allowed = [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
               (byte >= '0' && byte <= '9') || byte == '.' || byte == '_' || byte == '-';
    };
    const bool good = text.size() <= key_characters_max && std::ranges::all_of(text, allowed);
    return good ? std::string{text} : "unreadable";
}

std::optional<BigBlueButtonAnswer> parse_document(std::string_view body) {
    if (body.size() > answer_bytes_max) return std::nullopt;
    pugi::xml_document document;
    const auto parsed =
        document.load_buffer(body.data(), body.size(), pugi::parse_default, pugi::encoding_utf8);
    DepthGuard guard;
    if (!parsed || !document.traverse(guard)) return std::nullopt;

    const pugi::xml_node response = document.document_element();
    const std::string_view code = response.child_value("returncode");
    const bool known = code == "SUCCESS" || code == "FAILED";
    if (std::string_view{response.name()} != "response" || !known) return std::nullopt;
    BigBlueButtonAnswer answer;
    answer.success = code == "SUCCESS";
    answer.message_key = key_of(response.child_value("messageKey"));
    answer.meeting = response.child_value("meetingID");
    answer.running = response.child("running").text().as_bool();
    answer.people = response.child("participantCount").text().as_ullong();
    answer.end_ms = response.child("endTime").text().as_llong();
    return answer;
}

Error unreadable(int status) {
    const std::string what = "HTTP " + std::to_string(status) + " without a readable answer";
    if (status >= 300 && status < 400) {
        return {ErrorKind::refused, what,
                "base_url must be the address itself, not one that redirects to it"};
    }
    switch (status) {
        case 401:
        case 403:
            return {ErrorKind::authority, what,
                    "something in front of BigBlueButton lets us not through"};
        case 404:  // a wrong address, or a server that is just being started
            return {ErrorKind::transient, what, "base_url should end with /bigbluebutton"};
        case 413:
        case 414:
            return {ErrorKind::our_bug, what};
        case 429:
        case 503:
            return {ErrorKind::transient, what};
        default:
            return {ErrorKind::unknown_outcome, what};
    }
}

}  // namespace

Result<BigBlueButtonAnswer> parse_answer(const http::Response& response) {
    try {
        if (auto answer = parse_document(response.body)) return std::move(*answer);
    } catch (const std::exception&) {  // out of memory is all that is left
        return unreadable(response.status);
    }
    return unreadable(response.status);
}

Error failure_of(const BigBlueButtonAnswer& answer) {
    if (answer.message_key == "checksumError") {
        return {ErrorKind::authority, "checksumError",
                "check the shared secret (bbb-conf --secret) and that the server's "
                "supportedChecksumAlgorithms names ours"};
    }
    return {ErrorKind::refused, answer.message_key.empty() ? "FAILED" : answer.message_key};
}

}  // namespace rosterd::calls
