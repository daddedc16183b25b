// The daemon's conference clock in memory, with a provider of calls and chats that can be posted
// to. Decides nothing: what to do is asked of reconciler/conference_steps.hpp, as the daemon does.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reconciler/conference_book.hpp"
#include "reconciler/conference_steps.hpp"
#include "reconciler/observed.hpp"
#include "tests/scenarios/runner/scenario.hpp"

namespace rosterd::scenario {

/// What the clock needs of the rest of the daemon for one piece of work.
struct CallSurroundings {
    const ConferenceRule& rule;
    const Observed& chats;
};

/// A post as the chat shows it now: an edit takes the place of the former text.
struct ChatPostModel {
    std::string chat;
    std::string text;
};

class Calls {
  public:
    /// Plans of one complete read, sorted by id. The first call makes the school known.
    void take_over(const ConferenceRead& read, UnixSeconds now);
    /// Does what is due until `until`, each at its own second.
    /// Throws std::runtime_error when the work of one second does not end.
    void work_until(UnixSeconds until, const CallSurroundings& around);
    /// What was decided by hand is known at once (daemon: keep_conference).
    void keep(PlannedConference plan);
    /// The daemon ran not, and starts now.
    void start_daemon(UnixSeconds now);
    /// "down", "back", "loses_answer" (the next one, what it was asked for is done), "drops"
    /// (`words`: the conferences whose calls break down; the daemon notices).
    void tell_provider(const Words& words);

    [[nodiscard]] const std::vector<ConferenceRecord>& records() const { return records_; }
    /// Conferences whose calls run at the provider; one with two calls is named twice.
    [[nodiscard]] Words running() const;
    [[nodiscard]] const std::vector<ChatPostModel>& posts() const { return posts_; }

  private:
    struct Job {
        ConferenceAction action;
        std::string conference;
    };
    struct Found {
        std::vector<Job> jobs;
        bool look_again = false;
        std::optional<UnixSeconds> next;
    };
    struct ProviderCall {
        std::string id;
        std::string conference;
        bool runs = true;
    };

    std::optional<UnixSeconds> work(const CallSurroundings& around);
    [[nodiscard]] Found look(const CallSurroundings& around);
    void take_step(ConferenceRecord& record, ConferenceStep step, const CallSurroundings& around,
                   Found& found);
    [[nodiscard]] ConferenceRecord answer(const Job& job, ConferenceRecord record);
    [[nodiscard]] ConferenceRecord ask_for_call(ConferenceAction action, ConferenceRecord record);
    [[nodiscard]] ConferenceRecord end_call(ConferenceRecord record);
    [[nodiscard]] ConferenceRecord post(ConferenceRecord record);
    [[nodiscard]] ConferenceRecord edit_post(ConferenceRecord record);
    [[nodiscard]] std::optional<Error> trouble();
    [[nodiscard]] bool answer_is_lost();

    ConferenceSettings settings_;
    UnixSeconds now_ = 0;
    UnixSeconds since_ = 0;
    std::vector<ConferenceRecord> records_;
    std::vector<ProviderCall> calls_;
    std::vector<ChatPostModel> posts_;
    std::map<std::int64_t, std::int64_t> messages_;  ///< number of an announcement -> its post
    bool down_ = false;
    bool loses_answer_ = false;
};

}  // namespace rosterd::scenario
