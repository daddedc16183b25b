// The queue's two views, by school and by due time, kept in step.
#include "daemon/work_queue.hpp"

#include <algorithm>

namespace rosterd {

void WorkQueue::push(const std::string& school, SteadyTime due) {
    Entry& entry = entries_[school];
    if (entry.due && *entry.due <= due) return;
    unschedule(school, entry);
    schedule(school, entry, due);
}

std::optional<std::string> WorkQueue::take(SteadyTime now) {
    if (waiting_.empty() || waiting_.begin()->first > now) return std::nullopt;
    std::string school = waiting_.begin()->second;
    waiting_.erase(waiting_.begin());
    Entry& entry = entries_.find(school)->second;
    entry.due.reset();
    entry.running = true;
    return school;
}

void WorkQueue::done(const std::string& school, std::optional<SteadyTime> next) {
    const auto found = entries_.find(school);
    if (found == entries_.end()) return;
    Entry& entry = found->second;
    entry.running = false;
    if (next && (!entry.due || *next < *entry.due)) entry.due = next;
    if (entry.due) schedule(school, entry, *entry.due);
}

void WorkQueue::drop(const std::string& school) {
    const auto found = entries_.find(school);
    if (found == entries_.end()) return;
    unschedule(school, found->second);
    entries_.erase(found);
}

std::optional<SteadyTime> WorkQueue::next_due() const {
    if (waiting_.empty()) return std::nullopt;
    return waiting_.begin()->first;
}

std::size_t WorkQueue::depth(SteadyTime now) const {
    return static_cast<std::size_t>(std::distance(waiting_.begin(), waiting_.upper_bound(now)));
}

std::chrono::seconds WorkQueue::oldest(SteadyTime now) const {
    if (waiting_.empty() || waiting_.begin()->first > now) return std::chrono::seconds{0};
    return std::chrono::duration_cast<std::chrono::seconds>(now - waiting_.begin()->first);
}

bool WorkQueue::running(const std::string& school) const {
    const auto found = entries_.find(school);
    return found != entries_.end() && found->second.running;
}

std::optional<SteadyTime> WorkQueue::due(const std::string& school) const {
    const auto found = entries_.find(school);
    return found == entries_.end() ? std::nullopt : found->second.due;
}

/// A running school waits outside the ordered view: it may not be taken a second time.
void WorkQueue::schedule(const std::string& school, Entry& entry, SteadyTime due) {
    entry.due = due;
    if (!entry.running) waiting_.emplace(due, school);
}

void WorkQueue::unschedule(const std::string& school, Entry& entry) {
    if (!entry.due) return;
    const auto [first, last] = waiting_.equal_range(*entry.due);
    const auto found =
        std::find_if(first, last, [&](const auto& row) { return row.second == school; });
    if (found != last) waiting_.erase(found);
    entry.due.reset();
}

}  // namespace rosterd
