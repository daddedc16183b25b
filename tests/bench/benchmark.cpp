// One section for each row of the design; numbers of one section never reuse those of another run.
#include "tests/bench/benchmark.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "adapters/journal/import/journal_writer.hpp"
#include "tests/bench/cold_start.hpp"
#include "tests/bench/conferences.hpp"
#include "tests/bench/journal_read.hpp"
#include "tests/bench/sql_except.hpp"

namespace rosterd::bench {
namespace {

constexpr double milliseconds = 1e3;
constexpr const char* large_school = "large";
constexpr std::uint64_t people_before_large = 60'000'000;

void progress(const std::string& what) {
    std::fputs(fmt::format("rosterd-bench: {}\n", what).c_str(), stderr);
}

std::string wall_note(const Timing& timing, double scale, const char* unit) {
    return fmt::format("CPU time of its one thread; {:.3f} {} by the wall clock",
                       timing.wall * scale, unit);
}

std::uint64_t roster_rows(const journal::JournalTables& tables) {
    std::uint64_t rows = 0;
    for (const journal::JournalTable& table : tables.tables()) {
        const RelationSpec& spec = spec_of(table.relation());
        if (spec.in_roster && !spec.only_named) rows += table.rows();
    }
    return rows;
}

template <class T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error{result.error().what};
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace

Benchmark::Benchmark(Options options) : options_{options}, profile_{shipped_profile("sgo")} {}

void Benchmark::run() {
    start_server();
    one_school(journal::SchoolKind::town, "typical", 2);
    one_school(journal::SchoolKind::largest, "largest", 15);
    make_region();
    measure_region();
    compare_pairs();
    region_.clear();
    region_.shrink_to_fit();
    cold_starts();
    start_lessons();
    read_journal();
}

/// The platform's quota decides how long a new school takes; the daemon may waste none of it.
void Benchmark::cold_starts() {
    constexpr std::uint32_t typical_pupils = 900;
    constexpr std::uint32_t quick_pupils = 120;
    constexpr double slack = 1.1;
    const std::uint32_t pupils = options_.schools < 100 ? quick_pupils : typical_pupils;
    for (const auto& [platform, id, name] :
         {std::tuple{ColdPlatform::vk_user, "vk_user", "VK, a user's token"},
          std::tuple{ColdPlatform::vk_community, "vk_community", "VK, a community's token"},
          std::tuple{ColdPlatform::max, "max", "MAX, chats made by people"}}) {
        progress(fmt::format("cold start of a school, {}", name));
        const ColdStart start = cold_start(platform, pupils);
        expect(start.complete, fmt::format("cold start, {}: somebody is missing", name));
        const std::string part = fmt::format("Cold start of a school: {} chats, {} memberships; {}",
                                             start.chats, start.memberships, name);
        const double shortest = static_cast<double>(start.minimum) / start.quota;
        add({part, fmt::format("cold_{}_calls", id), "calls", static_cast<double>(start.calls), "",
             Wanted::at_most, slack * static_cast<double>(start.minimum),
             fmt::format("the protocol's minimum is {}; the plan said {}", start.minimum,
                         start.planned)});
        add({part, fmt::format("cold_{}_seconds", id), "time under a virtual clock", start.seconds,
             "s", Wanted::at_most, slack * shortest,
             fmt::format("{:.1f} s are {} calls at {} a second", shortest, start.minimum,
                         start.quota)});
        add({part, fmt::format("cold_{}_refused", id), "refused by the quota",
             static_cast<double>(start.refused), "", Wanted::at_most, 0, "the sandbox counts"});
    }
}

/// calendar.md §6.4: a distance day of a region has up to 29,000 starts in one minute.
void Benchmark::start_lessons() {
    progress("a distance day: every lesson of the region begins in the same second");
    constexpr std::uint32_t starts = 29'000;
    constexpr std::uint32_t schools_of_region = 1'400;
    const std::uint32_t each = (starts + schools_of_region - 1) / schools_of_region;
    const ConferenceRun run = start_conferences(options_.schools, each);
    expect(run.started == run.conferences, "a lesson was not started, or twice");
    expect(run.ended == run.conferences, "a lesson was not ended, or twice");
    const std::string part = fmt::format("Conferences: {} due in one second", run.conferences);
    if (run.held_mib >= 0) {
        add({part, "conferences_held", "held until then", run.held_mib, "MiB", Wanted::at_most, 50,
             "heap: records, and what the clock keeps for them"});
    }
    if (run.peak_mib >= 0) {
        add({part, "conferences_peak", "at the most, while they start and end", run.peak_mib, "MiB",
             Wanted::nothing, 0, "resident, SQLite's pages included"});
    }
    add({part, "conferences_starting", "decided, kept, asked for, kept again", run.starting.wall,
         "s", Wanted::nothing, 0,
         "one thread, SQLite on its own disk, a provider that answers at once"});
}

void Benchmark::start_server() {
    no_server_ = "left out by --without-postgres";
    if (options_.without_postgres) return;
    progress("starting a throw-away PostgreSQL");
    try {
        server_ = std::make_unique<test::PostgresCluster>(std::vector<std::string>{
            "shared_buffers=1GB", "max_wal_size=20GB", "wal_level=minimal", "max_wal_senders=0"});
    } catch (const std::exception& error) {
        no_server_ = error.what();
    }
}

void Benchmark::expect(bool good, const std::string& what) {
    if (!good) failures_.push_back(what);
}

void Benchmark::not_measured(const std::string& part, const std::string& id,
                             const std::string& what) {
    add({.part = part, .id = id, .what = what, .note = "not measured: " + no_server_});
}

void Benchmark::one_school(journal::SchoolKind kind, const std::string& name, double asked_ms) {
    progress("rules and difference, the " + name + " school");
    auto options = sample_options();
    options.kind = kind;
    BenchSchool school = make_school(must(journal::generate_school(options)), profile_);
    Counts counts;
    const std::size_t runs = options_.runs * 5;
    const Timing converged = median_of(runs, [&] { counts = pass(school, profile_); });
    expect(counts.adds + counts.removes + counts.other_operations == 0,
           "a converged school gave a plan");
    const Counts made = disturb(school);
    const Timing changed = median_of(runs, [&] { counts = pass(school, profile_); });
    expect(counts.adds == made.adds && counts.removes == made.removes,
           "the plan is not what was changed");
    const std::string part =
        fmt::format("Rules and difference, {} school: {} pupils", name, counts.pupils);
    const std::string size =
        fmt::format("{} chats, {} memberships; ", counts.chats, counts.memberships);
    add({part, name + "_converged", "nothing to do", converged.cpu * milliseconds, "ms",
         Wanted::at_most, asked_ms, size + wall_note(converged, milliseconds, "ms")});
    add({part, name + "_changed", fmt::format("{} to add or remove", made.adds + made.removes),
         changed.cpu * milliseconds, "ms", Wanted::at_most, asked_ms,
         wall_note(changed, milliseconds, "ms")});
}

/// Rows go into the journal and into memory from the same tables, one school at a time.
void Benchmark::make_region() {
    progress(fmt::format("making a region of {} schools", options_.schools));
    std::unique_ptr<journal::JournalWriter> writer;
    if (server_) {
        writer = must(journal::open_journal_writer(server_->dsn(), journal::WriteMode::fresh));
    }
    journal::RegionOptions region;
    region.schools = options_.schools;
    region.school = sample_options();
    region_.reserve(options_.schools);
    must(
        journal::generate_region(region, [&](const journal::JournalTables& tables) -> Result<void> {
            region_.push_back(make_school(tables, profile_));
            region_rows_ += roster_rows(tables);
            return writer ? writer->write(tables) : Result<void>{};
        }));
    if (!writer) return;
    auto large = sample_options();
    large.school_id = large_school;
    large.kind = journal::SchoolKind::largest;
    large.people_before = people_before_large;
    const auto tables = must(journal::generate_school(large));
    large_rows_ = roster_rows(tables);
    must(writer->write(tables));
    must(writer->commit());
}

Counts Benchmark::pass_all() const {
    Counts counts;
    for (const BenchSchool& school : region_) counts += pass(school, profile_);
    return counts;
}

void Benchmark::measure_region() {
    progress("rules and difference, the region");
    Counts counts;
    const bool peak_restarted = restart_peak();
    const Timing converged = median_of(options_.runs, [&] { counts = pass_all(); });
    expect(counts.adds + counts.removes + counts.other_operations == 0,
           "a converged region gave a plan");
    Counts made;
    for (BenchSchool& school : region_) made += disturb(school);
    changed_ = median_of(options_.runs, [&] { changed_counts_ = pass_all(); });
    const auto peak = peak_restarted ? peak_gib() : std::nullopt;
    expect(made.adds == changed_counts_.adds && made.removes == changed_counts_.removes,
           "the region's plans are not what was changed");
    region_lines(converged, changed_, peak);
}

void Benchmark::region_lines(const Timing& converged, const Timing& changed,
                             std::optional<double> peak) {
    const Counts& counts = changed_counts_;
    const std::string part =
        fmt::format("Rules and difference, region: {} schools", counts.schools);
    const Wanted asked = whole_region() ? Wanted::at_most : Wanted::nothing;
    const double millions = static_cast<double>(counts.memberships) * 1e-6;
    add({part, "region_converged", "nothing to do", converged.cpu, "s", asked, 0.5,
         wall_note(converged, 1, "s")});
    add({part, "region_changed", fmt::format("{} to add or remove", counts.adds + counts.removes),
         changed.cpu, "s", asked, 0.5, wall_note(changed, 1, "s")});
    add({part, "region_memory", "peak memory", peak, "GiB", asked, 0.6,
         peak ? "VmHWM: all rosters and observed chats, and one school's result at a time"
              : "not measured: the kernel does not let this process reset VmHWM"});
    add({part, "region_pupils", "pupils", static_cast<double>(counts.pupils)});
    add({part, "region_chats", "chats", static_cast<double>(counts.chats)});
    add({part, "region_memberships", "memberships", static_cast<double>(counts.memberships)});
    if (whole_region()) {
        add({part, "region_per_8_8_million", "scaled to 8.8 M memberships",
             changed.cpu * 8.8 / millions, "s", asked, 0.5});
    }
}

void Benchmark::compare_pairs() {
    const std::string part = "The same difference, done otherwise";
    progress("the bare merge");
    const Pairs pairs = pairs_of(region_, profile_);
    Differences found;
    const Timing merged =
        median_of(options_.runs, [&] { found = merge(pairs.desired, pairs.observed); });
    expect(found.only_first == changed_counts_.adds && found.only_second == changed_counts_.removes,
           "the merge and the plans disagree");
    add({part, "merge", "bare merge of sorted 64-bit pairs", merged.cpu, "s", Wanted::nothing, 0,
         fmt::format("the limit: no rules, no people, no titles, {} against {} numbers",
                     pairs.desired.size(), pairs.observed.size())});
    add({part, "merge_ratio", "rules and difference take, times the merge",
         changed_.cpu / merged.cpu, "x"});
    region_.clear();  // the tables of the next step have the memory
    if (server_) {
        compare_in_sql(pairs);
    } else {
        not_measured(part, "except", "SQL EXCEPT both ways");
        not_measured(part, "except_ratio", "times faster than EXCEPT");
    }
}

void Benchmark::compare_in_sql(const Pairs& pairs) {
    const std::string part = "The same difference, done otherwise";
    progress("SQL EXCEPT both ways");
    try {
        const ExceptResult result = measure_except(server_->dsn(), pairs);
        expect(result.differences == Differences{changed_counts_.adds, changed_counts_.removes},
               "EXCEPT and the plans disagree");
        add({part, "except", "SQL EXCEPT both ways, tables as loaded", result.as_loaded.wall, "s",
             Wanted::nothing, 0,
             fmt::format("wall clock; before it COPY of both tables took {:.1f} s (not counted)",
                         result.load.wall)});
        add({part, "except_prepared", "SQL EXCEPT both ways, everything prepared",
             result.prepared.wall, "s", Wanted::nothing, 0,
             "unique indexes, VACUUM ANALYZE, work_mem 2000 MB (made before, not counted)"});
        const double best = std::min(result.as_loaded.wall, result.prepared.wall);
        add({part, "except_ratio", "times faster than the faster EXCEPT", best / changed_.wall, "x",
             whole_region() ? Wanted::at_least : Wanted::nothing, 50,
             "both by the wall clock; EXCEPT gets the desired state as a table, rosterd works it "
             "out from the journal's rows and compares titles and administrators as well"});
    } catch (const std::exception& error) {
        no_server_ = error.what();
        not_measured(part, "except", "SQL EXCEPT both ways");
        not_measured(part, "except_ratio", "times faster than EXCEPT");
    }
}

void Benchmark::read_journal() {
    const std::string part = "Journal read";
    if (!server_) {
        not_measured(part, "journal_large_share", "one large school");
        not_measured(part, "journal_region_share", "the region");
        return;
    }
    try {
        server_->psql("ANALYZE");
        std::vector<std::string> ids;
        for (std::uint32_t i = 1; i <= options_.schools; ++i) ids.push_back(std::to_string(i));
        reading("journal_large", "one large school", {large_school}, options_.runs, 4, large_rows_);
        reading("journal_region", "the region, school by school", ids,
                std::min<std::size_t>(options_.runs, 3), 1, region_rows_);
        const Timing bulk = measure_bulk_copy(server_->dsn());
        add({part, "journal_bulk_psql", "psql \\copy of whole relations", bulk.wall, "s",
             Wanted::nothing, 0,
             "for comparison: no school by school, the large school included; rosterd has no such "
             "read, because a school is read in its own snapshot"});
    } catch (const std::exception& error) {
        no_server_ = error.what();
        not_measured(part, "journal_region_share", "the region");
    }
}

void Benchmark::reading(const std::string& id, const std::string& what,
                        const std::vector<std::string>& schools, std::size_t runs,
                        std::size_t repeat, std::uint64_t rows) {
    progress("journal read, " + what);
    const std::string part = "Journal read, " + what;
    const ReadResult result = measure_read(server_->dsn(), schools, runs, repeat);
    expect(result.rows == rows,
           fmt::format("{}: {} rows were written, {} read", what, rows, result.rows));
    add({part, id, "into rosters", result.adapter.wall, "s", Wanted::nothing, 0,
         fmt::format("wall clock; {:.3f} s of it CPU time of rosterd's thread",
                     result.adapter.cpu)});
    add({part, id + "_psql", "psql \\copy of the same rows to /dev/null", result.psql.wall, "s"});
    add({part, id + "_rows", "rows", static_cast<double>(result.rows)});
    add({part, id + "_share", "share of psql's speed", result.psql.wall / result.adapter.wall, "",
         Wanted::at_least, 0.6});
}

}  // namespace rosterd::bench
