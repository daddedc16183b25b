// Chat titles from the profile's patterns. Pure.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace rosterd {

/// What the placeholders stand for; a placeholder without a value gives nothing.
struct TitleValues {
    std::string_view school_class;  ///< {class}
    std::string_view subject;       ///< {subject}
    std::string_view group;         ///< {group}
    std::string_view classes;       ///< {classes}
    std::string_view school;        ///< {school}
};

inline constexpr std::array<std::string_view, 5> title_placeholders{"class", "subject", "group",
                                                                    "classes", "school"};

/// A pattern cut at its placeholders once, for a school's many titles. Text in braces that is no
/// placeholder stays. Refers to the pattern, which must outlive it.
class TitlePattern {
  public:
    explicit TitlePattern(std::string_view pattern);
    void append_to(std::string& out, const TitleValues& values) const;

  private:
    struct Piece {
        std::string_view text;                                  ///< stays as it is
        const std::string_view TitleValues::* value = nullptr;  ///< and this after it, if any
    };
    std::vector<Piece> pieces_;
};

/// Writes the title into `out` (cleared first). Text in braces that is no placeholder stays.
void expand_title(std::string_view pattern, const TitleValues& values, std::string& out);

/// Unicode code points of UTF-8 text; every broken byte counts as one.
[[nodiscard]] std::size_t count_characters(std::string_view text);

/// Shortens to at most `characters_max` code points, the last of them "…"; true when it did.
bool cut_title(std::string& title, std::size_t characters_max);

}  // namespace rosterd
