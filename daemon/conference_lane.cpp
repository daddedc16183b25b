// Jobs leave in the order in which they came.
#include "daemon/conference_lane.hpp"

#include <array>

namespace rosterd {

std::string_view word(JobKind kind) {
    constexpr std::array<std::string_view, 6> words{"start", "find",     "finish",
                                                    "look",  "announce", "withdraw"};
    return words.at(static_cast<std::size_t>(kind));
}

std::vector<ConferenceJob> Lane::take() {
    std::vector<ConferenceJob> taken;
    if (workers >= workers_max) return taken;
    while (!jobs.empty() && taken.size() < handful) {
        if (!taken.empty() && jobs.front().kind != taken.front().kind) break;
        taken.push_back(std::move(jobs.front()));
        jobs.pop_front();
    }
    return taken;
}

}  // namespace rosterd
