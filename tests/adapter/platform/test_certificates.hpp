// An authority of our own, a server that it vouches for, and a stranger; made by the openssl
// command in a folder of their own.
#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>

#include "tests/support/temporary_directory.hpp"

namespace rosterd::test {

/// file("ca.pem"), and "server.pem", "server.key", "stranger.pem", "stranger.key" for 127.0.0.1.
class Certificates {
  public:
    Certificates() {
        authority("ca");
        vouch("ca", "server");
        authority("unknown");
        vouch("unknown", "stranger");
    }
    [[nodiscard]] std::string file(const std::string& name) const {
        return (directory_ / name).string();
    }

  private:
    static constexpr const char* request =
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 ";

    void authority(const std::string& name) const {
        openssl(request + ("-subj /CN=" + name) + " -keyout " + file(name + ".key") + " -out " +
                file(name + ".pem"));
    }
    void vouch(const std::string& authority, const std::string& name) const {
        openssl(request + ("-subj /CN=" + name) +
                " -addext subjectAltName=IP:127.0.0.1 "
                "-addext basicConstraints=critical,CA:FALSE -CA " +
                file(authority + ".pem") + " -CAkey " + file(authority + ".key") + " -keyout " +
                file(name + ".key") + " -out " + file(name + ".pem"));
    }
    void openssl(const std::string& arguments) const {
        const std::string command = "openssl " + arguments + " >" + file("log") + " 2>&1";
        if (std::system(command.c_str()) != 0) throw std::runtime_error{"failed: " + command};
    }

    rosterd::test::TemporaryDirectory directory_;
};

}  // namespace rosterd::test
