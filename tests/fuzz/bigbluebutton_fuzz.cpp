// BigBlueButton's XML: a message key is a key, and nothing else of the body is repeated.
#include "adapters/calls/bigbluebutton_answer.hpp"

#include "tests/fuzz/fuzz_target.hpp"

namespace rosterd::fuzz {

/// The first line: the HTTP status.
FUZZ_TARGET(bigbluebutton) {
    http::Response response;
    response.status = static_cast<int>(input.number(599));
    response.body = input.rest();
    const auto answer = calls::parse_answer(response);
    if (!answer) {
        require_fit_to_show(answer.error().what);
        return require_fit_to_show(answer.error().hint);
    }
    require(answer->message_key.size() <= 64, "a message key without an end");
    require(answer->message_key.find_first_of(" <>&\n\"'") == std::string::npos,
            "a message key that is none");
    const Error failure = calls::failure_of(*answer);
    require(!failure.what.empty(), "a failure without words");
    require(failure.what.size() <= 64, "a failure that tells more than the key");
}

}  // namespace rosterd::fuzz
