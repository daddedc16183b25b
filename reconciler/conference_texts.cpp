// Sentences and the number under which they are posted.
#include "reconciler/conference_texts.hpp"

#include <fmt/format.h>

#include "reconciler/local_time.hpp"
#include "reconciler/stable_hash.hpp"

namespace rosterd {
namespace {

std::string_view noun(ConferenceKind kind) {
    return kind == ConferenceKind::online_lesson ? "Онлайн-урок" : "Видеозвонок";
}

}  // namespace

std::string announcement(const ConferenceRecord& record, const ConferenceSettings& settings) {
    const PlannedConference& plan = record.plan;
    if (const UnixSeconds late = lateness(record, settings); late > 0) {
        return fmt::format("{} «{}» начался с опозданием, в {}. Подключиться: {}", noun(plan.kind),
                           plan.title, time_text(plan.local_starts + late), record.join_link);
    }
    return fmt::format("{} «{}» начался. Подключиться: {}", noun(plan.kind), plan.title,
                       record.join_link);
}

std::string withdrawal(const ConferenceRecord& record) {
    return fmt::format("{} «{}» завершился", noun(record.plan.kind), record.plan.title);
}

std::int64_t announcement_number(const std::string& school, const ConferenceRecord& record) {
    std::uint64_t hash = stable_hash(school);
    hash = stable_hash("/", hash);
    hash = stable_hash(record.plan.id, hash);
    constexpr std::uint64_t bits = 0x7FFF'FFFF;
    const std::uint64_t folded = (hash ^ (hash >> 32U)) & bits;
    return static_cast<std::int64_t>(folded == 0 ? 1 : folded);
}

}  // namespace rosterd
