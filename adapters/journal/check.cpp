// Relations first, then a real read of every school: what the daemon would meet, met beforehand.
#include "adapters/journal/check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rosterd {
namespace {

class JournalChecker {
  public:
    JournalChecker(ContractJournal& journal, const JournalCheckOptions& options)
        : journal_{journal}, options_{options} {}

    Result<JournalCheck> run() {
        auto shapes = journal_.inspect();
        if (!shapes) return std::move(shapes).error();
        for (const RelationShape& shape : *shapes) relation(spec_of(shape.relation), shape);
        if (!readable_) return std::move(check_);
        std::vector<Finding> findings;
        auto found = journal_.schools(findings);
        if (!found) return std::move(found).error();
        for (Finding& finding : findings) add("", std::move(finding));
        bool seen = false;
        for (const School& school : *found) {
            if (!options_.school.empty() && school.id != options_.school) continue;
            seen = true;
            read(school);
        }
        if (!seen) no_school();
        return std::move(check_);
    }

  private:
    void add(Severity severity, std::string school, std::string where, std::string what) {
        check_.lines.push_back({severity, std::move(school), std::move(where), std::move(what)});
    }

    void add(const std::string& school, Finding finding) {
        std::string where = finding.relation;
        if (finding.row != 0) where += fmt::format(" row {}", finding.row);
        if (!finding.key.empty()) where += fmt::format(" ({})", finding.key);
        add(finding.severity, school, std::move(where), std::move(finding.message));
    }

    /// A school's read needs these.
    void broken(const RelationSpec& spec, std::string what) {
        const bool needed = spec.in_roster || spec.relation == Relation::school;
        if (needed) readable_ = false;
        if (needed) what += "; no school can be read until this is corrected";
        add(needed || !spec.optional ? Severity::error : Severity::warning, "",
            std::string{spec.name}, std::move(what));
    }

    void relation(const RelationSpec& spec, const RelationShape& shape) {
        CheckedRelation& line = check_.relations.emplace_back();
        line.name = spec.name;
        line.rows = shape.rows;
        if (!shape.error.empty()) {
            line.state = "unreadable";
            return broken(spec, shape.error);
        }
        if (!shape.exists) {
            line.state = spec.optional ? "absent" : "missing";
            // A journal that is no copy has nothing to say of its age.
            if (spec.relation == Relation::journal_copy) return;
            if (spec.optional) {
                return add(Severity::note, "", std::string{spec.name},
                           "is optional and not there: every poll reads every school");
            }
            return broken(spec,
                          "the relation is missing: create the view or table as in the "
                          "shipped contract");
        }
        line.state = shape.rows == 0 ? "empty" : "ok";
        for (const Column& column : spec.columns) {
            const ColumnShape* found = shape.find(column.name);
            if (found != nullptr && found->readable) continue;
            line.state = "unreadable";
            broken(spec, found == nullptr ? fmt::format("column {} is missing: expected {}",
                                                        column.name, expected(column.type))
                                          : fmt::format("column {} is {}: expected {}", column.name,
                                                        found->type, expected(column.type)));
        }
    }

    void no_school() {
        if (options_.school.empty()) {
            return add(Severity::error, "", "school",
                       "is empty: there is no school to serve; add a row for each");
        }
        add(Severity::error, options_.school, "school", "the journal has no such school");
    }

    void read(const School& school) {
        if (options_.knows_zone && !options_.knows_zone(school.time_zone)) {
            add(Severity::error, school.id, "school",
                "time_zone is unknown: expected an IANA name as Europe/Moscow; nothing is done for "
                "this school until it is corrected");
        }
        if (!school.enabled) {
            return add(Severity::note, school.id, "school",
                       "is not enabled, so left alone; not read");
        }
        if (school.profile.empty()) {
            add(Severity::note, school.id, "school",
                "profile is empty: the configuration must name one for this school");
        }
        if (school.account.empty()) {
            add(Severity::note, school.id, "school",
                "account is empty: the configuration must name one for this school");
        }
        auto read = journal_.read(school);
        if (!read) {
            return add(Severity::error, school.id, "",
                       read.error().hint.empty()
                           ? read.error().what
                           : fmt::format("{}; {}", read.error().what, read.error().hint));
        }
        ++check_.schools;
        for (CheckLine& line : check_school(read->roster, options_.ids_max)) {
            check_.lines.push_back(std::move(line));
        }
        for (Finding& finding : read->findings) add(school.id, std::move(finding));
    }

    ContractJournal& journal_;
    const JournalCheckOptions& options_;
    JournalCheck check_;
    bool readable_ = true;
};

}  // namespace

std::size_t JournalCheck::count(Severity severity) const {
    return static_cast<std::size_t>(std::ranges::count(lines, severity, &CheckLine::severity));
}

Result<JournalCheck> check_journal(ContractJournal& journal, const JournalCheckOptions& options) {
    return JournalChecker{journal, options}.run();
}

}  // namespace rosterd
