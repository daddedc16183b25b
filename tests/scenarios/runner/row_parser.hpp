// Contract rows in the terse form of a scenario file. Knows the grammar of rows, not of files.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/yaml_tree.hpp"
#include "tests/scenarios/runner/scenario.hpp"

namespace rosterd::scenario {

/// When rows come about: what their dates and instants default to.
struct RowTime {
    std::string day;      ///< "2026-10-15"
    std::string instant;  ///< "2026-10-15T12:00:00+03:00"
};

/// Turns `relation: {key: words}` into rows. Remembers who is linked to which user, because users
/// are numbered by the order of their links. Reports what is wrong, with its place.
class RowParser {
  public:
    explicit RowParser(config::Problems& problems) : problems_{problems} {}

    /// The mapping below `given`, `add`, `change`, `end` or `remove`.
    [[nodiscard]] std::vector<Row> rows(const config::Node& mapping, const RowTime& time);
    /// As rows(), each ended: on `time.day` unless the row says another day.
    [[nodiscard]] std::vector<Row> ended_rows(const config::Node& mapping, const RowTime& time);
    /// "everybody" of `known`, or the people named.
    [[nodiscard]] std::vector<Row> links(const config::Node& node, const std::vector<Row>& known,
                                         std::string_view state, const RowTime& time);
    /// One chat request for each chat key named; "everything": for every chat `known` can have.
    [[nodiscard]] std::vector<Row> requests(const config::Node& node, const std::vector<Row>& known,
                                            const RowTime& time);
    void platform(std::string name) { platform_ = std::move(name); }

  private:
    void relation(const config::Node& name, const config::Node& value);
    void entry(Relation relation, const config::Node& key, const config::Node& value);
    void facts(Row row, const config::Node& mapping);
    void fact(Row& row, const config::Node& key, const config::Node& value);
    void related(const Row& row, std::string_view word, const config::Node& value);
    void many(Row row, std::string_view column, const config::Node& value);
    void staff(Row row, const config::Node& value);
    void edits(const Row& row, const config::Node& value);
    void request(const std::string& chat_key, const config::Node& place);
    [[nodiscard]] Row dated(Row row, Words& words, const config::Node& place);
    [[nodiscard]] std::string user_of(const std::string& person);
    void check_day(const std::string& day, const config::Node& place);

    config::Problems& problems_;
    std::string platform_ = "vk";
    std::map<std::string, std::string> users_;
    int requests_ = 0;
    RowTime time_;
    std::vector<Row> out_;
};

}  // namespace rosterd::scenario
