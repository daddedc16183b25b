// From the YAML tree to Profile, section by section.
#include "config/profile_loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <vector>

#include "config/nearest_word.hpp"
#include "config/profile_sections.hpp"
#include "config/selector_words.hpp"
#include "config/title_pattern.hpp"

namespace rosterd::config {
namespace {

namespace fs = std::filesystem;
namespace words = profile_words;
using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 1> staff_placeholders{"school"};
constexpr std::array<std::string_view, 2> class_placeholders{"class", "school"};
constexpr std::array<std::string_view, 5> group_placeholders{"class", "subject", "group", "classes",
                                                             "school"};
/// An elective has several classes or none, so {class} would be empty.
constexpr std::array<std::string_view, 4> elective_placeholders{"subject", "group", "classes",
                                                                "school"};
constexpr std::array<std::string_view, 6> conference_placeholders{"class", "subject", "date",
                                                                  "start", "end",     "title"};
class ProfileReader {
  public:
    explicit ProfileReader(Problems& problems) : problems_{problems} {}

    Profile read(const Node& tree) {
        Profile profile;
        if (!is_mapping(tree, problems_.file(), problems_)) return profile;
        MappingReader reader{&tree, words::root, problems_};
        identity(reader, profile);
        chats(reader, profile);
        links(reader.mapping("links"), profile);
        MappingReader people{reader.mapping("people"), words::people, problems_};
        profile.blocked = people.choice<BlockedPeople>("blocked", profile.blocked, words::blocked);
        profile.former_class_teacher = people.choice<FormerClassTeacher>(
            "former_class_teacher", profile.former_class_teacher, words::former_class_teachers);
        people.finish();
        conferences(reader.mapping("conferences"), profile.conferences);
        permissions(reader.mapping("permissions"), profile);
        reader.finish();
        return profile;
    }

  private:
    void identity(MappingReader& reader, Profile& profile) {
        profile.id = reader.text("profile");
        const bool well_formed =
            !profile.id.empty() &&
            profile.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") ==
                std::string::npos;
        if (!well_formed) {
            problems_.error(reader.place("profile"),
                            fmt::format("'profile': found {}, expected a short name of small "
                                        "letters, digits and -",
                                        shown(profile.id)));
        }
        profile.title = reader.text("title", profile.id);
    }

    void chats(MappingReader& reader, Profile& profile) {
        const Node* node = reader.mapping("chats");
        if (node == nullptr || node->keys.empty()) {
            problems_.error(reader.place("chats"), "'chats' is missing: no chat would exist");
        }
        MappingReader kinds{node, words::chats, problems_};
        for (const words::ChatShape& shape : words::shapes) {
            if (const Node* rule = kinds.mapping(shape.name)) {
                profile.chats.push_back(chat(*rule, shape));
            }
        }
        kinds.finish();
        std::ranges::sort(profile.chats, {}, &ChatRule::kind);
    }

    ChatRule chat(const Node& node, const words::ChatShape& shape) {
        ChatRule rule;
        rule.name = shape.name;
        rule.kind = shape.kind;
        const bool custom = shape.kind == ChatKind::custom;
        MappingReader reader{&node, words::rule, problems_};
        per(reader, shape);
        if (!custom) titles(reader, shape.kind, rule);
        if (!custom) {
            rule.request_title = reader.choice<RequestTitle>("request_title", rule.request_title,
                                                             words::request_titles);
        }
        rule.created = reader.choice<Creation>(
            "created", custom ? Creation::by_hand : Creation::automatically, words::creations);
        if (custom && rule.created != Creation::by_hand) {
            problems_.error(reader.place("created"),
                            "'created': a custom chat is always created by_hand");
        }
        people(reader, node, rule);
        rule.on_delete = reader.choice<OnDelete>("on_delete", rule.on_delete, words::deletions);
        rule.on_close = reader.choice<OnClose>("on_close", rule.on_close, words::closings);
        rule.manual_edits =
            reader.choice<ManualEdits>("manual_edits", rule.manual_edits, words::edits);
        rule.strangers = reader.choice<Strangers>("strangers", rule.strangers, words::strangers);
        deletable_by(reader, rule);
        reader.finish(fmt::format("in a {} chat", shape.name));
        return rule;
    }

    void per(MappingReader& reader, const words::ChatShape& shape) {
        const std::array<std::pair<std::string_view, int>, 1> only{{{shape.per, 0}}};
        static_cast<void>(reader.choice<int>("per", 0, only));
    }

    void titles(MappingReader& reader, ChatKind kind, ChatRule& rule) {
        if (kind == ChatKind::subject) {
            rule.title.whole = title(reader, "title", group_placeholders);
            rule.title.subgroup = title(reader, "title_subgroup", group_placeholders);
            rule.title.elective = title(reader, "title_elective", elective_placeholders);
        } else if (kind == ChatKind::staff) {
            rule.title.whole = title(reader, "title", staff_placeholders);
        } else {
            rule.title.whole = title(reader, "title", class_placeholders);
        }
        if (!reader.has("title")) {
            problems_.error(reader.place("title"),
                            fmt::format("'title' is missing in {}", rule.name));
            return;
        }
        constexpr std::array<std::string_view, 4> distinguishing{"class", "subject", "group",
                                                                 "classes"};
        if (kind != ChatKind::staff && !uses_placeholder(rule.title.whole, distinguishing)) {
            problems_.warning(reader.place("title"),
                              fmt::format("'title': every {} chat would be called {}", rule.name,
                                          shown(rule.title.whole)),
                              "use a placeholder such as {class}");
        }
    }

    std::string title(MappingReader& reader, std::string_view key, Words placeholders) {
        std::string pattern = reader.text(key);
        if (const Node* node = reader.node(key)) check_title(*node, placeholders, problems_);
        return pattern;
    }

    void people(MappingReader& reader, const Node& node, ChatRule& rule) {
        if (const Node* list = reader.sequence("members")) {
            rule.members = parse_selectors(*list, rule.kind, problems_);
            if (list->items.empty()) problems_.error(list->place, "'members' is empty");
        } else if (rule.kind == ChatKind::custom) {
            rule.members = {Selector{SelectorKind::chosen, 0, 0, "chosen"}};
        } else if (!reader.has("members")) {
            problems_.error(node.place, fmt::format("'members' is missing in {}", rule.name));
        }
        if (const Node* list = reader.sequence("admins")) {
            rule.admins = parse_selectors(*list, rule.kind, problems_);
        }
        if (const Node* list = reader.sequence("admins_otherwise")) {
            rule.admins_otherwise = parse_selectors(*list, rule.kind, problems_);
        } else {
            rule.admins_otherwise = {Selector{SelectorKind::school_admin, 0, 0, "school_admin"}};
        }
    }

    void deletable_by(MappingReader& reader, ChatRule& rule) {
        if (auto listed = reader.words("deletable_by", words::permitted)) {
            rule.deletable_by = std::move(*listed);
        }
        if (rule.on_delete == OnDelete::forbidden && !rule.deletable_by.empty()) {
            problems_.error(reader.place("deletable_by"),
                            "'deletable_by' names people, but 'on_delete' is forbidden",
                            "leave one of them out");
        }
    }

    void links(const Node* node, Profile& profile) {
        MappingReader reader{node, words::links, problems_};
        profile.on_unlink =
            reader.choice<OnUnlink>("on_unlink", profile.on_unlink, words::unlinking);
        profile.one_phone_one_person =
            reader.flag("one_phone_one_person", profile.one_phone_one_person);
        const std::string format = reader.text("phone_format", profile.phone_format);
        if (format.find_first_not_of("+0123456789X ()-") != std::string::npos ||
            format.find('X') == std::string::npos) {
            problems_.error(reader.place("phone_format"),
                            fmt::format("'phone_format': found {}, expected a mask of digits, X "
                                        "and +()-, such as +7 (9XX) XXX-XX-XX",
                                        shown(format)));
        }
        profile.phone_format = format;
        reader.finish();
    }

    void conferences(const Node* node, ConferenceRule& rule) {
        MappingReader reader{node, words::conferences, problems_};
        rule.exclusive_per =
            reader.choice<CallExclusivity>("exclusive_per", rule.exclusive_per, words::exclusivity);
        rule.when_busy = reader.choice<WhenBusy>("when_busy", rule.when_busy, words::when_busy);
        rule.needs_lesson =
            reader.choice<LessonNeed>("needs_lesson", rule.needs_lesson, words::lesson_need);
        rule.planned_end =
            reader.choice<PlannedEnd>("planned_end", rule.planned_end, words::planned_end);
        rule.creator =
            reader.choice<ConferenceCreator>("creator", rule.creator, words::conference_creator);
        rule.title = title(reader, "title", conference_placeholders);
        if (rule.exclusive_per == CallExclusivity::none && reader.has("when_busy")) {
            problems_.error(reader.place("when_busy"),
                            "'when_busy' has no meaning where 'exclusive_per' is none",
                            "leave one of them out");
        }
        reader.finish();
    }

    /// A right that the section does not name at all: `appoint` goes with `edit`, `rename` with
    /// `edit` for custom chats only, the others are nobody's. `deletable_by` adds to
    /// `delete`.
    void permissions(const Node* node, Profile& profile) {
        Permissions& may = profile.permissions;
        MappingReader rights{node, words::permissions, problems_};
        if (node != nullptr) {
            may = Permissions{};
            for (std::size_t i = 0; i < hand_right_count; ++i) {
                const Node* kinds = rights.mapping(words::permission_keys.at(i));
                if (kinds != nullptr) right(*kinds, static_cast<HandRight>(i), may);
            }
            if (!rights.has("appoint")) {
                may.who.at(static_cast<std::size_t>(HandRight::appoint)) =
                    may.who.at(static_cast<std::size_t>(HandRight::edit));
            }
            if (!rights.has("rename")) {
                may.grant(HandRight::rename, ChatKind::custom,
                          may.of(HandRight::edit, ChatKind::custom));
            }
        }
        for (const ChatRule& rule : profile.chats) {
            may.grant(HandRight::erase, rule.kind, whom(rule.deletable_by));
        }
        rights.finish();
    }

    void right(const Node& node, HandRight right, Permissions& may) {
        MappingReader kinds{&node, words::permission, problems_};
        for (const words::ChatShape& shape : words::shapes) {
            if (const auto listed = kinds.words(shape.name, words::permitted)) {
                may.grant(right, shape.kind, whom(*listed));
            }
        }
        kinds.finish();
    }

    static std::uint8_t whom(const std::vector<std::string>& listed) {
        unsigned bits = 0;
        for (std::size_t i = 0; i < words::permitted.size(); ++i) {
            if (std::ranges::find(listed, words::permitted.at(i)) != listed.end()) bits |= 1U << i;
        }
        return static_cast<std::uint8_t>(bits);
    }

    Problems& problems_;
};

Loaded<Profile> finished(std::optional<Node> tree, Problems& problems) {
    Loaded<Profile> loaded;
    if (tree) loaded.value = ProfileReader{problems}.read(*tree);
    if (problems.has_errors()) loaded.value.reset();
    loaded.problems = problems.take();
    return loaded;
}

std::vector<fs::path> profile_files(const fs::path& folder, Problems& problems) {
    std::vector<fs::path> files;
    std::error_code code;
    for (fs::directory_iterator entry{folder, code}, end; !code && entry != end;
         entry.increment(code)) {
        if (entry->path().extension() == ".yaml") files.push_back(entry->path());
    }
    if (code) problems.error({}, fmt::format("profiles cannot be listed: {}", code.message()));
    std::ranges::sort(files);
    return files;
}

void load_folder(const fs::path& folder, Loaded<ProfilesById>& all) {
    Problems listing{folder.string()};
    ProfilesById here;
    for (const fs::path& file : profile_files(folder, listing)) {
        Loaded<Profile> loaded = load_profile(file);
        std::ranges::move(loaded.problems, std::back_inserter(all.problems));
        if (!loaded.value) continue;
        const std::string id = loaded.value->id;
        if (!here.emplace(id, std::move(*loaded.value)).second) {
            Problems twice{file.string()};
            twice.error({}, fmt::format("profile {} exists twice in this folder", shown(id)));
            std::ranges::move(twice.take(), std::back_inserter(all.problems));
        }
    }
    std::ranges::move(listing.take(), std::back_inserter(all.problems));
    for (auto& [id, profile] : here) all.value->insert_or_assign(id, std::move(profile));
}

}  // namespace

Loaded<Profile> parse_profile(const std::string& text, const std::string& file) {
    Problems problems{file};
    return finished(parse_yaml(text, problems), problems);
}

Loaded<Profile> load_profile(const fs::path& file) {
    Problems problems{file.string()};
    return finished(read_yaml(file, problems), problems);
}

Loaded<ProfilesById> load_profiles(const fs::path& shipped, const fs::path& own) {
    Loaded<ProfilesById> all;
    all.value.emplace();
    load_folder(shipped, all);
    if (!own.empty()) load_folder(own, all);
    const bool failed = std::ranges::any_of(
        all.problems, [](const Problem& problem) { return problem.severity == Severity::error; });
    if (failed) all.value.reset();
    return all;
}

std::span<const Section> profile_sections() {
    return words::all;
}

}  // namespace rosterd::config
