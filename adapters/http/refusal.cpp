// Builds the server's own error answers. No input of a peer ever reaches these texts.
#include "adapters/http/refusal.hpp"

namespace rosterd::http {

Response refusal(int status, std::string_view code, std::string_view message,
                 std::string_view hint) {
    Response response;
    response.status = status;
    response.body.append(R"({"error":{"code":")").append(code);
    response.body.append(R"(","message":")").append(message);
    response.body.append(R"(","hint":")").append(hint).append(R"("}})");
    return response;
}

Response internal_error() {
    return refusal(500, "internal", "the request could not be answered",
                   "see the log of the daemon");
}

}  // namespace rosterd::http
