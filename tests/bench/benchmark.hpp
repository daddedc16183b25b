// The run: what is measured in which order, and what its results must agree in. Prints progress to
// stderr only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/bench/measure.hpp"
#include "tests/bench/merge.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/schools.hpp"
#include "tests/support/postgres_cluster.hpp"

namespace rosterd::bench {

struct Options {
    std::uint32_t schools = 1'400;
    std::size_t runs = 5;
    bool without_postgres = false;
};

class Benchmark {
  public:
    explicit Benchmark(Options options);

    /// Everything. What cannot be measured becomes a line that says why. Throws nothing that a
    /// missing or failing database server causes.
    void run();

    [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }
    /// Results that disagree: then no number of this run is worth anything.
    [[nodiscard]] const std::vector<std::string>& failures() const { return failures_; }

  private:
    void start_server();
    void one_school(journal::SchoolKind kind, const std::string& name, double asked_ms);
    void make_region();
    void measure_region();
    void region_lines(const Timing& converged, const Timing& changed, std::optional<double> peak);
    void compare_pairs();
    void compare_in_sql(const Pairs& pairs);
    void cold_starts();
    void start_lessons();
    void read_journal();
    void reading(const std::string& id, const std::string& what,
                 const std::vector<std::string>& schools, std::size_t runs, std::size_t repeat,
                 std::uint64_t rows);

    Counts pass_all() const;
    void expect(bool good, const std::string& what);
    void add(Line line) { lines_.push_back(std::move(line)); }
    void not_measured(const std::string& part, const std::string& id, const std::string& what);
    [[nodiscard]] bool whole_region() const { return options_.schools == Options{}.schools; }

    Options options_;
    Profile profile_;
    std::vector<BenchSchool> region_;
    Counts changed_counts_;
    Timing changed_;
    std::unique_ptr<test::PostgresCluster> server_;
    std::string no_server_;  ///< why not
    std::uint64_t region_rows_ = 0;
    std::uint64_t large_rows_ = 0;
    std::vector<Line> lines_;
    std::vector<std::string> failures_;
};

}  // namespace rosterd::bench
