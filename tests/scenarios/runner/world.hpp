// One school as the daemon sees it, in memory: the real pure functions between a scenario's
// journal and a modelled platform. Knows nothing of files and expectations.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reconciler/conference_plan.hpp"
#include "reconciler/guard.hpp"
#include "reconciler/plan.hpp"
#include "reconciler/planned_change.hpp"
#include "reconciler/plausibility.hpp"
#include "tests/scenarios/runner/calls.hpp"
#include "tests/scenarios/runner/scenario.hpp"
#include "tests/scenarios/runner/scenario_clock.hpp"

namespace rosterd::scenario {

using Profiles = std::map<std::string, Profile, std::less<>>;

/// What one pass worked out.
struct Look {
    Roster roster;
    InForce in_force;
    Profile profile;
    LinkTable links;
    Desired desired;
    std::vector<Finding> findings;
    UnixSeconds now = 0;

    Moment moment{};

    [[nodiscard]] ComparisonInput comparison(const History& history) const {
        return {roster, in_force, profile, desired, links, history, now};
    }
};

class World {
  public:
    World(const Scenario& scenario, const Profiles& profiles, const std::string& profile);

    /// Does one step and lets the daemon work until nothing is left that it may do.
    /// Throws std::runtime_error when the step is impossible or the work does not end.
    void take(const Step& step);
    void settle();

    [[nodiscard]] const Look& look() const { return *look_; }
    [[nodiscard]] const Observed& observed() const { return observed_; }
    [[nodiscard]] const History& history() const { return history_; }
    [[nodiscard]] const std::vector<Hold>& holds() const { return holds_; }
    /// "remove class/7v s1" for everything done in the last step, in order.
    [[nodiscard]] const Words& story() const { return story_; }
    [[nodiscard]] const Calls& calls() const { return calls_; }
    /// Ids of the people who take part in this conference.
    [[nodiscard]] Words participants_of(const std::string& conference) const;
    /// The person whom the platform knows as this user, or the number.
    [[nodiscard]] std::string person_of(UserId user) const;

  private:
    void look_again();
    [[nodiscard]] Guarded guarded(const Capabilities& capabilities);
    void remember();
    void tell(const Plan& plan);
    void on_platform(const Step& step);
    void ask(const Asked& asked);
    /// The change that is allowed, or the refusal; `notices` gets the codes of what is said beside.
    [[nodiscard]] Result<OwnChange> answer(const Asked& asked, Words& notices) const;
    [[nodiscard]] Result<OwnChange> answer_about_conference(const ConferenceRequest& request,
                                                            Words& notices);
    void judge_answer(const Asked& asked, bool granted, const Words& said) const;
    /// The journal and the people act; the daemon's work comes after it.
    void happen(const Step& step);
    void change_journal(const Step& step);
    void release_holds(const Words& guards);
    [[nodiscard]] School school() const;
    [[nodiscard]] UnixSeconds now() const { return clock_.now(steps_); }
    [[nodiscard]] Words active_chats() const;
    [[nodiscard]] ConferenceWorld conference_world(const Words& active) const;
    void settle_chats();
    void work_on_calls();

    JournalRows journal_;
    const Profiles& profiles_;
    std::string profile_;
    InstantOf instant_of_ = instant_in_moscow;
    Platform platform_ = Platform::vk;
    std::map<std::string, std::string> rule_;
    ScenarioClock clock_;
    std::size_t steps_ = 0;
    bool stopped_ = false;  ///< the daemon does not run
    Calls calls_;
    Observed observed_;
    History history_;
    std::vector<KnownUser> known_;
    RowCounts accepted_{};
    std::vector<ClassCount> accepted_classes_;
    bool believable_ = true;  ///< the last read, beside the accepted one before
    std::vector<ApprovedHold> approved_;
    PlannedState planned_;
    OwnRows own_;
    std::vector<StoredLink> own_links_;
    std::vector<std::pair<std::string, UnixSeconds>> initialised_;
    std::map<UserId, std::string> names_;
    std::optional<Look> look_;
    std::vector<Hold> holds_;
    Words story_;
};

}  // namespace rosterd::scenario
