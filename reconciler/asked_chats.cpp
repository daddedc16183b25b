// Requests sorted by chat, so that asking for one chat's does not walk all of them.
#include "reconciler/asked_chats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "reconciler/words.hpp"

namespace rosterd {

AskedChats::AskedChats(const Roster& roster, const Profile& profile, UnixSeconds now)
    : roster_{roster}, now_{now} {
    in_order_.resize(roster.requests.size());
    std::iota(in_order_.begin(), in_order_.end(), 0U);
    by_chat_ = in_order_;
    std::ranges::sort(by_chat_, {}, [&](std::uint32_t request) {
        const ChatRequest& row = roster.requests[request];
        return std::tuple{row.kind, row.about, request};
    });
    const bool conferences_count = std::ranges::any_of(profile.chats, [](const ChatRule& rule) {
        return rule.created == Creation::with_first_conference;
    });
    if (conferences_count) index_conferences();
}

void AskedChats::index_conferences() {
    for (const Conference& conference : roster_.conferences) {
        if (conference.deleted_at != 0 && conference.deleted_at <= now_) continue;
        if (!conference.chat_key.empty()) {
            conference_chats_.emplace_back(roster_.text.view(conference.chat_key));
        } else if (conference.lesson != no_index) {
            const GroupIndex group = roster_.lessons[conference.lesson].group;
            conference_chats_.push_back(fmt::format("{}/{}", word(ChatKind::subject),
                                                    roster_.text.view(roster_.groups.id[group])));
        }
    }
    std::ranges::sort(conference_chats_);
}

std::span<const std::uint32_t> AskedChats::requests_for(ChatKind kind, std::uint32_t about) const {
    if (by_chat_.empty()) return {};
    if (kind == ChatKind::custom) return {in_order_.data() + about, 1};
    const auto run =
        std::ranges::equal_range(by_chat_, std::pair{kind, about}, {}, [&](std::uint32_t request) {
            return std::pair{roster_.requests[request].kind, roster_.requests[request].about};
        });
    return {run.begin(), run.end()};
}

Asked AskedChats::asked(ChatKind kind, std::uint32_t about) const {
    Asked result;
    for (const std::uint32_t request : requests_for(kind, about)) {
        const ChatRequest& row = roster_.requests[request];
        result.deleted_at = std::max(result.deleted_at, row.deleted_at);
        if (!stands(request)) continue;
        result.asked_at = std::max({result.asked_at, row.created_at, UnixSeconds{1}});
    }
    return result;
}

bool AskedChats::stands(std::uint32_t request) const {
    const ChatRequest& row = roster_.requests[request];
    return row.deleted_at == 0 && row.created_at <= now_;
}

std::string_view AskedChats::title_for(ChatKind kind, std::uint32_t about) const {
    const ChatRequest* latest = nullptr;
    for (const std::uint32_t request : requests_for(kind, about)) {
        const ChatRequest& row = roster_.requests[request];
        if (!stands(request) || row.title.empty()) continue;
        if (latest == nullptr || latest->created_at <= row.created_at) latest = &row;
    }
    return latest == nullptr ? std::string_view{} : roster_.text.view(latest->title);
}

bool AskedChats::has_conference(std::string_view chat_key) const {
    return std::ranges::binary_search(conference_chats_, chat_key);
}

}  // namespace rosterd
