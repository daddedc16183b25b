// rosterctl plan and explain: what will happen, and why somebody is where he is.
#include <fmt/format.h>

#include <memory>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"
#include "daemon/rosterctl/pause_text.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct PlanOptions {
    std::string school;
    std::string person;
    std::string user;
    std::string chat;
};

void show_operations(const json::array& operations) {
    using Kind = Column::Kind;
    Table table{{{"OPERATION", Kind::id},
                 {"CHAT", Kind::id},
                 {"PERSON", Kind::id},
                 {"USER", Kind::number},
                 {"REASON"}}};
    for (const json::value& value : operations) {
        const json::object& operation = as_object(value);
        table.add({text_of(operation, "op"), text_of(operation, "chat"),
                   text_of(operation, "person"), text_of(operation, "user"),
                   text_of(operation, "reason")});
    }
    print_table(table);
}

void tell_newcomer(const json::object& by) {
    const std::string kind = text_of(by, "kind");
    if (kind == "-") return;
    std::string whom = kind;
    for (const char* name : {"person", "user"}) {
        if (const std::string text = text_of(by, name); text != "-") whom += " " + text;
    }
    fmt::print("    {:<9}{}, since {}\n", "added by", whom, time_of(by, "since"));
}

void tell_last(const json::object& last) {
    if (text_of(last, "operation") == "-") return;
    const std::string reason = text_of(last, "reason");
    fmt::print("    {:<9}{} {} on {}, by {}{}\n", "last", text_of(last, "operation"),
               text_of(last, "outcome"), time_of(last, "at"), text_of(last, "by"),
               reason == "-" ? "" : " (" + reason + ")");
}

void show_chats_of(std::string_view heading, const json::array& explanations) {
    if (explanations.empty()) return;
    fmt::print("{}:\n", heading);
    for (const json::value& value : explanations) {
        const json::object& entry = as_object(value);
        fmt::print("  {}  {}\n", text_of(entry, "chat"), text_of(entry, "title"));
        const auto tell = [](std::string_view name, std::string_view text) {
            if (text != "-") fmt::print("    {:<9}{}\n", name, text);
        };
        tell("as", text_of(entry, "role") + ", " + text_of(entry, "state"));
        for (const auto& [name, member] : {std::pair{"rule", "rule"}, std::pair{"row", "rows"}}) {
            for (const json::value& text : list_of(entry, member)) {
                tell(name, text_of(json::object{{"text", text}}, "text"));
            }
        }
        tell("since", text_of(entry, "since"));
        tell("released", text_of(entry, "released_by"));
        tell_newcomer(object_of(entry, "added_by"));
        tell_last(object_of(entry, "last"));
        tell("note", text_of(entry, "note"));
    }
}

void show_who(const json::object& who) {
    const auto part = [&](std::string_view name, std::string_view words) {
        const std::string text = text_of(who, name);
        return text == "-" ? std::string{} : fmt::format("{} {}  ", words, text);
    };
    fmt::print("{}{}{}{}\n", part("person", "person"), part("user", "user"), part("link", "link"),
               text_of(who, "in_journal") == "yes" ? "" : "not in the journal");
    if (const std::string note = text_of(who, "note"); note != "-") fmt::print("  {}\n", note);
}

void show_explained(const json::object& explained) {
    show_who(object_of(explained, "who"));
    const json::array& in = list_of(explained, "in");
    const json::array& waiting = list_of(explained, "waiting");
    const json::array& not_in = list_of(explained, "not_in");
    show_chats_of("belongs in", in);
    show_chats_of("waits for", waiting);
    show_chats_of("does not belong in", not_in);
    if (in.empty() && waiting.empty() && not_in.empty()) {
        fmt::print("no rule and no row of the journal ties this person to a chat\n");
    }
}

void show_carried(const json::array& carried) {
    for (const json::value& value : carried) {
        const json::object& chat = as_object(value);
        fmt::print("{} takes over the chat of {}\n", text_of(chat, "to"), text_of(chat, "from"));
    }
}

/// Why guards held something, and why not.
void show_margins(const json::array& margins) {
    if (margins.empty()) return;
    using Kind = Column::Kind;
    Table table{{{"GUARD", Kind::id},
                 {"ABOUT", Kind::id},
                 {"PEOPLE", Kind::number},
                 {"OF", Kind::number},
                 {"LIMIT", Kind::number},
                 {"SHARE", Kind::number},
                 {"HELD", Kind::id}}};
    for (const json::value& value : margins) {
        const json::object& margin = as_object(value);
        table.add({text_of(margin, "guard"), text_of(margin, "about"), text_of(margin, "people"),
                   text_of(margin, "present"), text_of(margin, "limit_people"),
                   text_of(margin, "limit_share"), text_of(margin, "held")});
    }
    fmt::print("\nremovals counted by the guards (held: above LIMIT and above SHARE):\n\n");
    print_table(table);
}

}  // namespace

void show_plan(const json::object& plan) {
    const json::array& operations = list_of(plan, "operations");
    if (const std::string notice = paused_notice(plan); !notice.empty()) {
        fmt::print("{}\n\n", notice);
    }
    show_carried(list_of(plan, "carried"));
    if (operations.empty()) {
        fmt::print("nothing to do\n");
    } else {
        fmt::print("{}, {} calls, {} s, plan {}\n\n", counted(operations.size(), "operation"),
                   text_of(plan, "calls"), text_of(plan, "seconds"), text_of(plan, "hash"));
        show_operations(operations);
    }
    for (const json::value& value : list_of(plan, "held")) {
        const json::object& hold = as_object(value);
        fmt::print("\nheld by guard {}: {}\n(rosterctl approve {}, or reject)\n\n",
                   text_of(hold, "guard"), text_of(hold, "reason"), text_of(hold, "hold"));
        show_carried(list_of(hold, "carried"));
        show_operations(list_of(hold, "operations"));
    }
    if (const json::array& resting = list_of(plan, "paused_operations"); !resting.empty()) {
        fmt::print("\nin chats that are paused (rosterctl status shows them):\n\n");
        show_carried(list_of(plan, "paused_carried"));
        show_operations(resting);
    }
    show_margins(list_of(plan, "margins"));
}

void add_plan(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<PlanOptions>();
    CLI::App* command =
        app.add_subcommand("plan", "what the next pass over a school does, and what is held");
    add_school_option(*command, options->school);
    command->footer("Example:\n  rosterctl plan --school 17");
    command->callback([&line, options] {
        line.action = [&line, options] {
            const auto school = school_or_only(line, options->school);
            if (!school) return complain_of_daemon(school.error());
            return ask(line, path_of({"v1", "schools", *school, "plan"}), show_plan);
        };
    });
}

void add_explain(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<PlanOptions>();
    CLI::App* command =
        app.add_subcommand("explain", "why somebody is in a chat, why not, what he waits for");
    add_school_option(*command, options->school);
    auto* whom = command->add_option_group("whom")->require_option(1);
    whom->add_option("--person", options->person,
                     "the journal's id of the person, also of one whom it has forgotten");
    whom->add_option("--user", options->user, "his number on the platform, also of a stranger");
    command->add_option("--chat", options->chat, "only this chat's key");
    command->footer(
        "Examples:\n"
        "  rosterctl explain --school 17 --person s1\n"
        "  rosterctl explain --school 17 --person s1 --chat class/7v\n"
        "  rosterctl explain --school 17 --user 4242");
    command->callback([&line, options] {
        line.action = [&line, options] {
            const auto school = school_or_only(line, options->school);
            if (!school) return complain_of_daemon(school.error());
            return ask(line,
                       with_query(path_of({"v1", "schools", *school, "explain"}),
                                  {{"person", options->person},
                                   {"user", options->user},
                                   {"chat", options->chat}}),
                       show_explained);
        };
    });
}

}  // namespace rosterd::ctl
