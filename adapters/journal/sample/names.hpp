// Lists of common Russian names, and their grammar of sex. Invented people only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace rosterd::journal::sample {

enum class Sex : std::uint8_t { male, female };

struct MaleName {
    std::string_view first;
    std::string_view son;       ///< the patronymic of his sons
    std::string_view daughter;  ///< the patronymic of his daughters
};

[[nodiscard]] std::span<const MaleName> male_names();
[[nodiscard]] std::span<const std::string_view> female_names();
/// Male forms.
[[nodiscard]] std::span<const std::string_view> surnames();

/// The form of a surname for this sex: Грачёв, Грачёва; Луговской, Луговская; Ткаченко for both.
[[nodiscard]] std::string surname_for(std::string_view male_form, Sex sex);

}  // namespace rosterd::journal::sample
