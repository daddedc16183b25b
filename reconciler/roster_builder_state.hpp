// What the roster builder knows while rows come in. Internal; people, classes and groups are
// numbered in order of arrival here and renumbered in order of their ids at the end.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reconciler/roster_builder.hpp"
#include "reconciler/roster_builder_parts.hpp"

namespace rosterd {

struct RosterBuilder::State {
    explicit State(School school);

    /// A row with its number in the journal, so that findings made after sorting can name it.
    template <class Row>
    struct Numbered {
        Row row;
        std::uint64_t number;
    };
    using Ties = std::vector<Numbered<Tie>>;

    enum class Entity : std::uint8_t { person, school_class, group };
    /// One side of a tie: which column of the row names what.
    struct Side {
        Entity entity;
        std::size_t column;
    };
    struct TieShape {
        Side left, right;
        std::size_t valid_from;
        Ties State::* rows;
    };

    // Rows, one method per shape. roster_builder_rows.cpp, roster_builder_chats.cpp.
    void add(RowView& row);
    void add_person(RowView& row);
    void add_class(RowView& row);
    void add_group(RowView& row);
    void add_staff(const RowView& row);
    void add_tie(const RowView& row, const TieShape& shape);
    void add_link(const RowView& row);
    void add_request(const RowView& row);
    void add_chosen(const RowView& row);
    void add_edit(const RowView& row);
    void add_lesson(const RowView& row);
    void add_conference(const RowView& row);
    void add_conference_person(const RowView& row);

    /// Nothing is wrong with the text of any column; else reports and says false.
    [[nodiscard]] std::optional<std::string> first_text_fault(const RowView& row) const;
    /// As above, for entities: faulty fields count as empty and the entity is in doubt. Nothing
    /// when the row has no usable id (column 1); then it is not used at all.
    struct Cleaned {
        bool doubtful;
    };
    [[nodiscard]] std::optional<Cleaned> clean(RowView& row);
    /// The row's validity; a fault goes to `fault`.
    [[nodiscard]] Validity read_validity(const RowView& row, std::size_t first,
                                         std::optional<std::string>& fault) const;
    /// Reports a tie whose interval is empty.
    [[nodiscard]] bool covers_no_day(const RowView& row, const Validity& validity);
    /// The validity of an entity: a fault opens the interval and puts the entity in doubt.
    [[nodiscard]] Validity entity_validity(const RowView& row, std::size_t first, bool& doubtful);
    [[nodiscard]] bool entity_flag(const RowView& row, std::size_t column, bool& doubtful);
    /// An instant, 0 when there is none; a fault goes to `fault`.
    [[nodiscard]] UnixSeconds read_instant(const RowView& row, std::size_t column,
                                           std::optional<std::string>& fault) const;

    /// A time of the school's clock, 0 when there is none; a fault goes to `fault`.
    [[nodiscard]] LocalSeconds read_local_time(const RowView& row, std::size_t column,
                                               std::optional<std::string>& fault) const;
    /// Start and end of a lesson or conference; an end that is not later is a fault.
    struct Span {
        LocalSeconds from = 0;
        LocalSeconds to = 0;
    };
    [[nodiscard]] Span read_span(const RowView& row, std::size_t first,
                                 std::optional<std::string>& fault) const;

    [[nodiscard]] std::uint32_t find(const Side& side, const RowView& row) const;
    [[nodiscard]] PersonIndex find_person(const RowView& row, std::size_t column) const;
    /// "class_id '7v' is not in class"
    [[nodiscard]] static std::string missing(const Side& side, const RowView& row);

    /// The row is not used: what it concerns is in doubt (people first; their container only when
    /// the person is unknown; chats of unknown classes and groups by their key).
    void quarantine_tie(const RowView& row, const TieShape& shape, Severity severity,
                        std::string fault);
    void doubt(Entity entity, std::uint32_t index);
    void doubt_chats_of(Entity entity, std::string_view id);
    void doubt_chat(std::string key);
    void doubt_conference(const RowView& row, std::size_t id_column);
    void doubt_user(const RowView& row, std::optional<Platform> platform);
    [[nodiscard]] std::string request_key(std::uint32_t request) const;
    void report_contradiction(const RowView& row);

    TextRef keep(std::string_view text);
    [[nodiscard]] bool same(TextRef ref, std::string_view text) const {
        return roster.text.view(ref) == text;
    }

    // The end. roster_builder.cpp.
    void doubt_guardians();
    void renumber();
    void settle_ties();
    void settle_staff();
    void settle_links();
    void settle_requests();
    void settle_edits();
    void settle_conferences();
    void drop_unnamed_lessons();
    void count_rows();
    std::vector<Tie> settle(Relation relation, Ties& ties);

    Roster roster;
    FindingLog findings;
    std::array<std::uint64_t, relation_count> read{};  ///< rows seen per relation
    std::vector<TextRef> request_ids, lesson_ids, conference_ids;
    std::vector<std::string>
        named_lessons;  ///< kept, though no conference of the journal names them
    IdIndex people, classes, groups, requests, lessons, conferences;

    std::vector<Numbered<StaffRow>> staff;
    Ties class_teachers, enrolments, guardians, group_classes, group_teachers, group_students;
    std::vector<Numbered<LinkRow>> links;
    std::vector<Numbered<ChosenPerson>> chosen;
    std::vector<Numbered<ChatEdit>> edits;
    std::vector<Numbered<ConferencePerson>> conference_people;
};

}  // namespace rosterd
