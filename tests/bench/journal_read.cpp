// psql gets one script with the statements that the adapter sends.
#include "tests/bench/journal_read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>

#include "adapters/journal/postgres_journal.hpp"
#include "tests/support/process.hpp"

namespace rosterd::bench {
namespace {

constexpr std::chrono::minutes psql_deadline{20};

/// All columns of the contract but the school's id, as the adapter asks for them.
/// Of the others a read brings in next to nothing: the sample plans no conferences.
bool is_read_whole(const RelationSpec& spec) {
    return spec.in_roster && !spec.only_named;
}

std::string select(const RelationSpec& spec) {
    std::string columns;
    for (const Column& column : spec.columns.subspan(1)) {
        columns += fmt::format("{}\"{}\"", columns.empty() ? "" : ",", column.name);
    }
    return fmt::format("SELECT {} FROM rosterd_journal.\"{}\"", columns, spec.name);
}

std::string copy_line(const std::string& query) {
    return fmt::format("\\copy ({}) to '/dev/null'\n", query);
}

std::string script_for(const std::vector<std::string>& schools, std::size_t repeat) {
    std::string script;
    for (std::size_t round = 0; round < repeat; ++round) {
        for (const std::string& school : schools) {
            script += "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n";
            for (const RelationSpec& spec : journal_contract()) {
                if (!is_read_whole(spec)) continue;
                script += copy_line(fmt::format("{} WHERE school_id = '{}'", select(spec), school));
            }
            script += "COMMIT;\n";
        }
    }
    return script;
}

Timing run_psql(const std::string& dsn, const std::string& script) {
    const test::TemporaryDirectory directory;
    const auto file = directory / "copy.sql";
    test::write_text(file, script);
    test::Finished finished;
    const Timing timing = timed([&] {
        finished = test::run({.arguments = {"/usr/lib/postgresql/15/bin/psql", "-X", "-q", "-v",
                                            "ON_ERROR_STOP=1", "-d", dsn, "-f", file}},
                             psql_deadline);
    });
    if (!finished.status.success()) throw std::runtime_error{"psql: " + finished.error};
    return timing;
}

std::vector<School> named(Journal& journal, const std::vector<std::string>& ids) {
    std::vector<Finding> findings;
    auto all = journal.schools(findings);
    if (!all) throw std::runtime_error{all.error().what};
    const std::set<std::string> wanted{ids.begin(), ids.end()};
    std::erase_if(*all, [&](const School& school) { return !wanted.contains(school.id); });
    if (all->size() != wanted.size()) throw std::runtime_error{"the journal lacks schools"};
    return *std::move(all);
}

std::uint64_t read_all(Journal& journal, const std::vector<School>& schools) {
    std::uint64_t rows = 0;
    for (const School& school : schools) {
        const auto read = journal.read(school);
        if (!read) throw std::runtime_error{read.error().what};
        rows +=
            std::accumulate(read->roster.rows.begin(), read->roster.rows.end(), std::uint64_t{0}) -
            1;  // the row of the school itself comes with the list
    }
    return rows;
}

double middle(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

}  // namespace

ReadResult measure_read(const std::string& dsn, const std::vector<std::string>& ids,
                        std::size_t runs, std::size_t repeat) {
    auto journal = open_postgres_journal({.dsn = dsn, .listen = false});
    if (!journal) throw std::runtime_error{journal.error().what};
    const std::vector<School> schools = named(**journal, ids);
    const std::string script = script_for(ids, repeat);
    ReadResult result;
    std::vector<double> adapter_wall, adapter_cpu, psql_wall;
    for (std::size_t run = 0; run < runs; ++run) {  // in turn: both meet the same load
        const Timing psql = run_psql(dsn, script);
        const Timing adapter = timed([&] {
            for (std::size_t i = 0; i < repeat; ++i) result.rows = read_all(**journal, schools);
        });
        const auto times = static_cast<double>(repeat);
        psql_wall.push_back(psql.wall / times);
        adapter_wall.push_back(adapter.wall / times);
        adapter_cpu.push_back(adapter.cpu / times);
    }
    result.psql.wall = middle(std::move(psql_wall));
    result.adapter = {middle(std::move(adapter_wall)), middle(std::move(adapter_cpu))};
    return result;
}

Timing measure_bulk_copy(const std::string& dsn) {
    std::string script;
    for (const RelationSpec& spec : journal_contract()) {
        if (is_read_whole(spec)) script += copy_line(select(spec));
    }
    return run_psql(dsn, script);
}

}  // namespace rosterd::bench
