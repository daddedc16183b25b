// A real ejabberd for one test: own configuration, database and ports, gone afterwards.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rosterd::test {

/// Debian's ejabberd on loopback, configured as docs/ejabberd.md says, in a virtual machine without
/// Erlang's distribution (no epmd, no other listener). As root it runs as the user `ejabberd`.
/// Started by the constructor (two seconds), killed by the destructor.
/// Blocking. Errors of every method: std::runtime_error with the server's own words.
class EjabberdServer {
  public:
    EjabberdServer();
    EjabberdServer(const EjabberdServer&) = delete;
    EjabberdServer& operator=(const EjabberdServer&) = delete;
    ~EjabberdServer();

    /// The listener with mod_http_api, as an account is told of it.
    [[nodiscard]] std::string base() const;
    /// Where clients connect; without TLS.
    [[nodiscard]] int client_port() const { return ports_[0]; }

    static constexpr const char* host = "school.test";
    static constexpr const char* muc = "conference.school.test";
    static constexpr const char* service_user = "rosterd@school.test";
    static constexpr const char* service_password = "ejab-s3cret-never-logged";
    /// Of everybody whom register_user() makes.
    static constexpr const char* password = "pupils-password";

    /// A command as the server's operator gives it (ejabberdctl).
    boost::json::value command(const std::string& name, const boost::json::object& arguments) const;
    void register_user(const std::string& name) const;
    void unregister_user(const std::string& name) const;
    /// Names (without host) and affiliations of one room; `room` without its service.
    [[nodiscard]] std::map<std::string, std::string> affiliations(const std::string& room) const;
    /// Names of all rooms.
    [[nodiscard]] std::vector<std::string> rooms() const;
    [[nodiscard]] std::map<std::string, std::string> options(const std::string& room) const;

    /// Ends it as its service does; start() runs it again, on the same ports.
    void stop();
    void start();

  private:
    void configure();

    TemporaryDirectory directory_;
    int ports_[2]{};  // clients, the API
    std::unique_ptr<Process> process_;
};

/// What a person's XMPP client (slixmpp) saw.
struct XmppRoomView {
    std::string error;  ///< "registration-required" ...; empty: he is in
    std::string subject;
    std::map<std::string, std::string> occupants;  ///< bare JID -> affiliation
    std::vector<std::string> posts;                ///< texts, corrections applied, oldest first
};
struct XmppVisit {
    std::map<std::string, XmppRoomView> rooms;  ///< by address
    std::vector<std::string> invitations;       ///< addresses of rooms
    std::vector<std::string> messages;          ///< written to him alone
    std::vector<std::string> listed;            ///< addresses of rooms that the service lists
};
struct XmppWish {
    std::string user;                  ///< without host
    std::vector<std::string> joins{};  ///< addresses of rooms
    std::size_t invitations = 0;       ///< waits for so many
    std::size_t messages = 0;          ///< waits for so many
};
/// Logs in as a registered user, enters rooms one after another and tells what it sees.
[[nodiscard]] XmppVisit visit(const EjabberdServer& server, const XmppWish& wish);

}  // namespace rosterd::test
