// A mail as the server takes it: addresses, encodings, refusals.
#include "adapters/notices/mail.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/adapter/http/support.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/mail_server.hpp"

namespace rosterd::notices {
namespace {

namespace json = boost::json;

NoticeDigest a_digest() {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "Ждут решения: из одного чата вышло бы 7 из 28 людей\n";
    text += ".\nFrom the end\n";
    return {.id = "0123abcd",
            .subject =
                "rosterd gym7: не работают аккаунты: 1, ждут решения: 12, не начались "
                "уроки: 3 \xF0\x9F\x98\x80",
            .text = text,
            .json = "{}"};
}

class MailTest : public testing::Test {
  protected:
    Result<void> send(const MailOptions& options) {
        const auto mail = make_mail(options);
        return http::test::run(loop_, mail->send(a_digest()));
    }

    test::MailServer server_;
    boost::asio::io_context loop_;
    MailOptions options_{.server = "127.0.0.1:" + std::to_string(server_.port()),
                         .from = "rosterd@school.example",
                         .to = {"head@school.example", "admin@school.example"},
                         .timeout = std::chrono::seconds{30}};
};

TEST_F(MailTest, ArrivesAsItWasWritten) {
    const auto sent = send(options_);
    ASSERT_TRUE(sent) << sent.error().what;
    const auto mails = server_.mails();
    ASSERT_EQ(mails.size(), 1U);
    const json::object& mail = mails[0];
    EXPECT_EQ(mail.at("sender"), "rosterd@school.example");
    EXPECT_EQ(mail.at("recipients"), (json::array{"head@school.example", "admin@school.example"}));
    EXPECT_EQ(std::string{mail.at("text").as_string()}, a_digest().text);
    const json::object& headers = mail.at("headers").as_object();
    EXPECT_EQ(std::string{headers.at("subject").as_string()}, a_digest().subject);
    EXPECT_EQ(headers.at("message-id"), "<0123abcd@school.example>");
    EXPECT_EQ(headers.at("to"), "head@school.example, admin@school.example");
    EXPECT_EQ(headers.at("auto-submitted"), "auto-generated") << "no answering machine answers";
    EXPECT_TRUE(headers.contains("date"));
}

TEST_F(MailTest, ALineOfTheSubjectCannotBecomeAHeader) {
    NoticeDigest digest = a_digest();
    digest.subject = "one\r\nBcc: stranger@example.org";
    const std::string text = mail_text(options_, digest, "Thu, 01 Oct 2026 00:00:00 +0000");
    EXPECT_EQ(text.find("\r\nBcc:"), std::string::npos);
}

TEST_F(MailTest, NoLineIsLongerThanMailAllows) {
    const std::string text = mail_text(options_, a_digest(), "Thu, 01 Oct 2026 00:00:00 +0000");
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find("\r\n", begin);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - begin, 78U) << text.substr(begin, end - begin);
        begin = end + 2;
    }
}

TEST_F(MailTest, AnAddressThatTheServerRefusesIsAnErrorWithoutTheAddress) {
    options_.to = {"nobody@school.example"};
    const auto sent = send(options_);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().kind, ErrorKind::transient);
    EXPECT_THAT(sent.error().what, testing::HasSubstr("550"));
    EXPECT_THAT(sent.error().what, testing::Not(testing::HasSubstr("nobody")));
    EXPECT_TRUE(server_.mails().empty());
}

TEST_F(MailTest, AServerThatIsNotThereIsSaid) {
    options_.server = "127.0.0.1:" + std::to_string(test::free_port());
    const auto sent = send(options_);
    ASSERT_FALSE(sent);
    EXPECT_THAT(sent.error().what, testing::HasSubstr(options_.server));
}

TEST_F(MailTest, AServerThatSaysNothingIsGivenUp) {
    boost::asio::ip::tcp::acceptor silent{loop_, {boost::asio::ip::address_v4::loopback(), 0}};
    options_.server = "127.0.0.1:" + std::to_string(silent.local_endpoint().port());
    options_.timeout = std::chrono::milliseconds{300};
    const auto sent = send(options_);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().kind, ErrorKind::transient);
}

}  // namespace
}  // namespace rosterd::notices
