// Rows of the relation `school` -> schools; and what every reader of relations shares. Pure.
#pragma once

#include <span>
#include <vector>

#include "adapters/ports.hpp"
#include "reconciler/roster_builder.hpp"

namespace rosterd {

/// Collects the schools of a journal. Of contradicting rows the first is kept, but disabled: which
/// one is right is for a person to say, and a disabled school is left alone.
class SchoolRows {
  public:
    explicit SchoolRows(std::vector<Finding>& findings) : findings_{findings} {}
    void add(std::span<const Field> fields);
    /// In the order of their ids' bytes.
    [[nodiscard]] std::vector<School> take();

  private:
    std::vector<Finding>& findings_;
    std::vector<School> schools_;
    std::vector<std::uint64_t> numbers_;
    std::uint64_t row_ = 0;
};

/// A row of `journal_copy`; one without a readable time is left out.
void add_copy(std::span<const Field> fields, std::vector<SchoolCopy>& copies);

}  // namespace rosterd
