// A school to replay an incident in: the whole daemon between models, with everything that it asks
// of the messenger written down.
#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/simulated_school.hpp"
#include "tests/support/roster_maker.hpp"

namespace rosterd::test {

/// Class 1 of teacher 1 with pupils 1, 2 …, class 2 of teacher 2 …, all of them linked; chats of
/// classes, and with `parents` those of parents too: one parent for each pupil.
struct SchoolSize {
    int classes = 1;
    int pupils = 30;  ///< of each class
    bool parents = false;
};

class IncidentSchool {
  public:
    /// The daemon is off. Its clock shows `start`.
    explicit IncidentSchool(SchoolSize size, UnixSeconds start = 1'790'000'000,
                            const std::string& time_zone = "Europe/Moscow");

    static std::string class_id(int number) { return "c" + std::to_string(number); }
    static std::string chat(int number) { return "class/" + class_id(number); }
    static std::string teacher(int number) { return "t" + std::to_string(number); }
    static std::string pupil(int in, int number);
    static std::string parent(int in, int number);
    static UserId user_of_teacher(int number) { return 1'000 * number; }
    static UserId user_of_pupil(int in, int number) { return 1'000 * in + number; }
    static UserId user_of_parent(int in, int number) { return 1'000 * in + 500 + number; }
    static std::string title(int number) { return std::to_string(number) + "А класс"; }

    /// The journal says what rows() are, and the daemon is switched on; everything is done that can
    /// be.
    void start();
    void restart();
    void minutes(int count) { school_.run_until(school_.now() + count * 60); }
    void hours(int count) { minutes(count * 60); }

    /// What the journal's rows are; the daemon sees a change with journal_says().
    rosterd::testing::RosterMaker& rows() { return rows_; }
    /// The journal's next look, and the passes after it.
    void journal_says(const Roster& roster);
    void journal_says() { journal_says(rows_.make()); }
    /// The rows are gone from the class; the journal is not told yet.
    void expel(int in, int first, int last);

    /// What was changed on the messenger, one by one: "remove 1А класс 1003". What was refused is
    /// not among it, nor is whom a chat was created with.
    [[nodiscard]] const std::vector<std::string>& sent() const { return sent_; }
    /// Those that begin so.
    [[nodiscard]] std::vector<std::string> sent(std::string_view beginning) const;
    void forget_sent() { sent_.clear(); }
    [[nodiscard]] std::map<UserId, bool>& members(int number);
    [[nodiscard]] bool is_there(int in, UserId user) { return members(in).contains(user); }

    /// The only hold; empty, and a failure, when there is another number of them.
    [[nodiscard]] Hold only_hold();
    /// As the operator says it.
    Result<void> decide(const std::string& hold, bool approve, const std::string& by);
    /// What the control socket answers to somebody who may do everything.
    [[nodiscard]] boost::json::value ask(const std::string& target);

    /// Asked before every request of the account and before every change; an error is answered.
    std::function<std::optional<Error>(std::string_view method)> refuses{};
    std::function<std::optional<Error>(const ChatChange& change)> refuses_change{};

    SimulatedSchool& world() { return school_; }
    [[nodiscard]] const SchoolState& state() const { return school_.state(); }

  private:
    static rosterd::testing::RosterMaker people(SchoolSize size);
    static Profile profile(SchoolSize size);
    void write_down();

    rosterd::testing::RosterMaker rows_;
    SimulatedSchool school_;
    std::vector<std::string> sent_;
};

}  // namespace rosterd::test
