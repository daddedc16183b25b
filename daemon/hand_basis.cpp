// The rules applied to a copy of the last read, with own rows merged anew.
#include "daemon/hand_basis.hpp"

namespace rosterd {

HandBasis::HandBasis(const SchoolState& state, UnixSeconds now, std::int64_t next_chat)
    : picture_{state.picture},
      own_{state.memory.own},
      initialised_{state.memory.initialised},
      moment_{state.picture->moment.today, now},
      next_chat_{next_chat} {}

template <class Work>
auto HandBasis::with_state(const Roster& base, Work work) const {
    Roster roster = base;
    std::vector<Finding> findings;  // the pass reports them
    merge_own_rows(roster, own_, findings);
    const Desired desired = desired_state(roster, picture_->in_force, picture_->profile, moment_,
                                          {.initialised = initialised_});
    return work(HandState{{roster, picture_->in_force, picture_->profile, desired},
                          picture_->links,
                          own_,
                          moment_,
                          initialised_,
                          next_chat_});
}

Result<HandDecision> HandBasis::decide(const HandRequest& request) const {
    return with_state(picture_->roster,
                      [&](const HandState& state) { return decide_by_hand(state, request); });
}

Result<OwnChange> HandBasis::decide(std::span<const ChatKind> kinds,
                                    const std::string& actor) const {
    return with_state(picture_->roster, [&](const HandState& state) {
        return decide_initialise(state, kinds, actor);
    });
}

Result<ConferenceDecision> HandBasis::decide(const ConferenceRequest& request,
                                             const Conferences& conferences) const {
    const auto judge = [&](const HandState& state) {
        return decide_conference({state, conferences.records, conferences.active_chats,
                                  conferences.instant_of, conferences.next_number},
                                 request);
    };
    if (!conferences.lesson) return with_state(picture_->roster, judge);
    Roster roster = picture_->roster;
    add_lesson(roster, *conferences.lesson);
    return with_state(roster, judge);
}

std::shared_ptr<const SchoolState> school_after(SchoolState state, const OwnChange& change,
                                                PictureInput input) {
    apply(change, state.memory.own);
    apply_links(change, state.memory.links);
    apply_initialised(change, state.memory.initialised);
    input.own = state.memory.own;
    input.links = state.memory.links;
    input.initialised = state.memory.initialised;
    JournalRead read{state.picture->roster, {}};
    state.picture = make_picture(std::move(read), std::move(input));
    return std::make_shared<const SchoolState>(std::move(state));
}

}  // namespace rosterd
