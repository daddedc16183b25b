// Starts Erlang's virtual machine with ejabberd in it; speaks its HTTP API; runs a client.
#include "tests/support/ejabberd_server.hpp"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstring>
#include <stdexcept>

#include "tests/support/free_port.hpp"
#include "tests/support/http_probe.hpp"
#include "tests/support/places.hpp"

namespace rosterd::test {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::chrono::milliseconds start_deadline{60'000};
constexpr std::chrono::milliseconds client_deadline{60'000};
constexpr int start_attempts_max = 3;

/// The folder of Debian's Erlang libraries that are not Erlang's own: /usr/lib/<architecture>.
fs::path libraries() {
    for (const fs::directory_entry& folder : fs::directory_iterator{"/usr/lib"}) {
        if (!folder.is_directory() || folder.is_symlink()) continue;
        std::error_code unreadable;
        for (const fs::directory_entry& entry : fs::directory_iterator{folder, unreadable}) {
            if (entry.path().filename().string().starts_with("ejabberd-")) return folder.path();
        }
    }
    throw std::runtime_error{"ejabberd is not installed; run ./dev install first"};
}

const passwd& server_user() {
    const passwd* user = ::getpwnam("ejabberd");
    if (user == nullptr) {
        throw std::runtime_error{"there is no user ejabberd; run ./dev install first"};
    }
    return *user;
}

void give_to_server(const fs::path& path) {
    if (::geteuid() != 0) return;
    const passwd& user = server_user();
    if (::chown(path.c_str(), user.pw_uid, user.pw_gid) != 0) {
        throw std::runtime_error{"chown " + path.string() + " failed"};
    }
}

std::vector<std::string> as_server(std::vector<std::string> command) {
    if (::geteuid() != 0) return command;
    const passwd& user = server_user();
    std::vector<std::string> whole{"setpriv",
                                   "--reuid=" + std::to_string(user.pw_uid),
                                   "--regid=" + std::to_string(user.pw_gid),
                                   "--clear-groups",
                                   "--pdeathsig=KILL",
                                   "--"};
    whole.insert(whole.end(), command.begin(), command.end());
    return whole;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
        text.replace(at, what.size(), with);
        at += with.size();
    }
    return text;
}

/// acl, access_rules, api_permissions and mod_muc are those of docs/ejabberd.md. The operator is
/// the test's own: a stand-in for ejabberdctl, which would need Erlang's distribution.
constexpr const char* configuration = R"(hosts: [HOST]
loglevel: info
log_rotate_count: 0
listen:
  - { port: PORT_OF_CLIENTS, ip: 127.0.0.1, module: ejabberd_c2s, starttls: false }
  - port: PORT_OF_API
    ip: 127.0.0.1
    module: ejabberd_http
    request_handlers: { /api: mod_http_api }
acl:
  rosterd: { user: SERVICE }
  operator: { user: operator@HOST }
access_rules: { rosterd_only: { allow: rosterd } }
api_permissions:
  rosterd:
    from: mod_http_api
    who: { access: { allow: { acl: rosterd } } }
    what: [registered_users, muc_online_rooms, get_room_options, get_room_affiliations,
           create_room_with_opts, set_room_affiliation, change_room_option, destroy_room,
           send_direct_invitation, send_stanza]
  operator: { from: mod_http_api, who: { access: { allow: { acl: operator } } }, what: "*" }
  first_accounts: { from: mod_http_api, who: { ip: 127.0.0.1/32 }, what: [register] }
modules:
  mod_admin_extra: {}
  mod_disco: {}
  mod_offline: {}
  mod_roster: {}
  mod_muc: { host: MUC, access_create: rosterd_only, access_admin: rosterd_only }
  mod_muc_admin: {}
)";

constexpr const char* operators_password = "operators-password";
/// operator@school.test and that password.
constexpr const char* operators_authorization =
    "Basic b3BlcmF0b3JAc2Nob29sLnRlc3Q6b3BlcmF0b3JzLXBhc3N3b3Jk";

/// True when there is such an account now, made by this call or before.
bool make_account(const std::string& base, const std::string& name, const std::string& password) {
    const json::object account{
        {"user", name}, {"host", EjabberdServer::host}, {"password", password}};
    try {
        const int status = http_post(base, "/api/register", json::serialize(account)).status;
        constexpr int taken = 409;
        return status == 200 || status == taken;
    } catch (const std::runtime_error&) {
        return false;
    }
}

std::vector<std::string> texts(const json::value& list) {
    std::vector<std::string> all;
    for (const json::value& item : list.as_array()) all.emplace_back(item.as_string());
    return all;
}

}  // namespace

EjabberdServer::EjabberdServer() {
    directory_.open_to_everyone();
    for (const char* const folder : {"database", "log"}) {
        fs::create_directory(directory_ / folder);
        give_to_server(directory_ / folder);
    }
    give_to_server(directory_.path());
    start();
    if (!make_account(base(), "rosterd", service_password)) {
        throw std::runtime_error{"ejabberd makes no service account"};
    }
}

EjabberdServer::~EjabberdServer() = default;

std::string EjabberdServer::base() const {
    return "http://127.0.0.1:" + std::to_string(ports_[1]);
}

void EjabberdServer::configure() {
    for (int& port : ports_) port = free_port();
    std::string text = configuration;
    text = replaced(text, "PORT_OF_CLIENTS", std::to_string(ports_[0]));
    text = replaced(text, "PORT_OF_API", std::to_string(ports_[1]));
    text = replaced(text, "SERVICE", service_user);
    text = replaced(text, "HOST", host);
    text = replaced(text, "MUC", muc);
    write_text(directory_ / "ejabberd.yml", text);
}

void EjabberdServer::start() {
    const std::string database = '"' + (directory_ / "database").string() + '"';
    std::string words;
    for (int attempt = 0; attempt < start_attempts_max; ++attempt) {
        if (ports_[0] == 0 || attempt > 0) configure();
        // `+S 2`: as many schedulers as a small server has; `+sbwt none`: no busy waiting.
        process_ = std::make_unique<Process>(ProcessOptions{
            .arguments = as_server({"/usr/bin/erl", "-noinput", "+S", "2", "+K", "true", "+sbwt",
                                    "none", "-mnesia", "dir", database, "-s", "ejabberd"}),
            .environment = {{"PATH", "/usr/bin:/bin"},
                            {"LC_ALL", "C.UTF-8"},
                            {"HOME", directory_.path()},
                            {"ERL_LIBS", libraries()},
                            {"EJABBERD_CONFIG_PATH", directory_ / "ejabberd.yml"},
                            {"EJABBERD_LOG_PATH", directory_ / "log/ejabberd.log"}},
            .inherit_environment = false,
            .directory = directory_.path()});
        const bool over = eventually(
            [&] {
                return make_account(base(), "operator", operators_password) || !process_->running();
            },
            start_deadline);
        if (over && process_->running()) return;
        words = process_->standard_output() + process_->standard_error();
        process_.reset();
    }
    throw std::runtime_error{"ejabberd did not start: " + words};
}

void EjabberdServer::stop() {
    try {
        command("stop", {});
    } catch (const std::runtime_error&) {
        // It may be gone before it has answered.
    }
    if (!process_->wait()) throw std::runtime_error{"ejabberd does not stop"};
    process_.reset();
}

json::value EjabberdServer::command(const std::string& name, const json::object& arguments) const {
    const ProbeAnswer answer =
        http_exchange({.base = base(),
                       .method = "POST",
                       .target = "/api/" + name,
                       .body = json::serialize(arguments),
                       .headers = {{"authorization", operators_authorization}}});
    if (answer.status != 200) throw std::runtime_error{name + ": " + answer.body};
    return json::parse(answer.body);
}

void EjabberdServer::register_user(const std::string& name) const {
    if (!make_account(base(), name, password)) {
        throw std::runtime_error{"ejabberd does not register " + name};
    }
}

void EjabberdServer::unregister_user(const std::string& name) const {
    command("unregister", {{"user", name}, {"host", host}});
}

std::map<std::string, std::string> EjabberdServer::affiliations(const std::string& room) const {
    std::map<std::string, std::string> people;
    const auto answer = command("get_room_affiliations", {{"name", room}, {"service", muc}});
    for (const json::value& one : answer.as_array()) {
        people[std::string{one.at("username").as_string()}] = one.at("affiliation").as_string();
    }
    return people;
}

std::vector<std::string> EjabberdServer::rooms() const {
    std::vector<std::string> names;
    for (const std::string& room : texts(command("muc_online_rooms", {{"service", muc}}))) {
        names.push_back(room.substr(0, room.find('@')));
    }
    return names;
}

std::map<std::string, std::string> EjabberdServer::options(const std::string& room) const {
    std::map<std::string, std::string> all;
    const auto answer = command("get_room_options", {{"name", room}, {"service", muc}});
    for (const auto& [name, value] : answer.as_object()) {
        all[std::string{name}] = value.as_string();
    }
    return all;
}

// ---- a client -----------------------------------------------------------------------------------

XmppVisit visit(const EjabberdServer& server, const XmppWish& wish) {
    const json::object input{{"jid", wish.user + '@' + EjabberdServer::host},
                             {"password", EjabberdServer::password},
                             {"port", server.client_port()},
                             {"muc", EjabberdServer::muc},
                             {"joins", json::array(wish.joins.begin(), wish.joins.end())},
                             {"invitations", wish.invitations},
                             {"messages", wish.messages}};
    const auto script = source_directory() / "tests/support/xmpp_person.py";
    // Debian's own interpreter: another one in PATH does not know Debian's packages.
    const Finished finished =
        run({.arguments = {"/usr/bin/python3", script.string()}, .input = json::serialize(input)},
            client_deadline);
    if (!finished.status.success()) throw std::runtime_error{"slixmpp: " + finished.error};
    const json::value output = json::parse(finished.output);
    XmppVisit seen;
    seen.invitations = texts(output.at("invitations"));
    seen.messages = texts(output.at("messages"));
    seen.listed = texts(output.at("listed"));
    for (const auto& [address, room] : output.at("rooms").as_object()) {
        XmppRoomView& view = seen.rooms[std::string{address}];
        view.error = room.at("error").as_string();
        view.subject = room.at("subject").as_string();
        view.posts = texts(room.at("posts"));
        for (const auto& [jid, affiliation] : room.at("occupants").as_object()) {
            view.occupants[std::string{jid}] = affiliation.as_string();
        }
    }
    return seen;
}

}  // namespace rosterd::test
