// Walks the tree of commands as the option parser has it, so that nothing is listed twice.
#include "daemon/rosterctl/completion.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace rosterd::ctl {
namespace {

using Ask = Completion::Ask;

/// Names of options and positionals whose values somebody else can list.
constexpr std::array<std::pair<std::string_view, Ask>, 15> asked{{{"--school", Ask::schools},
                                                                  {"--chat", Ask::chats},
                                                                  {"KEY", Ask::chats},
                                                                  {"ID", Ask::conferences},
                                                                  {"HOLD", Ask::holds},
                                                                  {"--socket", Ask::files},
                                                                  {"--config", Ask::files},
                                                                  {"--sqlite", Ask::files},
                                                                  {"--dsn-file", Ask::files},
                                                                  {"--oneroster", Ask::files},
                                                                  {"--journal", Ask::files},
                                                                  {"--out", Ask::files},
                                                                  {"--lessons", Ask::files},
                                                                  {"FILE", Ask::files},
                                                                  {"DIR", Ask::files}}};

bool takes_value(const CLI::Option& option) {
    return option.get_items_expected_max() > 0;
}

/// Its long names as typed, then its short ones.
std::vector<std::string> names_of(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option.get_snames()) names.push_back("-" + name);
    return names;
}

/// The program above all commands.
const CLI::App& program_of(const CLI::App& command) {
    const CLI::App* app = &command;
    while (app->get_parent() != nullptr) app = app->get_parent();
    return *app;
}

/// Commands below `command`, and the groups of its options, which CLI11 keeps as commands without a
/// name.
std::vector<const CLI::App*> below(const CLI::App& command, bool groups) {
    return command.get_subcommands(
        [&](const CLI::App* each) { return each->get_name().empty() == groups; });
}

/// The options worth offering behind `command`: its own and those of the whole program. What the
/// commands between them have ("chat --role") would be taken behind "chat create", to no effect.
std::vector<const CLI::Option*> options_of(const CLI::App& command) {
    std::vector<const CLI::Option*> options;
    const CLI::App& program = program_of(command);
    for (const CLI::App* group : below(command, true)) {
        for (const CLI::Option* option : group->get_options()) {
            if (option != group->get_help_ptr()) options.push_back(option);
        }
    }
    for (const CLI::App* app : {&command, &program}) {
        for (const CLI::Option* option : app->get_options()) {
            const bool again = app != &command && option == app->get_help_ptr();
            if (!option->get_positional() && !again) options.push_back(option);
        }
        if (&command == &program) break;
    }
    return options;
}

const CLI::Option* option_named(const CLI::App& command, std::string_view name) {
    for (const CLI::Option* option : options_of(command)) {
        const auto names = names_of(*option);
        if (std::ranges::find(names, name) != names.end()) return option;
    }
    return nullptr;
}

const CLI::App* command_named(const CLI::App& above, std::string_view name) {
    for (const CLI::App* command : below(above, false)) {
        if (command->get_name() == name) return command;
    }
    return nullptr;
}

/// The words of CLI::IsMember, as the option's type shows them: "TEXT:{staff,class}".
std::vector<std::string> words_of(const CLI::Option& option) {
    const std::string type = option.get_type_name();
    const auto begin = type.find('{');
    const auto end = type.find('}', begin);
    std::vector<std::string> words;
    if (begin == std::string::npos || end == std::string::npos) return words;
    std::string rest = type.substr(begin + 1, end - begin - 1);
    while (!rest.empty()) {
        const auto comma = std::min(rest.find(','), rest.size());
        words.push_back(rest.substr(0, comma));
        rest.erase(0, comma + 1);
    }
    return words;
}

class Walk {
  public:
    explicit Walk(const CLI::App& program) : command_{&program} {}

    /// A word that stands there already.
    void pass(const std::string& word) {
        if (awaited_ != nullptr) {
            take(*std::exchange(awaited_, nullptr), word);
            return;
        }
        if (word.starts_with('-') && word.size() > 1) {
            pass_option(word);
            return;
        }
        const CLI::App* below = positionals_ == 0 ? command_named(*command_, word) : nullptr;
        if (below != nullptr) {
            command_ = below;
        } else {
            ++positionals_;
        }
    }

    /// The word that is being typed.
    Completion finish(const std::string& word) {
        found_.prefix = word;
        const auto equals = word.find('=');
        if (awaited_ != nullptr) {
            list_values(*awaited_, names_of(*awaited_).front());
        } else if (word.starts_with("--") && equals != std::string::npos) {
            list_values_behind(word.substr(0, equals), word.substr(equals + 1));
        } else if (word.starts_with('-')) {
            list_options();
        } else {
            list_commands();
        }
        return std::move(found_);
    }

  private:
    void pass_option(const std::string& word) {
        const auto equals = word.find('=');
        const CLI::Option* option = option_named(*command_, word.substr(0, equals));
        if (option == nullptr) return;
        given_.push_back(option);
        if (!takes_value(*option)) return;
        if (equals == std::string::npos) {
            awaited_ = option;
        } else {
            take(*option, word.substr(equals + 1));
        }
    }

    void take(const CLI::Option& option, const std::string& value) {
        if (option.check_lname("school")) found_.school = value;
        if (option.check_lname("socket")) found_.socket = value;
    }

    void add(const std::string& word, const std::string& about) {
        if (word.starts_with(found_.prefix)) {
            found_.candidates.push_back({found_.before + word, about});
        }
    }

    void list_values(const CLI::Option& option, std::string_view name) {
        for (const std::string& word : words_of(option)) add(word, "");
        const auto found = std::ranges::find(asked, name, &decltype(asked)::value_type::first);
        if (found != asked.end()) found_.ask = found->second;
    }

    void list_values_behind(const std::string& name, const std::string& typed) {
        found_.before = name + "=";
        found_.prefix = typed;
        const CLI::Option* option = option_named(*command_, name);
        if (option != nullptr && takes_value(*option)) list_values(*option, name);
    }

    void list_options() {
        for (const CLI::Option* option : options_of(*command_)) {
            const bool again = option->get_items_expected_max() > 1;
            if (!again && std::ranges::find(given_, option) != given_.end()) continue;
            add(names_of(*option).front(), option->get_description());
        }
    }

    void list_commands() {
        if (positionals_ == 0) {
            for (const CLI::App* command : below(*command_, false)) {
                add(command->get_name(), command->get_description());
            }
        }
        std::size_t index = 0;
        for (const CLI::Option* option : command_->get_options()) {
            if (!option->get_positional() || index++ != positionals_) continue;
            list_values(*option, option->get_name(true));
        }
    }

    const CLI::App* command_;
    const CLI::Option* awaited_ = nullptr;  ///< the option whose value comes next
    std::vector<const CLI::Option*> given_;
    std::size_t positionals_ = 0;
    Completion found_;
};

}  // namespace

Completion complete(const CLI::App& program, std::span<const std::string> words) {
    Walk walk{program};
    if (words.empty()) return walk.finish("");
    for (const std::string& word : words.first(words.size() - 1)) walk.pass(word);
    return walk.finish(words.back());
}

}  // namespace rosterd::ctl
