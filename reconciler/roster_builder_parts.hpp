// Parts of the roster builder: a hash index over pooled ids, a capped list of findings. Internal.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/finding.hpp"
#include "reconciler/roster.hpp"
#include "reconciler/roster_builder_fields.hpp"

namespace rosterd {

/// Finds the position of an id in a column of pooled ids. Open addressing over positions: no
/// allocation per id. The column grows outside; every new id is announced by inserted().
class IdIndex {
  public:
    /// Both must outlive the index.
    IdIndex(const TextPool& pool, const std::vector<TextRef>& ids) : pool_{pool}, ids_{ids} {}

    /// Position of `id`, or no_index.
    [[nodiscard]] std::uint32_t find(std::string_view id) const {
        if (slots_.empty()) return no_index;
        // Rows of one class or group mostly come together.
        if (pool_.view(ids_[last_]) == id) return last_;
        const std::size_t mask = slots_.size() - 1;
        const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>{}(id));
        for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
            const Slot& slot = slots_[at];
            if (slot.position == no_index) return no_index;
            if (slot.hash == hash && pool_.view(ids_[slot.position]) == id) {
                return last_ = slot.position;
            }
        }
    }

    /// The column's last element is new.
    void inserted() {
        if (ids_.size() * 2 > slots_.size()) return grow();
        place(static_cast<std::uint32_t>(ids_.size() - 1));
    }

  private:
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t position = no_index;
    };

    void grow() {
        constexpr std::size_t slots_min = 64;
        slots_.assign(slots_.empty() ? slots_min : slots_.size() * 2, Slot{});
        for (std::uint32_t position = 0; position < ids_.size(); ++position) place(position);
    }

    void place(std::uint32_t position) {
        const std::size_t mask = slots_.size() - 1;
        const auto hash =
            static_cast<std::uint32_t>(std::hash<std::string_view>{}(pool_.view(ids_[position])));
        std::size_t at = hash & mask;
        while (slots_[at].position != no_index) at = (at + 1) & mask;
        slots_[at] = {hash, position};
    }

    const TextPool& pool_;
    const std::vector<TextRef>& ids_;
    mutable std::uint32_t last_ = 0;  ///< what was found last
    std::vector<Slot> slots_;         ///< a power of two, at most half full
};

/// Findings in the order of the rows, capped; exact duplicates are only counted.
class FindingLog {
  public:
    void add(Severity severity, const RowView& row, std::string message);
    /// `row` says again what an earlier row said.
    void duplicate(Relation relation, std::uint64_t row);
    [[nodiscard]] std::vector<Finding> take();

  private:
    struct Duplicates {
        std::uint64_t count = 0;
        std::uint64_t first_row = 0;
    };
    std::vector<Finding> findings_;
    std::uint64_t dropped_ = 0;
    std::array<Duplicates, relation_count> duplicates_{};
};

}  // namespace rosterd
