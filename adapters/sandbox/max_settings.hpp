// How the MAX messenger behaves where its descriptions differ or promise surprises. No state.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rosterd::sandbox::max {

/// Which Bot API is rehearsed (max.md §7).
enum class Mode : std::uint8_t {
    legacy,      ///< before June 2026: GET /chats, PATCH /me and the `chat` button work
    documented,  ///< as the documentation promises: members can no longer be added
    observed,    ///< as seen on the live server: members can be added
};
[[nodiscard]] std::string_view to_string(Mode mode);
[[nodiscard]] std::optional<Mode> to_mode(std::string_view word);

/// Which lists name the people who could not be added (max.md §2.6).
enum class AddFailures : std::uint8_t {
    both,     ///< success false, failed_user_ids and failed_user_details
    ids,      ///< success false, failed_user_ids alone
    details,  ///< success true, failed_user_details alone
};
[[nodiscard]] std::string_view to_string(AddFailures shape);
[[nodiscard]] std::optional<AddFailures> to_add_failures(std::string_view word);

/// What GET /updates without a marker answers (max.md §2.10).
enum class WithoutMarker : std::uint8_t {
    since_commit,  ///< everything not yet committed, as the schema says
    latest,        ///< the newest update alone, as the documentation page says
};
[[nodiscard]] std::string_view to_string(WithoutMarker answer);
[[nodiscard]] std::optional<WithoutMarker> to_without_marker(std::string_view word);

struct Settings {
    Mode mode = Mode::observed;
    int removed_status = 404;  ///< of a withdrawn method: 404 or 405; the real one is unpublished
    AddFailures add_failures = AddFailures::both;
    WithoutMarker without_marker = WithoutMarker::since_commit;
    bool unknown_permissions = false;  ///< administrators have a right that no list names
    bool unknown_updates = false;      ///< an update of an unknown type before each real one
    bool unknown_fields = false;       ///< every object has a field that no schema names
    bool duplicates = false;           ///< a webhook gets every update twice
    /// Sending, editing, deleting and answering together, per bot and chat: the strictest reading
    /// of "2/s for each of" (max.md §1.3). 0: no limit.
    std::size_t chat_writes_per_second = 2;
    /// GET /updates per bot in `observed`, as announced for May 2026. 0: no limit.
    std::size_t polls_per_second = 2;
    bool loopback_webhooks = false;  ///< http:// and any port are fine on loopback: a rehearsal
    std::chrono::milliseconds webhook_first_retry{60'000};  ///< then each 2.5 times the last
    std::chrono::milliseconds webhook_give_up = std::chrono::hours{8};  ///< then unsubscribed

    /// Answers hold what the platform's schema does not have, or not any more.
    [[nodiscard]] bool strange() const {
        return mode == Mode::legacy || unknown_permissions || unknown_updates || unknown_fields;
    }
};

}  // namespace rosterd::sandbox::max
