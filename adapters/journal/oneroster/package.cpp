// Merging the files of one package into what is known. How a file is read: file_reader.
#include "adapters/journal/oneroster/package.hpp"

#include <fmt/format.h>

#include "adapters/journal/oneroster/file_reader.hpp"

namespace rosterd::journal {
namespace {

/// The same but for the place: which file, which line, when changed.
bool same_content(const OneRosterRow& one, const OneRosterRow& other) {
    return one.deleted == other.deleted && one.fields == other.fields;
}

/// What an enrolment or role is about; for other rows always equal.
bool same_subject(const OneRosterRow& one, const OneRosterRow& other) {
    if (one.file != OneRosterFile::roles && one.file != OneRosterFile::enrollments) return true;
    for (const OneRosterColumn& column : columns_of(one.file)) {
        if (column.essential && one[column.name] != other[column.name]) return false;
    }
    return true;
}

class Merge {
  public:
    Merge(OneRosterPackage::Rows& into, bool tolerant, std::vector<Finding>& findings,
          std::string place)
        : into_{into}, tolerant_{tolerant}, findings_{findings}, place_{std::move(place)} {}

    Result<void> add(OneRosterRow row) {
        const auto [first, fresh] = seen_.emplace(row.id, row.line);
        if (fresh) {
            const std::string key = key_of(row);
            into_.insert_or_assign(key, std::move(row));
            return {};
        }
        return add_twin(std::move(row), first->second);
    }

  private:
    /// The known row that this one replaces: of several with one id the one about the same.
    std::string key_of(const OneRosterRow& row) const {
        for (auto known = into_.lower_bound(row.id);
             known != into_.end() && known->second.id == row.id; ++known) {
            if (same_subject(known->second, row)) return known->first;
        }
        return row.id;
    }

    Result<void> add_twin(OneRosterRow row, std::uint64_t first) {
        const auto known = into_.find(row.id);
        const bool equal = known != into_.end() && same_content(known->second, row);
        std::string key = fmt::format("sourcedId '{}'", printable(row.id));
        if (equal) {
            findings_.push_back({Severity::note, place_, row.line, std::move(key),
                                 fmt::format("the same row as on line {}; ignored", first)});
            return {};
        }
        if (!tolerant_) {
            return Error{ErrorKind::invalid_input,
                         fmt::format("{}.csv:{}: sourcedId '{}' is on line {} already, with other "
                                     "content",
                                     word(row.file), row.line, printable(row.id), first),
                         "an id must be there once; with mode: tolerant both rows count"};
        }
        findings_.push_back({Severity::warning, place_, row.line, std::move(key),
                             fmt::format("is on line {} already, with other content; both rows "
                                         "count, so that nobody is removed for it",
                                         first)});
        // '\x01' sorts before every printable character: twins stand beside the first.
        std::string twin = fmt::format("{}\x01{}", row.id, row.line);
        into_.insert_or_assign(std::move(twin), std::move(row));
        return {};
    }

    OneRosterPackage::Rows& into_;
    bool tolerant_;
    std::vector<Finding>& findings_;
    std::string place_;
    std::map<std::string, std::uint64_t, std::less<>> seen_;
};

}  // namespace

const std::string& OneRosterRow::operator[](std::string_view column) const {
    static const std::string empty;
    const auto index = column_index(file, column);
    return index && *index < fields.size() ? fields[*index] : empty;
}

const OneRosterRow* OneRosterPackage::find(OneRosterFile file, std::string_view id) const {
    const auto found = rows(file).find(id);
    return found == rows(file).end() ? nullptr : &found->second;
}

std::string OneRosterPackage::place_of(const OneRosterRow& row) const {
    return fmt::format("{}/{}.csv", names_.at(row.package), word(row.file));
}

Result<void> OneRosterPackage::apply(PackageSource& source, const Manifest& manifest,
                                     const std::string& name, const OneRosterReading& reading) {
    names_.push_back(name);
    const bool tolerant = reading.mode == OneRosterMode::tolerant;
    for (const OneRosterFile file : oneroster_files) {
        if (manifest.mode(file) == FileMode::absent) continue;
        const std::string place = fmt::format("{}/{}.csv", name, word(file));
        Rows& into = files_[static_cast<std::size_t>(file)];
        const bool delta = manifest.mode(file) == FileMode::delta;
        if (!delta) into.clear();
        Merge merge{into, tolerant, findings_, place};
        FileReader reader{file, manifest.version, delta, reading.mode};
        auto read = reader.read(source, [&](OneRosterRow row) {
            row.package = static_cast<std::uint32_t>(names_.size() - 1);
            return merge.add(std::move(row));
        });
        if (!read) return read;
        for (const CsvRepair& repair : reader.repairs()) {
            findings_.push_back({Severity::warning, place, repair.line, "",
                                 repair.count == 1
                                     ? repair.what
                                     : fmt::format("{} ({} times)", repair.what, repair.count)});
        }
    }
    return {};
}

}  // namespace rosterd::journal
