// The sandbox's own control API as C++ calls.
#include "tests/system/sandbox_program.hpp"

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <stdexcept>

#include "tests/support/http_probe.hpp"

namespace rosterd::test {
namespace {

namespace json = boost::json;

std::int64_t tally(const json::value& counts, const std::string& method) {
    std::int64_t sum = 0;
    for (const char* const where : {"by_method", "inner_by_method"}) {
        for (const auto& [name, count] : counts.at(where).as_object()) {
            if (method.empty() ? name != "execute" : name == method) sum += count.as_int64();
        }
    }
    return sum;
}

std::vector<std::string> arguments_of(const std::filesystem::path& directory,
                                      const std::vector<std::string>& tokens) {
    std::vector<std::string> arguments{ROSTERD_SANDBOX, "--listen", "127.0.0.1:0", "--port-file",
                                       directory / "port"};
    for (const std::string& token : tokens) {
        arguments.emplace_back("--token");
        arguments.push_back(token);
    }
    return arguments;
}

std::string wait_for_base(const std::filesystem::path& port_file, Process& process) {
    if (!eventually([&] { return std::filesystem::exists(port_file); })) {
        throw std::runtime_error{"the sandbox did not start: " + process.standard_error()};
    }
    std::string port = read_text(port_file);
    while (port.ends_with('\n')) port.pop_back();
    return "http://127.0.0.1:" + port;
}

}  // namespace

SandboxProgram::SandboxProgram(const std::filesystem::path& directory,
                               const std::vector<std::string>& tokens, std::int64_t owner)
    : owner_{owner},
      process_{{.arguments = arguments_of(directory, tokens)}},
      base_{wait_for_base(directory / "port", process_)} {}

json::value SandboxProgram::get(const std::string& target) const {
    const ProbeAnswer answer = http_get(base_, target);
    if (answer.status != 200) throw std::runtime_error{target + ": " + answer.body};
    return json::parse(answer.body);
}

void SandboxProgram::post(const std::string& target, const json::object& body) const {
    const ProbeAnswer answer = http_post(base_, target, json::serialize(body));
    if (answer.status != 200) throw std::runtime_error{target + ": " + answer.body};
}

Rooms SandboxProgram::rooms() const {
    Rooms rooms;
    const json::value state = get("/sandbox/state");
    for (const json::value& chat : state.at("chats").as_array()) {
        if (chat.at("deleted").as_bool()) continue;
        Room room;
        room.title = chat.at("title").as_string();
        for (const json::value& member : chat.at("members").as_array()) {
            const std::int64_t user = member.at("user").as_int64();
            if (user == owner_ || member.at("pending").as_bool()) continue;
            room.members.insert(user);
            if (member.at("admin").as_bool()) room.admins.insert(user);
        }
        rooms.insert(std::move(room));
    }
    return rooms;
}

std::int64_t SandboxProgram::chat(const std::string& title) const {
    const json::value state = get("/sandbox/state?members=0");
    for (const json::value& chat : state.at("chats").as_array()) {
        if (chat.at("title").as_string() == title) return chat.at("id").as_int64();
    }
    throw std::runtime_error{"the sandbox has no chat " + title};
}

std::size_t SandboxProgram::chats_named_alike() const {
    std::map<std::string, std::size_t> titles;
    std::size_t alike = 0;
    const json::value state = get("/sandbox/state?members=0");
    for (const json::value& chat : state.at("chats").as_array()) {
        if (++titles[std::string{chat.at("title").as_string()}] > 1) ++alike;
    }
    return alike;
}

std::int64_t SandboxProgram::calls(const std::string& method) const {
    return tally(get("/sandbox/state?members=0").at("calls"), method);
}

std::int64_t SandboxProgram::writes() const {
    constexpr std::array writing{"messages.createChat",        "messages.addChatUser",
                                 "messages.removeChatUser",    "messages.setMemberRole",
                                 "messages.editChat",          "messages.send",
                                 "messages.deleteConversation"};
    const json::value state = get("/sandbox/state?members=0");
    std::int64_t sum = 0;
    for (const char* const method : writing) sum += tally(state.at("calls"), method);
    return sum;
}

std::int64_t SandboxProgram::last_event() const {
    return get("/sandbox/state?members=0").at("last_event").as_int64();
}

std::multiset<Happening> SandboxProgram::events_since(std::int64_t number) const {
    std::multiset<Happening> all;
    for (;;) {
        const json::value page = get("/sandbox/events?since=" + std::to_string(number));
        for (const json::value& event : page.at("events").as_array()) {
            all.insert({std::string{event.at("kind").as_string()},
                        std::string{event.at("title").as_string()}, event.at("user").as_int64()});
        }
        if (page.at("events").as_array().empty()) return all;
        number = page.at("next").as_int64();
    }
}

void SandboxProgram::fault(const json::object& fault) const {
    post("/sandbox/faults", fault);
}

std::size_t SandboxProgram::faults_waiting() const {
    return get("/sandbox/faults").at("faults").as_array().size();
}

void SandboxProgram::clear_faults() const {
    const auto answer =
        http_exchange({.base = base_, .method = "DELETE", .target = "/sandbox/faults"});
    if (answer.status != 200) throw std::runtime_error{"faults: " + answer.body};
}

void SandboxProgram::act(const json::object& act) const {
    post("/sandbox/act", act);
}
void SandboxProgram::user(const json::object& user) const {
    post("/sandbox/users", user);
}

}  // namespace rosterd::test
