// A school of a few classes, made of names, phones and a token that must never be logged.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "adapters/journal/import/journal_tables.hpp"

namespace rosterd::test {

struct SmallSchoolOptions {
    int classes = 2;
    int pupils = 4;  ///< of each class, each with one parent of his own
    std::string profile = "sgo";
    std::string platform = "vk";  ///< of everybody's link
};

/// School "1", account "main". People: z1 (deputy: school_admin, chats_admin), t1 ... t<classes>
/// (class teachers, each teaches Алгебра to his class, group alg-<class>), t<classes + 1> (teaches
/// История to every class, group hist-<class>), p<class>-<n> (pupils), g<class>-<n> (parents).
/// Classes c1 ... are called 1А, 2А ...; everybody is linked to user_of(person).
[[nodiscard]] journal::JournalTables small_school(const SmallSchoolOptions& options = {});

/// z1 500001, t3 500103, p2-7 510207, g2-7 520207.
[[nodiscard]] std::int64_t user_of(const std::string& person);

/// Parts of every name and phone of a small school: none of them may be found in a log.
inline constexpr std::array small_school_secrets{"Тайнов", "Секретий", "Скрытнович",
                                                 "555-",   "975555",   "79755"};

}  // namespace rosterd::test
