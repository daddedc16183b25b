// The whole sandbox without sockets: VK, BigBlueButton, the control API and the page in one place.
#pragma once

#include <chrono>
#include <string>

#include "adapters/http/message.hpp"
#include "adapters/sandbox/bbb_meetings.hpp"
#include "adapters/sandbox/bbb_service.hpp"
#include "adapters/sandbox/control.hpp"
#include "adapters/sandbox/faults.hpp"
#include "adapters/sandbox/vk_service.hpp"
#include "adapters/sandbox/world.hpp"

namespace rosterd::sandbox {

/// An answer and when it goes out.
struct Reply {
    http::Response response;
    std::chrono::milliseconds delay{0};
};

/// Not thread-safe; not movable, for its parts refer to each other.
class Sandbox {
  public:
    /// Without a secret there is no BigBlueButton server.
    Sandbox(World world, Chaos chaos, VkOptions options, std::string bigbluebutton_secret = {});
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    /// Answers any request at once. Everything malformed gets an error answer, never an exception
    /// that matters: Boost.JSON's are stopped by the server as a plain 500.
    [[nodiscard]] Reply answer(const http::Request& request, Moment now);

    /// How long a GET /sandbox/events or a long poll would wait for its first event; zero when it
    /// has one already, or for any other request.
    [[nodiscard]] std::chrono::milliseconds patience(const http::Request& request, Moment now);

    /// "http" or "https": what clients reach us by, and find long polls by.
    void serve_over(std::string_view scheme) { scheme_ = scheme; }

    [[nodiscard]] World& world() { return world_; }
    [[nodiscard]] const World& world() const { return world_; }
    [[nodiscard]] Faults& faults() { return faults_; }
    [[nodiscard]] VkService& vk() { return vk_; }

  private:
    [[nodiscard]] Reply answer_vk(const http::Request& request, std::string_view path,
                                  std::string_view query, Moment now);

    [[nodiscard]] Reply answer_bigbluebutton(const http::Request& request, std::string_view path,
                                             std::string_view query, Moment now);

    std::string scheme_ = "http";
    World world_;
    Faults faults_;
    Meetings meetings_;
    VkService vk_;
    BbbService bigbluebutton_;
    Control control_;
};

}  // namespace rosterd::sandbox
