// The program rosterd-sandbox under test's control, and what a person would see on its page.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/system/journal_rows.hpp"

namespace rosterd::test {

/// One line of the platform's history, without its time.
struct Happening {
    std::string kind;  ///< create, add, remove, promote, demote, leave, join, message, rename
    std::string title;
    std::int64_t user;
    auto operator<=>(const Happening&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const Happening& event) {
        return out << event.kind << ' ' << event.user << " in \"" << event.title << '"';
    }
};

/// Started by the constructor, killed by the destructor. Blocking; errors are std::runtime_error.
class SandboxProgram {
  public:
    /// `token` as the program's --token; `owner` is the id whom it belongs to.
    SandboxProgram(const std::filesystem::path& directory, const std::string& token,
                   std::int64_t owner)
        : SandboxProgram{directory, std::vector{token}, owner} {}
    /// The same with several tokens; `owner` is one of those whom they belong to.
    SandboxProgram(const std::filesystem::path& directory, const std::vector<std::string>& tokens,
                   std::int64_t owner);

    [[nodiscard]] const std::string& base() const { return base_; }

    /// Every chat that is not deleted; the owner is left out.
    [[nodiscard]] Rooms rooms() const;
    /// Global ids by title; the first where a title is there twice.
    [[nodiscard]] std::int64_t chat(const std::string& title) const;
    /// Chats of one title, deleted ones included.
    [[nodiscard]] std::size_t chats_named_alike() const;

    /// Calls of `method` received, those within execute included; all methods when it is empty.
    [[nodiscard]] std::int64_t calls(const std::string& method = {}) const;
    /// Calls that change something.
    [[nodiscard]] std::int64_t writes() const;

    [[nodiscard]] std::int64_t last_event() const;
    [[nodiscard]] std::multiset<Happening> events_since(std::int64_t number) const;

    void fault(const boost::json::object& fault) const;
    [[nodiscard]] std::size_t faults_waiting() const;
    void clear_faults() const;
    /// The hand of a person: {do: kick|join|add|..., chat: global id, user}.
    void act(const boost::json::object& act) const;
    void user(const boost::json::object& user) const;

    [[nodiscard]] boost::json::value get(const std::string& target) const;

  private:
    void post(const std::string& target, const boost::json::object& body) const;

    std::int64_t owner_;
    Process process_;
    std::string base_;
};

}  // namespace rosterd::test
