// Words by states; the states are the API's (docs/openapi.yaml).
#include "daemon/rosterctl/migration_text.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;
using Kind = Column::Kind;

namespace {

using Words = std::pair<std::string_view, std::string_view>;

constexpr std::array<Words, 2> chat_words{{{"to_claim", "to claim"}, {"missing", "missing"}}};
constexpr std::array<Words, 6> people_words{{{"partly", "partly"},
                                             {"waiting_link", "without a link"},
                                             {"invited", "invited"},
                                             {"left", "left"},
                                             {"parked", "parked"},
                                             {"to_add", "to be added"}}};

template <std::size_t Count>
std::string counts(const json::object& totals, std::string_view done, std::string_view done_word,
                   const std::array<Words, Count>& others) {
    std::string text =
        fmt::format("{} of {} {}", text_of(totals, done), text_of(totals, "total"), done_word);
    for (const auto& [name, words] : others) {
        const std::string count = text_of(totals, name);
        if (count != "0" && count != "-") text += fmt::format(", {} {}", count, words);
    }
    return text;
}

std::string to_do_about_link(std::string_view link) {
    if (link == "requested") return "confirms the link in the messenger";
    if (link == "conflict") return "gave a phone that somebody else has: correct one of the two";
    if (link == "refused") return "refused the link; asks for it again";
    return "opens his start address in the messenger";
}

}  // namespace

std::string migration_summary(const json::object& migration) {
    return fmt::format("chats        {}\npeople       {}\n",
                       counts(object_of(migration, "chats"), "there", "there", chat_words),
                       counts(object_of(migration, "people"), "moved", "moved", people_words));
}

std::string still_to_do(const json::object& person) {
    const std::string state = text_of(person, "state");
    if (state == "moved") return {};
    if (state == "waiting_link") return to_do_about_link(text_of(person, "link_to"));
    if (state == "invited") return "joins by the invite link";
    if (state == "left") return "left by himself; joins again if he wants to";
    if (state == "parked") return "the platform does not take him: rosterctl explain says why";
    return "nothing himself; waits for " + text_of(person, "missing");
}

Table migration_chats(const json::object& migration) {
    Table table{{{"CHAT", Kind::id},
                 {"TITLE"},
                 {"STATE", Kind::id},
                 {"NUMBER", Kind::number},
                 {"WERE THERE", Kind::number},
                 {"ARE THERE", Kind::number}}};
    for (const json::value& value : list_of(migration, "chat_items")) {
        const json::object& chat = as_object(value);
        std::string state = text_of(chat, "state");
        if (state == "to_claim") state = "to claim";
        table.add({text_of(chat, "key"), text_of(chat, "title"), std::move(state),
                   text_of(chat, "to"), text_of(chat, "members_from"),
                   text_of(chat, "members_to")});
    }
    return table;
}

Table migration_people(const json::object& migration) {
    Table table{{{"PERSON", Kind::id},
                 {"NAME"},
                 {"LINK", Kind::id},
                 {"WAS IN", Kind::number},
                 {"IS IN", Kind::number},
                 {"STATE", Kind::id},
                 {"STILL TO DO"}}};
    for (const json::value& value : list_of(migration, "items")) {
        const json::object& person = as_object(value);
        std::string to_do = still_to_do(person);
        if (to_do.empty()) continue;
        table.add({text_of(person, "person"), text_of(person, "name"), text_of(person, "link_to"),
                   text_of(person, "chats_from"), text_of(person, "chats_to"),
                   text_of(person, "state"), std::move(to_do)});
    }
    return table;
}

}  // namespace rosterd::ctl
