// A real SMTP server that somebody else wrote, on this machine, for as long as the object lives.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "tests/support/process.hpp"

namespace rosterd::test {

class MailServer {
  public:
    /// `port` 0: any. Errors: std::runtime_error when it does not begin to listen.
    explicit MailServer(int port = 0);

    [[nodiscard]] int port() const { return port_; }
    /// What it took, in order: sender, recipients, headers (lower case), text.
    [[nodiscard]] std::vector<boost::json::object> mails() const;

  private:
    Process process_;
    int port_ = 0;
};

}  // namespace rosterd::test
