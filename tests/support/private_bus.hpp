// A real dbus-daemon of the test's own, as strict as a system bus, with the shipped policy in
// force.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::test {

/// Users of this machine that stand for those of an installed one. Debian has them all.
inline constexpr const char* bus_watcher = "games";    ///< in the group that watches
inline constexpr const char* bus_operator = "mail";    ///< in the group that operates
inline constexpr const char* bus_stranger = "nobody";  ///< in neither

/// Everybody may connect. The policy is systemd/dbus/org.rosterd.Rosterd1.conf, with whoever runs
/// the test in the place of user rosterd, and the groups above in the place of adm and
/// rosterd-operators.
class PrivateBus {
  public:
    PrivateBus();

    /// Errors: std::runtime_error when it does not come up.
    void start();
    /// kill -9: its connections break.
    void stop() { daemon_.reset(); }

    [[nodiscard]] const std::string& address() const { return address_; }
    /// What makes it the system bus of a program.
    [[nodiscard]] std::map<std::string, std::string> environment() const {
        return {{"DBUS_SYSTEM_BUS_ADDRESS", address_}};
    }

    /// Runs busctl with these arguments to its end, as another user where one is named.
    [[nodiscard]] Finished busctl(const std::vector<std::string>& arguments,
                                  const std::string& user = {}) const;

    /// Prints every signal that this user may hear, as dbus-monitor does.
    [[nodiscard]] std::unique_ptr<Process> monitor(const std::string& user = {}) const;

  private:
    TemporaryDirectory directory_;
    std::string address_;
    std::unique_ptr<Process> daemon_;
};

/// Without root there is one user to be: whoever runs the test.
[[nodiscard]] bool may_be_other_users();

}  // namespace rosterd::test
