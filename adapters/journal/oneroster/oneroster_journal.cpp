// Everything is read at once and kept per school, until a file changes.
#include "adapters/journal/oneroster/oneroster_journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "adapters/journal/directory_events.hpp"
#include "adapters/journal/import/roster_of.hpp"
#include "adapters/journal/school_rows.hpp"

namespace rosterd {
namespace {

using journal::FolderSighting;
using journal::MappedSchool;

/// Findings of files that are kept; the rest is counted.
constexpr std::size_t findings_max = 200;
/// After an event: time for the ones that follow it.
constexpr std::chrono::milliseconds event_delay{50};
constexpr std::int64_t second_ns = 1'000'000'000;
/// A change this far in the future is a wrong clock, not a copy under way.
constexpr std::int64_t clock_trust_s = 60;

std::vector<Field> fields_of(std::span<const journal::Cell> cells) {
    return {cells.begin(), cells.end()};
}

const std::string& marker_of(const MappedSchool& school) {
    return *school.tables[Relation::change_marker].row(0)[1];
}

/// What the packages said when they last stood still.
struct Content {
    FolderSighting sighting;
    std::vector<std::string> packages;
    journal::MappedOneRoster mapped;
};

struct Failure {
    FolderSighting sighting;
    Error error;
};

class OneRosterJournal final : public ContractJournal {
  public:
    explicit OneRosterJournal(OneRosterJournalOptions options) : options_{std::move(options)} {}

    Result<std::vector<School>> schools(std::vector<Finding>& findings) override {
        auto ready = refresh();
        if (!ready) return std::move(ready).error().in("journal: read schools");
        std::vector<Finding> found = content_->mapped.findings;
        SchoolRows rows{found};
        for (const auto& [id, school] : content_->mapped.schools) {
            const journal::JournalTable& table = school.tables[Relation::school];
            for (std::size_t row = 0; row < table.rows(); ++row)
                rows.add(fields_of(table.row(row)));
        }
        std::vector<School> schools = rows.take();
        findings.insert(findings.end(), found.begin(), found.end());
        return schools;
    }

    Result<JournalRead> read(const School& school,
                             const std::vector<std::string>& lessons) override {
        const std::string step = fmt::format("journal: read school '{}'", school.id);
        auto ready = refresh();
        if (!ready) return std::move(ready).error().in(step);
        const auto found = content_->mapped.schools.find(school.id);
        if (found == content_->mapped.schools.end()) {
            return Error{ErrorKind::not_found, "no package has an org of type school with this id",
                         "it was removed from orgs.csv, or never was there"}
                .in(step);
        }
        const MappedSchool& mapped = found->second;
        BuiltRoster built = journal::roster_of(mapped.tables, school, lessons);
        for (Finding& finding : built.findings) say_where(mapped, finding);
        built.findings.insert(built.findings.begin(), mapped.findings.begin(),
                              mapped.findings.end());
        return JournalRead{std::move(built.roster), std::move(built.findings)};
    }

    Result<std::optional<std::vector<SchoolMarker>>> markers() override {
        auto ready = refresh();
        if (!ready) return std::move(ready).error().in("journal: read change markers");
        std::vector<SchoolMarker> markers;
        for (const auto& [id, school] : content_->mapped.schools) {
            markers.push_back({id, marker_of(school)});
        }
        return std::optional{std::move(markers)};
    }

    std::optional<int> change_descriptor() override {
        if (!options_.watch) return std::nullopt;
        if (!events_.is_open() && !watch()) return std::nullopt;
        if (content_ && !announced_) announced_ = markers_now();
        return events_.descriptor();
    }

    Result<std::vector<std::string>> take_changes() override {
        if (!events_.is_open()) return std::vector<std::string>{};
        const bool ended = events_.timer_ended();
        if (events_.drain([](std::string_view) { return true; })) events_.set_timer(delay());
        if (!ended) return std::vector<std::string>{};
        // There may be new sub-folders; what happened in them before this is in the look below.
        if (!watch()) return std::vector<std::string>{""};
        if (!refresh()) return std::vector<std::string>{""};  // their reads will tell why
        return changed_schools();
    }

    Result<std::vector<RelationShape>> inspect() override {
        auto ready = refresh();
        if (!ready) return std::move(ready).error().in("journal: inspect");
        std::vector<RelationShape> shapes;
        for (const RelationSpec& spec : journal_contract()) {
            RelationShape& shape = shapes.emplace_back();
            shape.relation = spec.relation;
            shape.exists = true;
            shape.rows = 0;
            for (const Column& column : spec.columns) {
                shape.columns.push_back({std::string{column.name}, "text"});
            }
            for (const auto& [id, school] : content_->mapped.schools) {
                *shape.rows += school.tables[spec.relation].rows();
            }
        }
        return shapes;
    }

  private:
    using Markers = std::map<std::string, std::string, std::less<>>;  ///< by school

    [[nodiscard]] std::chrono::nanoseconds delay() const {
        // now() counts whole seconds: one more, so that a quiet file is seen as quiet.
        if (!options_.now || options_.quiet.count() == 0) return event_delay;
        return options_.quiet + std::chrono::seconds{1} + event_delay;
    }

    [[nodiscard]] bool watch() {
        const auto seen = journal::look_at(options_.directory);
        if (!seen) {
            events_.close();
            return false;
        }
        if (!events_.open(seen->folders, Touch::everything)) return false;
        // What happened before the watch began announces itself to nobody.
        if (content_ && !(content_->sighting == *seen)) events_.set_timer(delay());
        return true;
    }

    /// Nothing when all files stand still; else the name of one that does not.
    [[nodiscard]] std::optional<std::string> moving(const FolderSighting& seen) const {
        const FolderSighting::File* const file = seen.youngest();
        if (file == nullptr || !options_.now || options_.quiet.count() == 0) return std::nullopt;
        const std::int64_t age = options_.now() - file->changed_ns / second_ns;
        if (age > options_.quiet.count() || age < -clock_trust_s) return std::nullopt;
        return file->name;
    }

    /// Makes content_ what the folder says, or leaves it while files are being copied.
    Result<void> refresh() {
        constexpr int waits_max = 3;
        for (int waits = 0;; ++waits) {
            auto seen = journal::look_at(options_.directory);
            if (!seen) return std::move(seen).error();
            if (content_ && content_->sighting == *seen) return {};
            if (failure_ && failure_->sighting == *seen) return failure_->error;
            const auto file = moving(*seen);
            if (!file) return load(*std::move(seen));
            if (events_.is_open()) events_.set_timer(delay());  // look again by itself
            if (content_) return {};
            if (waits == waits_max) {
                return Error{
                    ErrorKind::transient,
                    fmt::format("'{}' keeps changing; waiting until it is complete", *file),
                    "copy packages under a name that ends in .part and rename them"};
            }
            // A worker thread, at the very start: there is nothing else to serve meanwhile.
            std::this_thread::sleep_for(options_.quiet);
        }
    }

    Result<void> load(FolderSighting seen) {
        auto content = read_all(seen);
        const auto now = journal::look_at(options_.directory);
        if (!now) return now.error();
        if (!(*now == seen)) {
            return Error{ErrorKind::transient, "the files changed while they were read",
                         "copy packages under a name that ends in .part and rename them"};
        }
        if (content) {
            content_ = std::move(*content);
            failure_.reset();
            return {};
        }
        // Only another file can mend what is wrong with the content.
        const ErrorKind kind = content.error().kind;
        if (kind != ErrorKind::transient) failure_ = Failure{std::move(seen), content.error()};
        return std::move(content).error();
    }

    Result<Content> read_all(const FolderSighting& seen) const {
        auto places = journal::find_packages(options_.directory);
        if (!places) return std::move(places).error();
        auto loaded = journal::load_packages(*places, options_.mapping.reading);
        if (!loaded) return std::move(loaded).error();
        auto mapped = journal::map_oneroster(loaded->package, options_.mapping);
        if (!mapped) return std::move(mapped).error();
        auto& findings = mapped->findings;
        if (findings.size() > findings_max) {
            const std::size_t more = findings.size() - findings_max;
            findings.resize(findings_max);
            findings.push_back({Severity::warning, "", 0, "",
                                fmt::format("{} more findings about the packages", more)});
        }
        return Content{seen, loaded->package.names(), *std::move(mapped)};
    }

    /// The contract's reader counts rows of relations; an admin looks for the line of a file.
    void say_where(const MappedSchool& school, Finding& finding) const {
        for (const RelationSpec& spec : journal_contract()) {
            if (spec.name != finding.relation) continue;
            const auto& origins = school.origins[static_cast<std::size_t>(spec.relation)];
            if (finding.row == 0 || finding.row > origins.size()) return;
            const journal::RowOrigin& origin = origins[finding.row - 1];
            finding.relation =
                fmt::format("{}/{}.csv", content_->packages.at(origin.package), word(origin.file));
            finding.row = origin.line;
            return;
        }
    }

    [[nodiscard]] Markers markers_now() const {
        Markers now;
        for (const auto& [id, school] : content_->mapped.schools) now[id] = marker_of(school);
        return now;
    }

    /// Schools whose rows differ from what was announced last; all that were announced now.
    std::vector<std::string> changed_schools() {
        auto now = markers_now();
        std::vector<std::string> changed;
        if (!announced_) changed.emplace_back();
        for (const auto& [id, marker] : now) {
            if (!announced_) break;
            const auto before = announced_->find(id);
            if (before == announced_->end() || before->second != marker) changed.push_back(id);
        }
        announced_ = std::move(now);
        return changed;
    }

    OneRosterJournalOptions options_;
    std::optional<Content> content_;
    std::optional<Failure> failure_;
    std::optional<Markers> announced_;
    DirectoryEvents events_;
};

}  // namespace

Result<std::unique_ptr<ContractJournal>> open_oneroster_journal(OneRosterJournalOptions options) {
    if (options.directory.empty()) {
        return Error{ErrorKind::invalid_input, "the journal's directory is empty",
                     "set journal.directory in the configuration"};
    }
    return std::unique_ptr<ContractJournal>{std::make_unique<OneRosterJournal>(std::move(options))};
}

Result<std::vector<journal::PackageNote>> oneroster_packages(
    const OneRosterJournalOptions& options) {
    auto places = journal::find_packages(options.directory);
    if (!places) return std::move(places).error();
    auto loaded = journal::load_packages(*places, options.mapping.reading);
    if (!loaded) return std::move(loaded).error();
    return std::move(loaded->notes);
}

}  // namespace rosterd
