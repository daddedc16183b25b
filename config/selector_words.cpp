// A small recursive-descent reader over words, ':' '|' and parentheses.
#include "config/selector_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>

#include "config/nearest_word.hpp"
#include "reconciler/words.hpp"

namespace rosterd::config {
namespace {

constexpr std::array selector_kinds{SelectorKind::staff,          SelectorKind::chats_admin,
                                    SelectorKind::school_admin,   SelectorKind::class_teacher,
                                    SelectorKind::students,       SelectorKind::parents,
                                    SelectorKind::group_teachers, SelectorKind::group_students,
                                    SelectorKind::group_parents,  SelectorKind::chosen};
constexpr std::array<std::string_view, 2> argument_names{"position_type", "role"};
constexpr std::array position_types{PositionType::administration, PositionType::teaching,
                                    PositionType::other};
constexpr std::array<std::pair<std::string_view, std::uint8_t>, 3> roles{
    {{"teacher", staff_role::teacher},
     {"school_admin", staff_role::school_admin},
     {"chats_admin", staff_role::chats_admin}}};

bool has_meaning(SelectorKind selector, ChatKind chat) {
    switch (selector) {
        case SelectorKind::staff:
        case SelectorKind::chats_admin:
        case SelectorKind::school_admin:
        case SelectorKind::chosen:
            return true;
        case SelectorKind::class_teacher:
        case SelectorKind::students:
        case SelectorKind::parents:
            return chat == ChatKind::class_chat || chat == ChatKind::parents ||
                   chat == ChatKind::subject;
        case SelectorKind::group_teachers:
        case SelectorKind::group_students:
        case SelectorKind::group_parents:
            return chat == ChatKind::subject;
    }
    return false;
}

std::vector<std::string_view> known_selectors(ChatKind chat) {
    std::vector<std::string_view> known;
    for (const SelectorKind kind : selector_kinds) {
        if (has_meaning(kind, chat)) known.push_back(word(kind));
    }
    return known;
}

bool is_word_character(char byte) {
    return byte != ' ' && byte != ':' && byte != '|' && byte != '(' && byte != ')' && byte != ',';
}

class SelectorReader {
  public:
    SelectorReader(std::string text, Place place, ChatKind chat, Problems& problems)
        : text_{std::move(text)}, place_{place}, chat_{chat}, problems_{problems} {}

    std::optional<Selector> read() {
        Selector selector;
        selector.text = text_;
        if (!name(selector)) return std::nullopt;
        skip_spaces();
        if (at_ == text_.size()) return selector;
        if (selector.kind != SelectorKind::staff) {
            return fail(
                fmt::format("selector '{}' takes nothing in parentheses", word(selector.kind)), {});
        }
        if (!take('(') || !arguments(selector) || !closed()) return std::nullopt;
        return selector;
    }

  private:
    bool name(Selector& selector) {
        const std::string_view found = next_word();
        const auto kind = std::ranges::find_if(
            selector_kinds, [&](SelectorKind candidate) { return word(candidate) == found; });
        if (kind == selector_kinds.end()) {
            fail(fmt::format("unknown selector {}", shown(found)),
                 suggestion(found, known_selectors(chat_)));
            return false;
        }
        if (!has_meaning(*kind, chat_)) {
            fail(fmt::format("selector '{}' has no meaning in a {} chat", found, word(chat_)),
                 fmt::format("one of: {}", fmt::join(known_selectors(chat_), ", ")));
            return false;
        }
        selector.kind = *kind;
        return true;
    }

    bool arguments(Selector& selector) {
        do {
            const std::string_view argument = next_word();
            if (std::ranges::find(argument_names, argument) == argument_names.end()) {
                fail(fmt::format("unknown word {} in staff(...)", shown(argument)),
                     suggestion(argument, argument_names));
                return false;
            }
            if (!take(':')) return false;
            do {
                if (!(argument == "role" ? role(selector) : position(selector))) return false;
            } while (take_word("or") || take_if('|'));
        } while (take_word("and"));
        return true;
    }

    bool role(Selector& selector) {
        const std::string_view found = next_word();
        std::vector<std::string_view> known;
        for (const auto& [name, bit] : roles) {
            known.push_back(name);
            if (name != found) continue;
            selector.roles = static_cast<std::uint8_t>(selector.roles | bit);
            return true;
        }
        fail(fmt::format("unknown role {}", shown(found)), suggestion(found, known));
        return false;
    }

    bool position(Selector& selector) {
        const std::string_view found = next_word();
        std::vector<std::string_view> known;
        for (const PositionType type : position_types) {
            known.push_back(word(type));
            if (word(type) != found) continue;
            const auto bit = 1U << static_cast<unsigned>(type);
            selector.positions = static_cast<std::uint8_t>(selector.positions | bit);
            return true;
        }
        fail(fmt::format("unknown position_type {}", shown(found)), suggestion(found, known));
        return false;
    }

    bool closed() {
        skip_spaces();
        word_at_ = at_;
        if (at_ < text_.size() && text_[at_] == ')' && at_ + 1 == text_.size()) return true;
        fail(fmt::format("{}: expected ')' at its end", shown(text_)),
             "several words are joined by 'or': staff(position_type: administration or teaching)");
        return false;
    }

    void skip_spaces() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    }

    std::string_view next_word() {
        skip_spaces();
        word_at_ = at_;
        while (at_ < text_.size() && is_word_character(text_[at_])) ++at_;
        return std::string_view{text_}.substr(word_at_, at_ - word_at_);
    }

    bool take_word(std::string_view expected) {
        const std::size_t before = at_;
        if (next_word() == expected) return true;
        at_ = before;
        return false;
    }

    bool take_if(char expected) {
        skip_spaces();
        if (at_ >= text_.size() || text_[at_] != expected) return false;
        ++at_;
        return true;
    }

    bool take(char expected) {
        if (take_if(expected)) return true;
        word_at_ = at_;
        fail(fmt::format("{}: expected '{}' here", shown(text_), expected), {});
        return false;
    }

    std::nullopt_t fail(std::string message, std::string hint) {
        problems_.error({place_.line, place_.column + static_cast<int>(word_at_)},
                        std::move(message), std::move(hint));
        return std::nullopt;
    }

    std::string text_;
    Place place_;
    ChatKind chat_;
    Problems& problems_;
    std::size_t at_ = 0;
    std::size_t word_at_ = 0;
};

}  // namespace

std::optional<Selector> parse_selector(const Node& item, ChatKind chat, Problems& problems) {
    const bool one_pair = item.kind == Node::Kind::mapping && item.keys.size() == 1 &&
                          item.items[0].kind == Node::Kind::scalar;
    if (item.kind != Node::Kind::scalar && !one_pair) {
        problems.error(item.place, fmt::format("found {}, expected a selector", description(item)),
                       "such as students, or staff(role: teacher)");
        return std::nullopt;
    }
    if (one_pair) {
        return SelectorReader{item.keys[0].text + ": " + item.items[0].text, item.keys[0].place,
                              chat, problems}
            .read();
    }
    const Place place{item.place.line, item.place.column + (item.quoted ? 1 : 0)};
    return SelectorReader{item.text, place, chat, problems}.read();
}

std::vector<Selector> parse_selectors(const Node& list, ChatKind chat, Problems& problems) {
    std::vector<Selector> selectors;
    for (const Node& item : list.items) {
        auto selector = parse_selector(item, chat, problems);
        if (!selector) continue;
        const bool twice = std::ranges::any_of(selectors, [&](const Selector& other) {
            return other.kind == selector->kind && other.positions == selector->positions &&
                   other.roles == selector->roles;
        });
        if (twice) {
            problems.error(item.place,
                           fmt::format("selector {} is here twice", shown(selector->text)));
            continue;
        }
        selectors.push_back(std::move(*selector));
    }
    if (selectors.size() > selectors_max) {
        problems.error(list.place, fmt::format("{} selectors, expected at most {}",
                                               selectors.size(), selectors_max));
    }
    return selectors;
}

}  // namespace rosterd::config
