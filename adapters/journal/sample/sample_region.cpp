// Many sample schools, one in memory at a time.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "adapters/journal/sample/dice.hpp"
#include "adapters/journal/sample/sample_school.hpp"

#pragma clang fp contract(off)

namespace rosterd::journal {
namespace {

struct Size {
    bool town;
    double pupils;
};

/// exp(mu + sigma * z) with mu = ln(mean) - sigma^2 / 2; the logarithms are constants, so that
/// no library's rounding enters.
Size draw_size(sample::Dice& dice, std::uint32_t town_percent) {
    const bool town = dice.below(100) < town_percent;
    for (;;) {
        const double z = dice.normal();
        const double pupils = town ? 780.0 * sample::exponential(0.55 * z - 0.55 * 0.55 / 2)
                                   : 180.0 * sample::exponential(z - 0.5);
        const bool plausible =
            town ? pupils >= 60 && pupils <= 7'000 : pupils >= 4 && pupils <= 1'500;
        if (plausible) return {town, pupils};
    }
}

}  // namespace

Result<RegionTotals> generate_region(
    const RegionOptions& options, const std::function<Result<void>(const JournalTables&)>& sink) {
    if (options.schools == 0 || options.accounts == 0 || options.town_percent > 100) {
        return Error{ErrorKind::invalid_input,
                     "sample region: schools and accounts must not be 0, a share not above 100"};
    }
    sample::Dice dice{sample::seed_for(options.seed, "region")};
    std::vector<Size> sizes;
    double drawn = 0;
    for (std::uint32_t number = 0; number < options.schools; ++number) {
        sizes.push_back(draw_size(dice, options.town_percent));
        drawn += sizes.back().pupils;
    }
    const std::uint64_t wanted =
        options.pupils != 0 ? options.pupils : std::uint64_t{options.schools} * 372;
    const double scale = static_cast<double>(wanted) / drawn;

    RegionTotals totals;
    for (std::uint32_t number = 0; number < options.schools; ++number) {
        SampleOptions school = options.school;
        school.school_id = std::to_string(number + 1);
        school.name.clear();
        school.kind = sizes[number].town ? SchoolKind::town : SchoolKind::village;
        const double pupils = std::clamp(sizes[number].pupils * scale + 0.5, 1.0,
                                         static_cast<double>(sample_pupils_max));
        school.pupils = static_cast<std::uint32_t>(pupils);
        school.seed = options.seed;
        school.people_before = options.school.people_before + totals.people;
        if (options.accounts > 1) {
            school.account = fmt::format("{}-{}", school.account, number % options.accounts + 1);
        }
        auto tables = generate_school(school);
        if (!tables)
            return std::move(tables).error().in(fmt::format("school {}", school.school_id));
        auto taken = sink(*tables);
        if (!taken) return std::move(taken).error().in(fmt::format("school {}", school.school_id));
        ++totals.schools;
        totals.pupils += school.pupils;
        totals.people += (*tables)[Relation::person].rows();
        totals.rows += tables->rows();
    }
    return totals;
}

}  // namespace rosterd::journal
