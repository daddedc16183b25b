// A BigBlueButton server's API without sockets: checksums, parameters, faults, the log of calls.
// Its meetings do not outlive the process, as with the real server.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "adapters/http/message.hpp"
#include "adapters/sandbox/bbb_meetings.hpp"
#include "adapters/sandbox/call_log.hpp"
#include "adapters/sandbox/faults.hpp"
#include "adapters/sandbox/parameters.hpp"

namespace rosterd::sandbox {

/// One request, its target split at the question mark.
struct BbbRequest {
    std::string_view verb;
    std::string_view path;   ///< "/bigbluebutton/api/create"
    std::string_view query;  ///< as sent: the checksum is over these very bytes
    std::string_view form;   ///< the body of a POST with a form; else empty
};

struct BbbAnswer {
    http::Response response;
    std::chrono::milliseconds delay{0};
    int error = 0;  ///< for the log: 0 done, 1 refused, or the code of a fault
};

/// Checks the checksum first, then the parameters, then what they name; names of methods are
/// "bbb.create" and so on in faults and in the log. Refers to its parts. Not thread-safe.
class BbbService {
  public:
    BbbService(Meetings& meetings, Faults& faults, CallLog& log, std::string secret)
        : meetings_{meetings}, faults_{faults}, log_{log}, secret_{std::move(secret)} {}

    /// Without a secret there is no such server: every path is 404.
    [[nodiscard]] bool exists() const { return !secret_.empty(); }

    BbbAnswer answer(const BbbRequest& request, Moment now);

  private:
    BbbAnswer answer_api(const BbbRequest& request, const std::string& name, Moment now);
    BbbAnswer perform(const BbbRequest& request, const std::string& name,
                      const Parameters& parameters, Moment now);
    BbbAnswer create(const Parameters& parameters, Moment now);
    BbbAnswer join(const Parameters& parameters, Moment now);
    BbbAnswer end(const Parameters& parameters, Moment now);
    BbbAnswer is_meeting_running(const Parameters& parameters);
    BbbAnswer get_meeting_info(const Parameters& parameters);

    Meetings& meetings_;
    Faults& faults_;
    CallLog& log_;
    std::string secret_;
};

}  // namespace rosterd::sandbox
