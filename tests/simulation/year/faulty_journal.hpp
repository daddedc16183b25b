// The school's journal: what it says is honest or, for a time, failed, cut, or an old copy.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/year/school_facts.hpp"
#include "tests/simulation/year/surroundings.hpp"
#include "tests/simulation/year/witness.hpp"

namespace rosterd::test {

class FaultyJournal final : public Journal {
  public:
    FaultyJournal(Surroundings& around, School school, Witness& witness)
        : around_{around}, school_{std::move(school)}, witness_{witness} {}

    /// The truth changed.
    void publish(SchoolFacts facts) {
        honest_ = std::move(facts);
        ++version_;
    }

    void be_honest();
    void fail() { failing_ = true; }
    /// One relation is empty, or has lost more than half of its rows: not to be believed.
    void lose_rows();
    /// Some rows of one relation are missing, few enough to be believed.
    void lose_few_rows();
    /// From now on it shows what it shows today.
    void freeze();
    [[nodiscard]] bool is_honest() const { return !failing_ && !shown_; }

    Result<std::vector<School>> schools(std::vector<Finding>& findings) override;
    Result<JournalRead> read(const School& school,
                             const std::vector<std::string>& lessons) override;
    Result<std::optional<std::vector<SchoolMarker>>> markers() override;
    std::optional<int> change_descriptor() override { return std::nullopt; }
    Result<std::vector<std::string>> take_changes() override { return std::vector<std::string>{}; }

  private:
    [[nodiscard]] FactKind any_kind();

    Surroundings& around_;
    School school_;
    Witness& witness_;
    SchoolFacts honest_;
    std::optional<SchoolFacts> shown_;  ///< instead of the truth
    ReadWorth worth_ = ReadWorth::honest;
    bool failing_ = false;
    std::uint64_t version_ = 0;
};

}  // namespace rosterd::test
