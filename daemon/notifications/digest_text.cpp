// Kind by kind: what waits for a decision, which lessons did not begin, which accounts are down.
#include "daemon/notifications/digest_text.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <utility>

#include "adapters/digest.hpp"
#include "reconciler/message_catalogue.hpp"

namespace rosterd {
namespace {

namespace json = boost::json;

struct Phrase {
    std::string_view code;
    std::string_view russian;
    std::string_view english;
};

/// By word(GuardKind) and word(ConferenceCause).
constexpr std::array phrases{
    Phrase{"implausible_read", "журнал прочитан неправдоподобно: пропало слишком многое",
           "the journal's read is not plausible: too much is gone"},
    Phrase{"implausible_class", "один класс в журнале неправдоподобно опустел",
           "one class of the journal is implausibly empty"},
    Phrase{"profile_change", "у школы другие правила чатов", "the school got other rules"},
    Phrase{"promotion", "много классов переводится или закрывается сразу",
           "many classes go up or close at once"},
    Phrase{"chat", "из одного чата вышло бы слишком много людей", "too many would leave one chat"},
    Phrase{"empty_chat", "чат опустел бы", "a chat would be empty"},
    Phrase{"last_administrator", "чат остался бы без администратора",
           "a chat would lose its last administrator"},
    Phrase{"rule", "по одному правилу вышло бы слишком много людей",
           "too many would leave the chats of one rule"},
    Phrase{"school", "из чатов школы вышло бы слишком много людей",
           "too many would leave the school's chats"},
    Phrase{"hour", "за час вышло бы слишком много людей", "too many would leave within an hour"},
    Phrase{"objection", "правила не дают начать", "the rules do not let it start"},
    Phrase{"busy", "шёл другой звонок этого класса или чата",
           "another call of its class or chat was running"},
    Phrase{"provider", "сервис звонков не смог начать", "the provider could not start it"},
    Phrase{"missed", "rosterd не работал, когда пришло время",
           "rosterd was not running when its time came"},
};

std::string iso(UnixSeconds at) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(at)));
}

class DigestWriter {
  public:
    DigestWriter(std::span<const KeptNotice> notices, NoticeLanguage language,
                 std::string_view machine)
        : notices_{notices}, language_{language}, machine_{machine} {}

    [[nodiscard]] NoticeDigest write() const {
        std::string text;
        add_section(text, NoticeKind::hold, say("Ждут решения", "Waiting for a decision"));
        add_section(text, NoticeKind::conference,
                    say("Не начались уроки и созвоны", "Lessons and calls that did not begin"));
        add_section(text, NoticeKind::account,
                    say("Не работают аккаунты", "Accounts that are down"));
        text += say("Посмотреть подробнее: rosterctl status, rosterctl holds\n",
                    "To see more: rosterctl status, rosterctl holds\n");
        return {id(), subject(), std::move(text), json_text()};
    }

  private:
    static constexpr std::size_t lines_max = 30;

    [[nodiscard]] std::string say(std::string_view russian, std::string_view english) const {
        return std::string{language_ == NoticeLanguage::russian ? russian : english};
    }

    [[nodiscard]] std::size_t count(NoticeKind kind) const {
        return static_cast<std::size_t>(std::ranges::count(notices_, kind, &KeptNotice::kind));
    }

    /// The same causes have the same id, however often they are sent.
    [[nodiscard]] std::string id() const {
        constexpr std::size_t length = 32;
        std::string causes;
        for (const KeptNotice& notice : notices_) {
            causes += fmt::format("{}/{}/{}/{}/{}\n", notice.channel, word(notice.kind),
                                  notice.school, notice.subject, notice.noticed_at);
        }
        return sha256_hex(causes).substr(0, length);
    }

    [[nodiscard]] std::string subject() const {
        std::string counts;
        const auto add = [&](NoticeKind kind, const std::string& what) {
            if (count(kind) == 0) return;
            counts += fmt::format("{}{}: {}", counts.empty() ? "" : ", ", what, count(kind));
        };
        add(NoticeKind::account, say("не работают аккаунты", "accounts down"));
        add(NoticeKind::hold, say("ждут решения", "holds"));
        add(NoticeKind::conference, say("не начались уроки", "lessons not begun"));
        return fmt::format("rosterd {}: {}", machine_, counts);
    }

    void add_section(std::string& text, NoticeKind kind, const std::string& title) const {
        if (count(kind) == 0) return;
        text += fmt::format("{} ({})\n", title, count(kind));
        std::size_t told = 0;
        for (const KeptNotice& notice : notices_) {
            if (notice.kind != kind) continue;
            if (told++ < lines_max) text += lines_of(notice);
        }
        if (told > lines_max) {
            text += fmt::format("  {}: {}\n", say("и ещё", "and more"), told - lines_max);
        }
        text += "\n";
    }

    [[nodiscard]] std::string lines_of(const KeptNotice& notice) const {
        switch (notice.kind) {
            case NoticeKind::hold:
                return fmt::format(
                    "  {} {}: {}\n    {}\n    rosterctl approve {}\n    rosterctl reject {}\n",
                    say("школа", "school"), notice.school, phrase(notice.word), notice.detail,
                    notice.subject, notice.subject);
            case NoticeKind::conference:
                return fmt::format("  {} {}, {} {}: {}\n", say("школа", "school"), notice.school,
                                   say("созвон", "conference"), notice.subject, why(notice));
            case NoticeKind::account:
                return fmt::format("  {} ({}): {}\n    {}\n", notice.subject, notice.word,
                                   notice.detail,
                                   say("Пока это не исправлено, через него ничего не делается.",
                                       "Nothing is done by it until that is mended."));
        }
        return {};
    }

    [[nodiscard]] std::string phrase(std::string_view code) const {
        const auto found = std::ranges::find(phrases, code, &Phrase::code);
        return found == phrases.end() ? std::string{code} : say(found->russian, found->english);
    }

    /// Where the reason is the code of a message, the message says it best.
    [[nodiscard]] std::string why(const KeptNotice& notice) const {
        if (const Message* message = find_message(notice.detail)) {
            return say(message->russian, message->english);
        }
        const std::string cause = phrase(notice.word);
        return notice.detail.empty() ? cause : fmt::format("{} ({})", cause, notice.detail);
    }

    [[nodiscard]] std::string json_text() const {
        constexpr std::array names{"guard", "cause", "platform"};  // in the order of NoticeKind
        json::array notices;
        for (const KeptNotice& notice : notices_) {
            json::object row{{"kind", word(notice.kind)}};
            if (!notice.school.empty()) row["school"] = notice.school;
            row["id"] = notice.subject;
            row[names.at(static_cast<std::size_t>(notice.kind))] = notice.word;
            row["reason"] = notice.detail;
            row["noticed_at"] = iso(notice.noticed_at);
            notices.push_back(std::move(row));
        }
        return json::serialize(json::object{
            {"id", id()}, {"machine", machine_}, {"subject", subject()}, {"notices", notices}});
    }

    std::span<const KeptNotice> notices_;
    NoticeLanguage language_;
    std::string_view machine_;
};

}  // namespace

NoticeDigest digest_of(std::span<const KeptNotice> notices, NoticeLanguage language,
                       std::string_view machine) {
    return DigestWriter{notices, language, machine}.write();
}

}  // namespace rosterd
