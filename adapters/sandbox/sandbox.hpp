// The whole sandbox without sockets: VK, MAX, BigBlueButton, the control APIs and the page in one
// place.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "adapters/http/message.hpp"
#include "adapters/sandbox/bbb_meetings.hpp"
#include "adapters/sandbox/bbb_service.hpp"
#include "adapters/sandbox/control.hpp"
#include "adapters/sandbox/faults.hpp"
#include "adapters/sandbox/max_control.hpp"
#include "adapters/sandbox/max_messenger.hpp"
#include "adapters/sandbox/max_service.hpp"
#include "adapters/sandbox/recorder.hpp"
#include "adapters/sandbox/vk_service.hpp"
#include "adapters/sandbox/world.hpp"

namespace rosterd::sandbox {

/// An answer and when it goes out.
struct Reply {
    http::Response response;
    std::chrono::milliseconds delay{0};
    /// A setting or a fault asked for what no schema of the platform has: the record says so.
    bool off_schema = false;
};

/// Not thread-safe; not movable, for its parts refer to each other.
class Sandbox {
  public:
    /// Without a secret there is no BigBlueButton server, without a bot no MAX Bot API. Exchanges
    /// with the messengers go to Recorder::of_environment(), if there is one.
    Sandbox(World world, Chaos chaos, VkOptions options, std::string bigbluebutton_secret = {},
            max::Messenger messenger = max::Messenger{});
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    /// Answers any request at once. Everything malformed gets an error answer, never an exception
    /// that matters: Boost.JSON's are stopped by the server as a plain 500.
    [[nodiscard]] Reply answer(const http::Request& request, Moment now);

    /// How long a GET /sandbox/events, a GET /updates or a long poll would wait for its first
    /// event; zero when it has one already, or for any other request.
    [[nodiscard]] std::chrono::milliseconds patience(const http::Request& request, Moment now);

    /// "http" or "https": what clients reach us by, and find long polls by.
    void serve_over(std::string_view scheme) { scheme_ = scheme; }

    /// From now on exchanges with the messenger go there; it must outlive the sandbox.
    void record(Recorder& recorder);

    [[nodiscard]] World& world() { return world_; }
    [[nodiscard]] const World& world() const { return world_; }
    [[nodiscard]] Faults& faults() { return faults_; }
    [[nodiscard]] VkService& vk() { return vk_; }
    [[nodiscard]] max::Messenger& messenger() { return messenger_; }
    [[nodiscard]] const max::Messenger& messenger() const { return messenger_; }
    [[nodiscard]] max::Service& max_api() { return max_; }

    /// Grows with everything that somebody may be waiting for.
    [[nodiscard]] std::uint64_t news() const;
    /// Grows with everything that a restart must not lose.
    [[nodiscard]] std::uint64_t revision() const;

  private:
    [[nodiscard]] Reply route(const http::Request& request, Moment now);

    [[nodiscard]] Reply answer_vk(const http::Request& request, std::string_view path,
                                  std::string_view query, Moment now);

    [[nodiscard]] Reply answer_bigbluebutton(const http::Request& request, std::string_view path,
                                             std::string_view query, Moment now);

    std::string scheme_ = "http";
    World world_;
    max::Messenger messenger_;
    Faults faults_;
    Meetings meetings_;
    VkService vk_;
    BbbService bigbluebutton_;
    max::Service max_;
    Control control_;
    max::Control max_control_;
    Recorder* recorder_ = nullptr;
    boost::json::array inner_calls_;  // of the request that is being answered, when recorded
};

}  // namespace rosterd::sandbox
