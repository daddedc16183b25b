// Sends the updates that webhooks are owed, over HTTP. What is due and what a failure means is the
// Messenger's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>

#include "adapters/sandbox/max_messenger.hpp"

namespace rosterd::sandbox::max {

/// Works on one executor, the one that changes the messenger. Not thread-safe.
class WebhookSender {
  public:
    /// `messenger` must outlive the executor's work. `ca_file` replaces the system's trust store;
    /// empty: the system's.
    WebhookSender(boost::asio::any_io_executor executor, Messenger& messenger, std::string ca_file);
    WebhookSender(const WebhookSender&) = delete;
    WebhookSender& operator=(const WebhookSender&) = delete;
    ~WebhookSender();

    void start();
    /// Something may be due now.
    void wake();
    /// Sends nothing more; what is on its way ends by itself.
    void stop();

  private:
    class Work;
    std::shared_ptr<Work> work_;
};

}  // namespace rosterd::sandbox::max
