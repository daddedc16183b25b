// What a year brings to a school: one honest change of its journal at a time.
#pragma once

#include <string>

#include "adapters/clock.hpp"
#include "tests/simulation/year/dice.hpp"
#include "tests/simulation/year/school_facts.hpp"

namespace rosterd::test {

/// Changes the facts and says what happened, for the log; empty when there was nobody to change.
class JournalChanges {
  public:
    JournalChanges(Dice& dice, SchoolFacts& facts, const Clock& clock)
        : dice_{dice}, facts_{facts}, clock_{clock} {}

    std::string something();

  private:
    std::string pupil_leaves();
    std::string pupil_moves();
    std::string pupil_comes();
    std::string many_leave();
    std::string teacher_leaves();
    std::string teacher_comes();
    std::string class_teacher_changes();
    std::string subject_teacher_changes();
    std::string guardian_changes();
    std::string blocked_changes();
    std::string link_changes();
    std::string class_is_renamed();
    std::string school_year_begins();
    std::string group_changes();
    std::string chat_is_edited();
    void forget_edits_of(const std::string& chat);

    void forget(const std::string& person);
    [[nodiscard]] std::string new_person(const std::string& prefix);
    void succeed(const std::string& old_class);
    [[nodiscard]] std::string any_class();
    [[nodiscard]] std::string any_teacher();
    void leave_school(const std::string& pupil);

    Dice& dice_;
    SchoolFacts& facts_;
    const Clock& clock_;
    int next_person_ = 0;
    UserId next_user_ = 5'000;
    int next_name_ = 0;
    bool promoted_ = false;
};

}  // namespace rosterd::test
