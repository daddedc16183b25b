// Compares the rows of single classes between two reads.
#include "reconciler/class_plausibility.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rosterd {
namespace {

constexpr std::uint64_t smallest_to_vanish = 5;
constexpr std::uint64_t small_rows = 10;
constexpr std::uint64_t fall_divisor = 20;

const ClassCount* find_class(std::span<const ClassCount> counts, std::string_view id) {
    const auto found = std::ranges::lower_bound(
        counts, id, {}, [](const ClassCount& each) { return std::string_view{each.id}; });
    return found == counts.end() || found->id != id ? nullptr : &*found;
}

bool has_successor(const Roster& roster, std::string_view id) {
    return std::ranges::any_of(roster.classes.predecessor, [&](TextRef predecessor) {
        return !predecessor.empty() && roster.text.view(predecessor) == id;
    });
}

std::vector<std::string> chats_of(const Roster& roster, ClassIndex about, std::string_view id) {
    std::vector<std::string> keys{fmt::format("class/{}", id), fmt::format("parents/{}", id)};
    for (const Tie& tie : roster.group_classes) {
        if (tie.right != about) continue;
        keys.push_back(fmt::format("subject/{}", roster.text.view(roster.groups.id[tie.left])));
    }
    std::ranges::sort(keys);
    const auto rest = std::ranges::unique(keys);
    keys.erase(rest.begin(), rest.end());
    return keys;
}

}  // namespace

std::vector<ClassCount> count_enrolments(const Roster& roster) {
    std::vector<ClassCount> counts;
    for (const TextRef id : roster.classes.id) {
        counts.push_back({std::string{roster.text.view(id)}, 0});
    }
    for (const Tie& tie : roster.enrolments) ++counts[tie.left].enrolments;
    std::ranges::sort(counts, {}, &ClassCount::id);
    return counts;
}

std::vector<ClassDoubt> doubt_classes(std::span<const ClassCount> accepted, const Roster& roster,
                                      Day today) {
    std::vector<ClassDoubt> doubts;
    if (accepted.empty()) return doubts;
    std::vector<std::uint64_t> rows(roster.classes.size(), 0);
    for (const Tie& tie : roster.enrolments) ++rows[tie.left];
    for (ClassIndex c = 0; c < roster.classes.size(); ++c) {
        const std::string_view id = roster.text.view(roster.classes.id[c]);
        const ClassCount* before = find_class(accepted, id);
        if (before == nullptr) continue;
        const std::uint64_t had = before->enrolments;
        const bool vanished = had >= smallest_to_vanish && rows[c] == 0;
        const bool collapsed = had > small_rows && rows[c] * 2 < had;
        if (!vanished && !collapsed) continue;
        const bool here = roster.classes.validity[c].covers(today);
        if (!here || roster.classes.doubtful[c] != 0 || has_successor(roster, id)) continue;
        doubts.push_back(
            {std::string{id},
             fmt::format("the enrolments of class '{}' fell from {} rows to {}", id, had, rows[c]),
             chats_of(roster, c, id)});
    }
    return doubts;
}

std::vector<ClassCount> next_class_counts(std::span<const ClassCount> accepted,
                                          std::vector<ClassCount> read,
                                          std::span<const std::string> doubted, bool falls) {
    for (ClassCount& each : read) {
        const ClassCount* before = find_class(accepted, each.id);
        if (before == nullptr) continue;
        std::uint64_t rows = before->enrolments;
        const bool in_doubt = std::ranges::find(doubted, each.id) != doubted.end();
        if (falls && !in_doubt) rows -= (rows + fall_divisor - 1) / fall_divisor;
        each.enrolments = std::max(each.enrolments, rows);
    }
    return read;
}

}  // namespace rosterd
