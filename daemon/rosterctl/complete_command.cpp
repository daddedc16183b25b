// Asks the daemon for what the tree of commands cannot know.
#include "daemon/rosterctl/complete_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "daemon/rosterctl/command_line.hpp"
#include "daemon/rosterctl/completion.hpp"
#include "daemon/rosterctl/exit_status.hpp"
#include "daemon/rosterctl/output.hpp"
#include "daemon/rosterctl/text.hpp"

namespace rosterd::ctl {
namespace {

using Ask = Completion::Ask;

constexpr unsigned patience_seconds = 2;  ///< somebody waits at his keyboard

struct List {
    std::string target;
    std::string_view word;   ///< the member that is the candidate
    std::string_view about;  ///< the member that tells what it is
};

/// Errors: those of school_or_only().
Result<List> list_of_school(const CommandLine& line, const Completion& completion) {
    const auto school = school_or_only(line, completion.school);
    if (!school) return school.error();
    if (completion.ask == Ask::chats) {
        return List{path_of({"v1", "schools", *school, "chats"}), "key", "title"};
    }
    return List{path_of({"v1", "schools", *school, "conferences"}), "id", "title"};
}

Result<List> list_asked(const CommandLine& line, const Completion& completion) {
    switch (completion.ask) {
        case Ask::schools:
            return List{"/v1/schools", "id", "name"};
        case Ask::holds:
            return List{with_query("/v1/holds", {{"school", completion.school}}), "id", "reason"};
        case Ask::chats:
        case Ask::conferences:
            return list_of_school(line, completion);
        case Ask::nothing:
        case Ask::files:
            break;
    }
    return Error{ErrorKind::our_bug, "nothing to ask the daemon for"};
}

void print(const Candidate& candidate) {
    // A word that a terminal would take for more than text cannot be typed either.
    if (printable(candidate.word) != candidate.word) return;
    fmt::print("{}{}{}\n", candidate.word, candidate.about.empty() ? "" : "\t",
               printable(candidate.about));
}

void print_live(const Completion& completion, const std::string& socket) {
    CommandLine line;
    line.socket = completion.socket.empty() ? socket : completion.socket;
    ::alarm(patience_seconds);
    const auto list = list_asked(line, completion);
    if (!list) return;
    const auto answer = ControlClient{line.socket}.get(list->target);
    if (!answer) return;
    for (const boost::json::value& value : list_of(*answer, "items")) {
        const std::string word = text_of(as_object(value), list->word);
        if (!word.starts_with(completion.prefix)) continue;
        print({completion.before + word, text_of(as_object(value), list->about)});
    }
}

}  // namespace

int print_completion(const CLI::App& program, const std::vector<std::string>& words,
                     const std::string& socket) {
    const Completion completion = complete(program, words);
    for (const Candidate& candidate : completion.candidates) print(candidate);
    if (completion.ask == Ask::files) {
        fmt::print(":files\n");
    } else if (completion.ask != Ask::nothing) {
        print_live(completion, socket);
    }
    return exit_done;
}

}  // namespace rosterd::ctl
