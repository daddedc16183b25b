// One school as requests by hand are judged: the last read with every own row kept since. Values
// that a worker thread can take along; no I/O.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "daemon/school_state.hpp"
#include "reconciler/conference_request.hpp"
#include "reconciler/hand_request.hpp"

namespace rosterd {

/// Copies what it needs of the school, for the school goes on while a worker decides.
class HandBasis {
  public:
    /// `state.picture` must exist. `next_chat` is the number that a new own chat would have.
    HandBasis(const SchoolState& state, UnixSeconds now, std::int64_t next_chat);

    /// Both apply the rules once to the whole school: milliseconds, for a worker thread.
    [[nodiscard]] Result<HandDecision> decide(const HandRequest& request) const;
    [[nodiscard]] Result<OwnChange> decide(std::span<const ChatKind> kinds,
                                           const std::string& actor) const;

    /// The same about conferences.
    struct Conferences {
        std::vector<ConferenceRecord> records;
        std::vector<std::string> active_chats;
        InstantOf instant_of;
        std::int64_t next_number;
        /// The lesson that the request names, where the last read did not bring it.
        std::optional<TimetableLesson> lesson;
    };
    [[nodiscard]] Result<ConferenceDecision> decide(const ConferenceRequest& request,
                                                    const Conferences& conferences) const;

  private:
    template <class Work>
    auto with_state(const Roster& base, Work work) const;

    std::shared_ptr<const Picture> picture_;
    OwnRows own_;
    std::vector<std::pair<std::string, UnixSeconds>> initialised_;
    Moment moment_;
    std::int64_t next_chat_;
};

/// The school as it would be with this change kept; its plan is what a pass would then do.
/// `account` serves the school. Heavy: for a worker thread.
[[nodiscard]] std::shared_ptr<const SchoolState> school_after(SchoolState state,
                                                              const OwnChange& change,
                                                              PictureInput input);

}  // namespace rosterd
