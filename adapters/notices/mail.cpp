// SMTP by libcurl.
#include "adapters/notices/mail.hpp"

#include <curl/curl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <ctime>
#include <utility>

#include "adapters/notices/mail_encoding.hpp"

namespace rosterd::notices {
namespace {

using CurlHandle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

class Recipients {
  public:
    explicit Recipients(const std::vector<std::string>& addresses) {
        for (const std::string& address : addresses) {
            list_ = curl_slist_append(list_, fmt::format("<{}>", address).c_str());
        }
    }
    ~Recipients() { curl_slist_free_all(list_); }
    Recipients(const Recipients&) = delete;
    Recipients& operator=(const Recipients&) = delete;
    [[nodiscard]] curl_slist* list() const { return list_; }

  private:
    curl_slist* list_ = nullptr;
};

/// Gives libcurl the next piece of the mail; a CURL_READFUNCTION.
std::size_t give_piece(char* place, std::size_t size, std::size_t count, void* rest) {
    auto& left = *static_cast<std::string_view*>(rest);
    const std::size_t given = std::min(size * count, left.size());
    std::memcpy(place, left.data(), given);
    left.remove_prefix(given);
    return given;
}

std::string now_in_mail_form() {
    return fmt::format("{:%a, %d %b %Y %H:%M:%S +0000}", fmt::gmtime(std::time(nullptr)));
}

Result<void> deliver(const MailOptions& options, const std::string& mail) {
    const CurlHandle handle{curl_easy_init(), curl_easy_cleanup};
    if (!handle) return Error{ErrorKind::transient, "the mail library does not start"};
    const std::string url = "smtp://" + options.server;
    const std::string from = fmt::format("<{}>", options.from);
    const Recipients to{options.to};
    std::string_view rest = mail;
    CURL* curl = handle.get();
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");  // whatever the environment says
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to.list());
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_piece);
    curl_easy_setopt(curl, CURLOPT_READDATA, &rest);
    const CURLcode code = curl_easy_perform(curl);
    if (code == CURLE_OK) return {};
    long answer = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    // The server's own words may repeat an address.
    return Error{ErrorKind::transient,
                 fmt::format("mail by {}: {}; the last answer was {}", options.server,
                             curl_easy_strerror(code), answer)};
}

class Mail final : public NoticeChannel {
  public:
    explicit Mail(MailOptions options) : options_{std::move(options)} {}
    ~Mail() override { thread_.join(); }
    Mail(const Mail&) = delete;
    Mail& operator=(const Mail&) = delete;

    [[nodiscard]] std::string_view name() const override { return "mail"; }

    boost::asio::awaitable<Result<void>> send(NoticeDigest digest) override {
        auto work = [](const MailOptions* options,
                       std::string mail) -> boost::asio::awaitable<Result<void>> {
            co_return deliver(*options, mail);
        };
        co_return co_await boost::asio::co_spawn(
            thread_, work(&options_, mail_text(options_, digest, now_in_mail_form())),
            boost::asio::use_awaitable);
    }

  private:
    MailOptions options_;
    boost::asio::thread_pool thread_{1};
};

}  // namespace

std::string mail_text(const MailOptions& options, const NoticeDigest& digest,
                      std::string_view date) {
    const std::string_view domain = std::string_view{options.from}.substr(options.from.rfind('@'));
    return fmt::format(
        "From: {}\r\nTo: {}\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <{}{}>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n{}",
        options.from, fmt::join(options.to, ",\r\n "), encoded_header(digest.subject), date,
        digest.id, domain, base64_lines(digest.text));
}

std::unique_ptr<NoticeChannel> make_mail(MailOptions options) {
    return std::make_unique<Mail>(std::move(options));
}

}  // namespace rosterd::notices
