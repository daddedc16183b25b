// The plan as a table; its sums are checked by tests/unit/sample.
#include "adapters/journal/sample/curriculum.hpp"

namespace rosterd::journal::sample {
namespace {

using enum Department;
using enum Split;

constexpr auto plan = std::to_array<Subject>({
    {"rus", "Русский язык", own_teacher, russian, never, 0, {5, 5, 5, 5, 5, 6, 4, 3, 3, 2, 2}},
    {"lit", "Литература", own_teacher, russian, never, 0, {0, 0, 0, 0, 3, 3, 2, 2, 3, 3, 3}},
    {"read",
     "Литературное чтение",
     own_teacher,
     russian,
     never,
     0,
     {4, 4, 4, 3, 0, 0, 0, 0, 0, 0, 0}},
    {"eng",
     "Иностранный язык (английский)",
     english,
     english,
     by_list,
     2,
     {0, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3}},
    {"mat", "Математика", own_teacher, maths, never, 0, {4, 4, 4, 4, 5, 5, 0, 0, 0, 0, 0}},
    {"alg", "Алгебра", own_teacher, maths, never, 0, {0, 0, 0, 0, 0, 0, 3, 4, 3, 4, 4}},
    {"geom", "Геометрия", own_teacher, maths, never, 0, {0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2}},
    {"stat",
     "Вероятность и статистика",
     own_teacher,
     maths,
     never,
     0,
     {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1}},
    {"inf", "Информатика", own_teacher, informatics, by_list, 7, {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1}},
    {"hist", "История", own_teacher, history, never, 0, {0, 0, 0, 0, 3, 2, 3, 3, 2, 2, 2}},
    {"soc", "Обществознание", own_teacher, history, never, 0, {0, 0, 0, 0, 0, 1, 0, 1, 1, 2, 2}},
    {"world", "Окружающий мир", own_teacher, biology, never, 0, {2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0}},
    {"geo", "География", own_teacher, geography, never, 0, {0, 0, 0, 0, 1, 1, 2, 2, 2, 1, 1}},
    {"bio", "Биология", own_teacher, biology, never, 0, {0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2}},
    {"phys", "Физика", own_teacher, physics, never, 0, {0, 0, 0, 0, 0, 0, 2, 2, 3, 4, 4}},
    {"chem", "Химия", own_teacher, chemistry, never, 0, {0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2}},
    {"ethics",
     "Основы религиозных культур и светской этики",
     own_teacher,
     history,
     never,
     0,
     {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}},
    {"spirit",
     "Основы духовно-нравственной культуры народов России",
     own_teacher,
     history,
     never,
     0,
     {0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0}},
    {"art",
     "Изобразительное искусство",
     own_teacher,
     arts,
     never,
     0,
     {1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0}},
    {"music", "Музыка", arts, arts, never, 0, {1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0}},
    {"work",
     "Труд (технология)",
     own_teacher,
     labour,
     by_sex,
     5,
     {1, 1, 1, 1, 2, 2, 2, 1, 1, 0, 0}},
    {"safe",
     "Основы безопасности и защиты Родины",
     own_teacher,
     sport,
     never,
     0,
     {0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1}},
    {"sport", "Физическая культура", sport, sport, by_sex, 10, {3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3}},
    {"proj",
     "Индивидуальный проект",
     own_teacher,
     history,
     never,
     0,
     {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1}},
});

constexpr auto elective_plan = std::to_array<Elective>({
    {"Основы журналистики", russian},
    {"Решение олимпиадных задач", maths},
    {"Практическая биология", biology},
    {"Финансовая грамотность", history},
    {"Основы программирования", informatics},
    {"Русская словесность", russian},
    {"Черчение", labour},
    {"Введение в психологию", history},
});

}  // namespace

std::span<const Subject> curriculum() {
    return plan;
}
std::span<const Elective> electives() {
    return elective_plan;
}

}  // namespace rosterd::journal::sample
