// rosterctl erase: what is kept of a person goes.
#include <fmt/format.h>

#include <memory>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

struct EraseOptions {
    std::string school;
    std::string person;
    std::string by;
    bool yes = false;
};

void show(const json::object& answer) {
    const json::value& erased = answer.at("erased");
    const std::int64_t rows = erased.is_int64() ? erased.as_int64() : 0;
    if (rows == 0) {
        fmt::print("nothing is kept of this person\n");
    } else {
        fmt::print("erased: {} entries; the audit keeps that it was done, not to whom\n", rows);
    }
}

}  // namespace

void add_erase(CLI::App& app, CommandLine& line) {
    const auto options = std::make_shared<EraseOptions>();
    CLI::App* command =
        app.add_subcommand("erase", "delete what is kept of a person who has left, for good");
    add_school_option(*command, options->school);
    command->add_option("--person", options->person, "the journal's id of the person")->required();
    command->add_option("--by", options->by,
                        "who decided, noted in the audit beside your user name");
    command->add_flag("--yes", options->yes, "there is no way back, and that is meant");
    command->footer(
        "The person must be gone from the journal and from every chat: otherwise all of it would "
        "come back.\n"
        "Links, edits, departures and the audit's lines about the person go; what the person asked "
        "for (chats, titles) stays, without the id.\n"
        "Example:\n"
        "  rosterctl erase --school 17 --person s1 --yes");
    command->callback([&line, options] {
        line.action = [&line, options] {
            if (!options->yes) {
                return complain_of_usage({ErrorKind::invalid_input, "erasing has no way back",
                                          "add --yes if that is meant"});
            }
            const auto school = school_or_only(line, options->school);
            if (!school) return complain_of_daemon(school.error());
            json::object body;
            if (!options->by.empty()) body["by"] = options->by;
            return send(line,
                        path_of({"v1", "schools", *school, "people", options->person, "erase"}),
                        body, show);
        };
    });
}

}  // namespace rosterd::ctl
