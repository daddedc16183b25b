// Staff, pupils, parents: the tabs under which journals list people. Pure.
#pragma once

#include <boost/json/array.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "daemon/picture.hpp"

namespace rosterd::control {

/// One person may be in several: a teacher whose child learns here.
enum class Category : std::uint8_t { staff, pupil, parent };

[[nodiscard]] std::string_view word(Category category);
[[nodiscard]] std::optional<Category> category_of(std::string_view word);

/// Everybody's categories on the day of the picture.
class Categories {
  public:
    explicit Categories(const Picture& picture);
    /// False for no_index.
    [[nodiscard]] bool has(PersonIndex person, Category category) const;
    /// ["staff", "parent"]; empty for no_index and for who has no tie to the school.
    [[nodiscard]] boost::json::array words(PersonIndex person) const;

  private:
    std::vector<std::uint8_t> bits_;  ///< by person
};

/// Class teachers, pupils and parents of a class, sorted; nothing when there is no such class.
[[nodiscard]] std::optional<std::vector<PersonIndex>> people_of_class(const Picture& picture,
                                                                      std::string_view class_id);

}  // namespace rosterd::control
