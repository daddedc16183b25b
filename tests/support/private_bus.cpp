// The rules of a system bus as Debian's dbus has them, and ours included as it would be there.
#include "tests/support/private_bus.hpp"

#include <pwd.h>
#include <unistd.h>

#include <stdexcept>

#include "tests/support/eventually.hpp"
#include "tests/support/places.hpp"

namespace rosterd::test {
namespace {

constexpr const char* rules = R"(
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <deny own="*"/>
    <deny send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
    <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus"/>
    <allow send_destination="org.freedesktop.DBus"
           send_interface="org.freedesktop.DBus.Introspectable"/>
    <allow send_destination="org.freedesktop.DBus"
           send_interface="org.freedesktop.DBus.Properties"/>
  </policy>
)";

void replace_all(std::string& text, const std::string& what, const std::string& by) {
    const auto first = text.find(what);
    if (first == std::string::npos) throw std::runtime_error{"the policy has no " + what};
    for (auto at = first; at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
}

std::string own_user() {
    const passwd* entry = ::getpwuid(::geteuid());
    if (entry == nullptr) throw std::runtime_error{"whoever runs this has no name"};
    return entry->pw_name;
}

std::string shipped_policy() {
    std::string policy = read_text(source_directory() / "systemd/dbus/org.rosterd.Rosterd1.conf");
    replace_all(policy, "user=\"rosterd\"", "user=\"" + own_user() + "\"");
    replace_all(policy, "group=\"adm\"", std::string{"group=\""} + bus_watcher + "\"");
    replace_all(policy, "group=\"rosterd-operators\"",
                std::string{"group=\""} + bus_operator + "\"");
    return policy;
}

std::vector<std::string> as_user(const std::string& user) {
    if (user.empty()) return {};
    return {"setpriv", "--reuid=" + user,
            "--regid=" + std::to_string(::getpwnam(user.c_str())->pw_gid), "--clear-groups"};
}

}  // namespace

bool may_be_other_users() {
    return ::geteuid() == 0;
}

PrivateBus::PrivateBus() : address_{"unix:path=" + (directory_ / "bus").string()} {
    directory_.open_to_everyone();
    write_text(directory_ / "policy.conf", shipped_policy());
    write_text(
        directory_ / "bus.conf",
        "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n"
        " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
        "<busconfig>\n  <type>system</type>\n  <listen>" +
            address_ + "</listen>" + rules + "  <include>" + (directory_ / "policy.conf").string() +
            "</include>\n</busconfig>\n");
    start();
}

void PrivateBus::start() {
    ProcessOptions options;
    options.arguments = {"dbus-daemon", "--config-file=" + (directory_ / "bus.conf").string(),
                         "--nofork", "--nopidfile", "--print-address"};
    daemon_ = std::make_unique<Process>(std::move(options));
    if (!daemon_->wait_for_line("^unix:path=")) {
        throw std::runtime_error{"dbus-daemon: " + daemon_->standard_error()};
    }
}

Finished PrivateBus::busctl(const std::vector<std::string>& arguments,
                            const std::string& user) const {
    ProcessOptions options;
    options.arguments = as_user(user);
    options.arguments.insert(options.arguments.end(),
                             {"busctl", "--no-pager", "--address=" + address_});
    options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
    return run(std::move(options));
}

std::unique_ptr<Process> PrivateBus::monitor(const std::string& user) const {
    ProcessOptions options;
    options.arguments = as_user(user);
    options.arguments.insert(options.arguments.end(),
                             {"dbus-monitor", "--address", address_, "type='signal'"});
    return std::make_unique<Process>(std::move(options));
}

}  // namespace rosterd::test
