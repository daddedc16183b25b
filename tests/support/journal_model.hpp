// One school's journal in memory behind the port Journal, for simulations: people as they were
// built once, lessons and conferences as the test changes them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/ports.hpp"

namespace rosterd::test {

struct ModelLesson {
    std::string group{};
    LocalSeconds starts_at = 0;
    LocalSeconds ends_at = 0;
    bool cancelled = false;
};

struct ModelConference {
    ConferenceKind kind = ConferenceKind::online_lesson;
    std::string chat{};
    std::string lesson{};
    std::string title{};
    LocalSeconds starts_at = 0;
    LocalSeconds ends_at = 0;
    std::string created_by{};
    UnixSeconds finish_requested_at = 0;
    UnixSeconds deleted_at = 0;
};

/// Single-threaded. Every change moves the school's marker, as a journal's trigger does.
class JournalModel final : public Journal {
  public:
    JournalModel(School school, Roster people);

    std::map<std::string, ModelLesson>& lessons() { return touched(lessons_); }
    std::map<std::string, ModelConference>& conferences() { return touched(conferences_); }
    void set_people(Roster people) { touched(people_) = std::move(people); }
    /// The same, and no marker moves: a change that nothing tells of.
    void set_people_untold(Roster people) { people_ = std::move(people); }
    /// Asked before every method; an error is answered instead.
    std::optional<Error> fault{};
    [[nodiscard]] std::uint64_t reads() const { return reads_; }
    /// The journal is a copy of this time.
    std::optional<UnixSeconds> as_of{};

    Result<std::vector<School>> schools(std::vector<Finding>& findings) override;
    Result<JournalRead> read(const School& school,
                             const std::vector<std::string>& lessons) override;
    Result<std::optional<std::vector<SchoolMarker>>> markers() override;
    Result<std::vector<SchoolCopy>> copies() override {
        if (fault) return *fault;
        std::vector<SchoolCopy> copies;
        if (as_of) copies.push_back({school_.id, *as_of});
        return copies;
    }
    std::optional<int> change_descriptor() override { return std::nullopt; }
    Result<std::vector<std::string>> take_changes() override { return std::vector<std::string>{}; }

  private:
    template <class Rows>
    Rows& touched(Rows& rows) {
        ++marker_;
        return rows;
    }
    void add_lessons(Roster& roster, const std::vector<std::string>& named) const;
    void add_conferences(Roster& roster) const;

    School school_;
    Roster people_;
    std::map<std::string, ModelLesson> lessons_;
    std::map<std::string, ModelConference> conferences_;
    std::uint64_t marker_ = 1;
    std::uint64_t reads_ = 0;
};

}  // namespace rosterd::test
