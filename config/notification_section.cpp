// language, digest, mail and webhook.
#include "config/notification_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "config/config_choices.hpp"
#include "config/config_sections.hpp"
#include "config/nearest_word.hpp"
#include "config/plain_http.hpp"

namespace rosterd::config {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

/// Something@something of printable ASCII that needs no quoting in a mail's head.
bool is_address(std::string_view text) {
    constexpr std::size_t longest = 254;
    const std::size_t at = text.rfind('@');
    const bool two_parts = at != std::string_view::npos && at > 0 && at + 1 < text.size();
    return two_parts && text.size() <= longest && text.front() != '-' &&
           std::ranges::all_of(text, [](char character) {
               return character > ' ' && character <= '~' &&
                      std::string_view{"<>()[],;:\\\""}.find(character) == std::string_view::npos;
           });
}

MailConfig read_mail(const Node* node, Problems& problems) {
    constexpr std::string_view example = "to: [admin@school.example], from: rosterd@school.example";
    MailConfig mail;
    MappingReader reader{node, sections::mail, problems};
    const Node* to = reader.sequence("to");
    mail.from = reader.text("from");
    mail.server = reader.text("server", mail.server);
    const auto check = [&](const Place& place, std::string_view key, const std::string& address) {
        if (is_address(address)) return;
        problems.error(place,
                       fmt::format("'{}': found {}, expected a mail address", key, shown(address)),
                       std::string{example});
    };
    if (to == nullptr || to->items.empty() || mail.from.empty()) {
        problems.error(node->place, "'mail' needs 'to' and 'from'", std::string{example});
    } else {
        check(reader.place("from"), "from", mail.from);
        for (const Node& each : to->items) {
            check(each.place, "to", each.text);
            mail.to.push_back(each.text);
        }
    }
    if (!is_plain_http_to_this_machine("http://" + mail.server)) {
        problems.error(
            reader.place("server"),
            fmt::format("'server': found {}, expected one of this machine", shown(mail.server)),
            "server: 127.0.0.1:25; it passes the mail on (postfix, exim, msmtpd)");
    }
    reader.finish();
    return mail;
}

NoticeWebhookConfig read_webhook(const Node* node, const FileNames& files, Problems& problems) {
    NoticeWebhookConfig webhook;
    MappingReader reader{node, sections::notice_webhook, problems};
    webhook.url = reader.text("url");
    webhook.secret_file = files.secret(reader, "secret_file", "");
    webhook.ca_file = files.path(reader, "ca_file", "");
    const bool fits =
        webhook.url.starts_with("https://") || is_plain_http_to_this_machine(webhook.url);
    if (!fits) {
        problems.error(reader.place("url"),
                       "'url': expected https://HOST/PATH, or http to this machine",
                       "url: https://alerts.school.example/rosterd");
    }
    reader.finish();
    return webhook;
}

}  // namespace

NotificationConfig read_notifications(const Node* node, const FileNames& files,
                                      Problems& problems) {
    NotificationConfig config;
    if (node == nullptr) return config;
    MappingReader reader{node, sections::notifications, problems};
    config.language = reader.choice<NotificationLanguage>("language", config.language, languages);
    config.digest = reader.duration("digest", config.digest, {seconds{1}, hours{24}});
    if (const Node* mail = reader.mapping("mail")) config.mail = read_mail(mail, problems);
    if (const Node* webhook = reader.mapping("webhook")) {
        config.webhook = read_webhook(webhook, files, problems);
    }
    if (!config.mail && !config.webhook) {
        problems.warning(node->place, "'notifications' tells nobody",
                         "say 'mail' or 'webhook', or leave it out");
    }
    reader.finish();
    return config;
}

}  // namespace rosterd::config
