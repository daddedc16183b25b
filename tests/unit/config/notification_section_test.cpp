// Who is told: addresses, servers and what cannot be right.
#include <gmock/gmock.h>

#include "config/config.hpp"
#include "tests/unit/config/files.hpp"

namespace rosterd::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto minimal = "accounts: { a: { token_file: t } }\n";

std::string refusal(const std::string& text) {
    const ConfigFolder folder;
    const auto loaded = folder.load(minimal + text);
    EXPECT_FALSE(loaded.value.has_value()) << text;
    return lines(loaded.problems);
}

TEST(NotificationSectionTest, NobodyIsToldUnlessSomebodyIsNamed) {
    const ConfigFolder folder;
    const auto loaded = folder.load(minimal);
    ASSERT_TRUE(loaded.value);
    EXPECT_FALSE(loaded.value->notifications.mail);
    EXPECT_FALSE(loaded.value->notifications.webhook);
    EXPECT_THAT(
        lines(folder.load(std::string{minimal} + "notifications: { language: en }").problems),
        HasSubstr("warning: 'notifications' tells nobody"));
}

TEST(NotificationSectionTest, MailAndWebhookAreRead) {
    const ConfigFolder folder;
    const auto loaded = folder.load(std::string{minimal} +
                                    "notifications:\n"
                                    "  language: en\n"
                                    "  digest: 1h\n"
                                    "  mail:\n"
                                    "    to: [head@school.example, it@school.example]\n"
                                    "    from: rosterd@school.example\n"
                                    "    server: \"[::1]:2525\"\n"
                                    "  webhook:\n"
                                    "    url: https://alerts.example/x?key=1\n"
                                    "    secret_file: hook.secret\n");
    ASSERT_TRUE(loaded.value) << lines(loaded.problems);
    const NotificationConfig& read = loaded.value->notifications;
    EXPECT_EQ(read.language, NotificationLanguage::english);
    EXPECT_EQ(read.digest, std::chrono::hours{1});
    ASSERT_TRUE(read.mail && read.webhook);
    EXPECT_THAT(read.mail->to, ElementsAre("head@school.example", "it@school.example"));
    EXPECT_EQ(read.mail->server, "[::1]:2525");
    EXPECT_EQ(read.webhook->url, "https://alerts.example/x?key=1");
    EXPECT_EQ(read.webhook->secret_file, folder.folder / "hook.secret");
}

TEST(NotificationSectionTest, WhatIsNoAddressIsRefused) {
    for (const std::string bad : {"head", "\"@school\"", "head@", "a b@c", "\"a@b\\r\\nBcc: c@d\"",
                                  "\"<a@b>\"", "-a@b", "\"имя@школа\""}) {
        EXPECT_THAT(refusal("notifications: { mail: { from: r@s, to: [" + bad + "] } }"),
                    HasSubstr("expected a mail address"))
            << bad;
    }
    EXPECT_THAT(refusal("notifications: { mail: { to: [a@b] } }"),
                HasSubstr("'mail' needs 'to' and 'from'"));
}

TEST(NotificationSectionTest, NothingLeavesTheMachineInClear) {
    EXPECT_THAT(
        refusal("notifications: { mail: { to: [a@b], from: c@d, server: mail.example:25 } }"),
        HasSubstr("expected one of this machine"));
    EXPECT_THAT(refusal("notifications: { webhook: { url: \"http://alerts.example/\" } }"),
                HasSubstr("'url': expected https://"));
    EXPECT_THAT(refusal("notifications: { webhook: { url: \"http://127.0.0.1.example/\" } }"),
                HasSubstr("'url': expected https://"));
}

}  // namespace
}  // namespace rosterd::config
