// Runs initdb, postgres and psql of Debian's postgresql-15. No shell, no TCP, no system service.
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/places.hpp"

#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <stdexcept>

namespace rosterd::test {
namespace {

const std::string binaries = "/usr/lib/postgresql/15/bin/";
constexpr std::chrono::milliseconds server_deadline{60'000};

const passwd& server_user() {
    const passwd* user = ::getpwnam("postgres");
    if (user == nullptr) {
        throw std::runtime_error{"there is no user postgres; run ./dev install first"};
    }
    return *user;
}

/// The server refuses to run as root, so root hands over to `postgres`.
ProcessOptions as_server(std::vector<std::string> command) {
    ProcessOptions options;
    if (::geteuid() == 0) {
        const passwd& user = server_user();
        options.arguments = {"setpriv",
                             "--reuid=" + std::to_string(user.pw_uid),
                             "--regid=" + std::to_string(user.pw_gid),
                             "--clear-groups",
                             "--pdeathsig=KILL",
                             "--"};
    }
    options.arguments.insert(options.arguments.end(), command.begin(), command.end());
    options.environment = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}};
    options.inherit_environment = false;
    options.directory = "/";
    return options;
}

void must(const Finished& finished, const std::string& what) {
    if (finished.status.success()) return;
    throw std::runtime_error{what + " failed: " + finished.error + finished.output};
}

void give_to_server(const TemporaryDirectory& directory) {
    directory.open_to_everyone();
    if (::geteuid() != 0) return;
    const passwd& user = server_user();
    if (::chown(directory.path().c_str(), user.pw_uid, user.pw_gid) != 0) {
        throw std::runtime_error{"chown " + directory.path().string() + " failed"};
    }
}

void copy_tree(const std::filesystem::path& from, const std::filesystem::path& to) {
    must(run({.arguments = {"cp", "-a", "--reflink=auto", from, to}}, server_deadline), "cp");
}

/// Made in /tmp, because the server's user may not be able to enter the build directory.
void make_template(const std::filesystem::path& target) {
    TemporaryDirectory directory;
    give_to_server(directory);
    must(run(as_server({binaries + "initdb", "-D", directory / "data", "-U", "postgres", "-A",
                        "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
                        "--no-instructions"}),
             server_deadline),
         "initdb");
    const std::filesystem::path draft = target.string() + "." + std::to_string(::getpid());
    copy_tree(directory / "data", draft);
    std::error_code taken;
    std::filesystem::rename(draft, target, taken);
    if (taken) std::filesystem::remove_all(draft);  // another test was first: theirs serves
}

const std::filesystem::path& cluster_template() {
    static const std::filesystem::path path =
        binary_directory().string() + "/postgres-15-template-" + std::to_string(::geteuid());
    if (!std::filesystem::exists(path)) make_template(path);
    return path;
}

}  // namespace

PostgresCluster::PostgresCluster(std::vector<std::string> settings)
    : settings_{std::move(settings)} {
    give_to_server(directory_);
    copy_tree(cluster_template(), directory_ / "data");
    start();
}

PostgresCluster::~PostgresCluster() {
    if (!server_) return;
    server_->kill(SIGQUIT);
    server_->wait(server_deadline);
}

std::string PostgresCluster::dsn(const std::string& database) const {
    return "host=" + directory_.path().string() + " user=postgres dbname=" + database;
}

const std::filesystem::path& PostgresCluster::socket_directory() const {
    return directory_.path();
}

void PostgresCluster::start() {
    if (server_) throw std::runtime_error{"the cluster is running already"};
    // Not synchronous_commit=off: it would lose commits at Stop::immediate.
    std::vector<std::string> command{
        binaries + "postgres", "-D", directory_ / "data",  "-k", directory_.path(),      "-c",
        "listen_addresses=",   "-c", "fsync=off",          "-c", "full_page_writes=off", "-c",
        "shared_buffers=32MB", "-c", "max_connections=50", "-c", "autovacuum=off"};
    for (const std::string& setting : settings_) {
        command.insert(command.end(), {"-c", setting});
    }
    server_ = std::make_unique<Process>(as_server(std::move(command)));
    const std::string probe = dsn();
    const bool answered = eventually(
        [&] { return !server_->running() || PQping(probe.c_str()) == PQPING_OK; }, server_deadline);
    if (answered && server_->running()) return;
    const std::string words = server_->standard_error();
    server_.reset();
    throw std::runtime_error{"PostgreSQL did not start: " + words};
}

void PostgresCluster::stop(Stop how) {
    if (!server_) throw std::runtime_error{"the cluster is stopped already"};
    server_->kill(how == Stop::fast ? SIGINT : SIGQUIT);
    if (!server_->wait(server_deadline)) throw std::runtime_error{"PostgreSQL did not stop"};
    server_.reset();
}

std::string PostgresCluster::psql(const std::string& sql, const std::string& database) {
    return run_psql({}, sql, database);
}

std::string PostgresCluster::psql_file(const std::filesystem::path& file,
                                       const std::string& database) {
    return run_psql({"-f", file}, "", database);
}

std::string PostgresCluster::run_psql(std::vector<std::string> arguments, const std::string& input,
                                      const std::string& database) {
    ProcessOptions options{.arguments = {binaries + "psql", "-X", "-q", "-A", "-t", "-v",
                                         "ON_ERROR_STOP=1", "-d", dsn(database)},
                           .environment = {{"PGOPTIONS", "-c client_min_messages=warning"}},
                           .input = input};
    options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
    Finished finished = run(std::move(options), server_deadline);
    must(finished, "psql");
    return std::move(finished.output);
}

}  // namespace rosterd::test
