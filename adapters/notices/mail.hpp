// Notices by e-mail through the mail server of this machine (docs/decisions/0015).
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "adapters/notice_channel.hpp"

namespace rosterd::notices {

struct MailOptions {
    std::string server{"127.0.0.1:25"};  ///< host and port of the SMTP server
    std::string from{};                  ///< address of printable ASCII
    std::vector<std::string> to{};       ///< likewise; not empty
    std::chrono::milliseconds timeout{30'000};
};

/// The whole mail as it is sent (RFC 5322, lines end with \r\n, everything beyond ASCII encoded):
/// `date` in the mail's own form.
[[nodiscard]] std::string mail_text(const MailOptions& options, const NoticeDigest& digest,
                                    std::string_view date);

/// Has a thread of its own, for SMTP is spoken blocking; ends it within `timeout`.
/// The whole mail is refused when the server refuses one of the addresses.
[[nodiscard]] std::unique_ptr<NoticeChannel> make_mail(MailOptions options);

}  // namespace rosterd::notices
