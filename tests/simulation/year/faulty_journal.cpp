// Copies of the facts, some of them spoilt.
#include "tests/simulation/year/faulty_journal.hpp"

namespace rosterd::test {
namespace {

const Error unreachable{ErrorKind::transient, "the model's journal is away"};
/// Below this many rows only a relation that vanished is not believed
/// (reconciler/plausibility.cpp).
constexpr std::size_t few_rows = 24;

}  // namespace

FactKind FaultyJournal::any_kind() {
    return static_cast<FactKind>(around_.dice.below(fact_kinds));
}

void FaultyJournal::be_honest() {
    if (shown_) ++version_;
    shown_.reset();
    failing_ = false;
    worth_ = ReadWorth::honest;
    around_.note("the journal is honest");
}

void FaultyJournal::lose_rows() {
    const FactKind kind = any_kind();
    const std::size_t rows = honest_.count(kind);
    const bool some_left = rows >= few_rows && around_.dice.percent(50);
    SchoolFacts shown = honest_;
    shown.lose(kind, some_left ? rows / 3 : 0, around_.dice);
    around_.note("the journal loses {} of {} rows of {}", some_left ? rows - rows / 3 : rows, rows,
                 word(kind));
    shown_ = std::move(shown);
    worth_ = ReadWorth::implausible;
    ++version_;
}

void FaultyJournal::lose_few_rows() {
    const FactKind kind = any_kind();
    const std::size_t rows = honest_.count(kind);
    if (rows < 3) return;
    SchoolFacts shown = honest_;
    const std::size_t lost = 1 + around_.dice.below(rows / 3);
    shown.lose(kind, rows - lost, around_.dice);
    around_.note("the journal loses {} of {} rows of {}", lost, rows, word(kind));
    shown_ = std::move(shown);
    worth_ = ReadWorth::wrong;
    ++version_;
}

void FaultyJournal::freeze() {
    around_.note("the journal is an old copy from now on");
    shown_ = honest_;
    worth_ = ReadWorth::wrong;
}

Result<std::vector<School>> FaultyJournal::schools(std::vector<Finding>& /*findings*/) {
    if (failing_ || around_.dead) return unreachable;
    return std::vector<School>{school_};
}

Result<std::optional<std::vector<SchoolMarker>>> FaultyJournal::markers() {
    if (failing_ || around_.dead) return unreachable;
    return std::optional{std::vector<SchoolMarker>{{school_.id, std::to_string(version_)}}};
}

Result<JournalRead> FaultyJournal::read(const School& school,
                                        const std::vector<std::string>& /*lessons*/) {
    if (around_.dead) return unreachable;
    if (failing_) {
        around_.note("journal: no read");
        return unreachable;
    }
    const SchoolFacts& facts = shown_ ? *shown_ : honest_;
    around_.note("journal: a read");
    witness_.read_delivered(facts, worth_, around_.faults);
    return read_of(facts, school);
}

}  // namespace rosterd::test
