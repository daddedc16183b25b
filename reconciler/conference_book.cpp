// A merge of two lists sorted by id.
#include "reconciler/conference_book.hpp"

#include <algorithm>

#include "reconciler/own_conferences.hpp"

namespace rosterd {
namespace {

/// So many conferences to come, and more than half of them gone at once: a table was emptied.
constexpr std::size_t emptied_from = 6;

std::string_view id_of(const ConferenceRecord& record) {
    return record.plan.id;
}

bool expected(const ConferenceRecord& record) {
    return !record.over() && record.cause != ConferenceCause::gone;
}

class Merge {
  public:
    Merge(const ConferenceRead& read, UnixSeconds since, UnixSeconds now,
          std::vector<ConferenceRecord>& records)
        : read_{read}, since_{since}, now_{now}, records_{records} {}

    std::vector<std::string> run() {
        const bool absence_counts = read_.believable && !looks_emptied();
        std::vector<ConferenceRecord> merged;
        merged.reserve(std::max(records_.size(), read_.plans.size()));
        auto record = records_.begin();
        for (const PlannedConference& plan : read_.plans) {
            for (; record != records_.end() && record->plan.id < plan.id; ++record) {
                merged.push_back(absent(std::move(*record), absence_counts));
            }
            if (record != records_.end() && record->plan.id == plan.id) {
                merged.push_back(present(std::move(*record++), plan));
            } else {
                add(merged, plan);
            }
        }
        for (; record != records_.end(); ++record) {
            merged.push_back(absent(std::move(*record), absence_counts));
        }
        records_ = std::move(merged);
        return std::move(changed_);
    }

  private:
    [[nodiscard]] bool looks_emptied() const {
        std::size_t awaited = 0;
        std::size_t missing = 0;
        for (const ConferenceRecord& record : records_) {
            if (!expected(record) || own_conference_number(record.plan.id) != 0) continue;
            ++awaited;
            if (!is_planned(record.plan.id)) ++missing;
        }
        return awaited >= emptied_from && missing * 2 > awaited;
    }

    [[nodiscard]] bool is_planned(std::string_view id) const {
        const auto found = std::ranges::lower_bound(
            read_.plans, id, {},
            [](const PlannedConference& plan) { return std::string_view{plan.id}; });
        return found != read_.plans.end() && found->id == id;
    }

    ConferenceRecord absent(ConferenceRecord record, bool counts) {
        // Own ones are not rows of the journal: they end by being deleted.
        const bool own = own_conference_number(record.plan.id) != 0;
        const bool doubtful = std::ranges::binary_search(read_.doubtful, record.plan.id);
        if (!counts || own || doubtful || !expected(record)) return record;
        record.cause = ConferenceCause::gone;
        changed_.push_back(record.plan.id);
        return record;
    }

    ConferenceRecord present(ConferenceRecord record, const PlannedConference& plan) {
        const bool again = record.cause == ConferenceCause::gone;
        const bool final = record.state == ConferenceState::ended;
        if (final || (record.plan == plan && !again)) return record;
        const ConferenceRecord former = record;
        if (again) record.cause = ConferenceCause::none;
        const bool moved = record.plan.starts != plan.starts || record.plan.ends != plan.ends;
        const PlannedConference& before = former.plan;
        record.plan = plan;
        // A call keeps the chat that its link was posted to, and that one's class is busy.
        const bool keeps_chat = record.start_asked_at != 0 && !before.chat.empty();
        if (keeps_chat && before.chat != plan.chat) {
            record.plan.chat = before.chat;
            record.plan.exclusive = before.exclusive;
        }
        // Refused because another call ran: with another time it may start after all.
        const bool refused =
            record.state == ConferenceState::failed && record.cause == ConferenceCause::busy;
        if (moved && refused) {
            record.state = ConferenceState::planned;
            record.cause = ConferenceCause::none;
            record.ended_at = 0;
        }
        if (record != former) changed_.push_back(plan.id);
        return record;
    }

    void add(std::vector<ConferenceRecord>& merged, const PlannedConference& plan) {
        const bool history =
            plan.ends <= now_ && (plan.ends <= since_ || plan.ends <= now_ - conference_memory);
        if (history) return;
        merged.push_back({.plan = plan});
        changed_.push_back(plan.id);
    }

    const ConferenceRead& read_;
    UnixSeconds since_;
    UnixSeconds now_;
    std::vector<ConferenceRecord>& records_;
    std::vector<std::string> changed_;
};

}  // namespace

std::vector<std::string> take_over(const ConferenceRead& read, UnixSeconds since, UnixSeconds now,
                                   std::vector<ConferenceRecord>& records) {
    return Merge{read, since, now, records}.run();
}

void mark_unanswered(std::vector<ConferenceRecord>& records) {
    for (ConferenceRecord& record : records) {
        const bool waits =
            record.state == ConferenceState::planned || record.state == ConferenceState::failed;
        if (waits && record.start_asked_at != 0) record.unanswered = true;
        record.retry_at = 0;
    }
}

void forget_old(std::vector<ConferenceRecord>& records, UnixSeconds now) {
    std::erase_if(records, [&](const ConferenceRecord& record) {
        return record.over() &&
               std::max(record.plan.ends, record.ended_at) < now - conference_memory;
    });
}

ConferenceRecord* find_conference(std::vector<ConferenceRecord>& records, std::string_view id) {
    const auto found = std::ranges::lower_bound(records, id, {}, id_of);
    return found != records.end() && found->plan.id == id ? &*found : nullptr;
}

const ConferenceRecord* find_conference(const std::vector<ConferenceRecord>& records,
                                        std::string_view id) {
    const auto found = std::ranges::lower_bound(records, id, {}, id_of);
    return found != records.end() && found->plan.id == id ? &*found : nullptr;
}

}  // namespace rosterd
