// Builds the tree from yaml-cpp's parser events, because its own nodes hide duplicate keys.
#include "config/yaml_tree.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>
#include <system_error>

#include "config/nearest_word.hpp"

namespace rosterd::config {
namespace {

/// yaml-cpp counts columns in bytes from 0; people count characters from 1.
class Lines {
  public:
    explicit Lines(std::string_view text) : text_{text} {
        starts_.push_back(0);
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (text[at] == '\n') starts_.push_back(at + 1);
        }
    }
    [[nodiscard]] Place place(const YAML::Mark& mark) const {
        if (mark.is_null()) return {};
        const auto line = static_cast<std::size_t>(mark.line);
        Place place{mark.line + 1, mark.column + 1};
        if (line >= starts_.size()) return place;
        const auto before =
            text_.substr(starts_[line], static_cast<std::size_t>(std::max(mark.column, 0)));
        const auto inner = std::ranges::count_if(
            before, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; });
        place.column -= static_cast<int>(inner);
        return place;
    }

  private:
    std::string_view text_;
    std::vector<std::size_t> starts_;
};

class TreeBuilder final : public YAML::EventHandler {
  public:
    TreeBuilder(const Lines& lines, Problems& problems) : lines_{lines}, problems_{problems} {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
        put(Node{Node::Kind::null, lines_.place(mark), {}, false, {}, {}});
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        problems_.error(lines_.place(mark), "found an alias (*name), expected a value",
                        "write the value out; anchors and aliases are not used here");
        put(Node{Node::Kind::null, lines_.place(mark), {}, false, {}, {}});
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  const std::string& value) override {
        put(Node{Node::Kind::scalar, lines_.place(mark), value, tag == "!", {}, {}});
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
        open(Node::Kind::sequence, mark);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {
        open(Node::Kind::mapping, mark);
    }
    void OnMapEnd() override { close(); }

    [[nodiscard]] std::optional<Node> take() { return std::move(root_); }

  private:
    struct Open {
        Node node;
        std::optional<Node> key;  ///< read, its value still to come
    };

    void open(Node::Kind kind, const YAML::Mark& mark) {
        if (open_.size() >= static_cast<std::size_t>(depth_max)) {
            throw YAML::ParserException{mark,
                                        fmt::format("nested deeper than {} levels", depth_max)};
        }
        open_.push_back({Node{kind, lines_.place(mark), {}, false, {}, {}}, std::nullopt});
    }

    void close() {
        Node done = std::move(open_.back().node);
        open_.pop_back();
        put(std::move(done));
    }

    void put(Node node) {
        if (open_.empty()) {
            root_ = std::move(node);
            return;
        }
        Open& parent = open_.back();
        if (parent.node.kind == Node::Kind::sequence) {
            parent.node.items.push_back(std::move(node));
        } else if (!parent.key) {
            parent.key = std::move(node);
        } else {
            put_entry(parent.node, std::move(*parent.key), std::move(node));
            parent.key.reset();
        }
    }

    void put_entry(Node& mapping, Node key, Node value) {
        if (key.kind != Node::Kind::scalar) {
            problems_.error(key.place,
                            fmt::format("found {} as a key, expected a word", description(key)));
            return;
        }
        const auto same = std::ranges::find(mapping.keys, key.text, &Node::text);
        if (same != mapping.keys.end()) {
            problems_.error(key.place,
                            fmt::format("key {} is here twice, first in line {}", shown(key.text),
                                        same->place.line),
                            "keep one of them");
            return;
        }
        // yaml-cpp places an empty value at the next token; its key is what a person looks for.
        if (value.kind == Node::Kind::null) value.place = key.place;
        mapping.keys.push_back(std::move(key));
        mapping.items.push_back(std::move(value));
    }

    const Lines& lines_;
    Problems& problems_;
    std::vector<Open> open_;
    std::optional<Node> root_;
};

}  // namespace

std::string description(const Node& node) {
    switch (node.kind) {
        case Node::Kind::null:
            return "nothing";
        case Node::Kind::scalar:
            return shown(node.text);
        case Node::Kind::sequence:
            return "a list";
        case Node::Kind::mapping:
            return "a mapping";
    }
    return {};
}

std::optional<Node> parse_yaml(const std::string& text, Problems& problems) {
    if (text.size() > file_bytes_max) {
        problems.error({}, fmt::format("the file has {} bytes, expected at most {}", text.size(),
                                       file_bytes_max));
        return std::nullopt;
    }
    const Lines lines{text};
    TreeBuilder builder{lines, problems};
    try {
        std::istringstream input{text};
        YAML::Parser parser{input};
        if (!parser.HandleNextDocument(builder)) {
            return Node{Node::Kind::mapping, {1, 1}, {}, false, {}, {}};
        }
        auto root = builder.take();
        TreeBuilder rest{lines, problems};
        if (parser.HandleNextDocument(rest)) {
            const auto second = rest.take();
            problems.error(second ? second->place : Place{},
                           "found a second document, expected one", "remove the line '---'");
        }
        if (root && root->kind == Node::Kind::null) root->kind = Node::Kind::mapping;
        return root;
    } catch (const YAML::Exception& failure) {
        problems.error(lines.place(failure.mark),
                       "not readable as YAML: " + in_one_line(failure.msg),
                       "look at indentation, colons and quotes just before this place");
    }
    return std::nullopt;
}

std::optional<Node> read_yaml(const std::filesystem::path& file, Problems& problems) {
    std::error_code code;
    const auto status = std::filesystem::status(file, code);
    if (!std::filesystem::exists(status)) {
        problems.error({}, "no such file");
        return std::nullopt;
    }
    if (!std::filesystem::is_regular_file(status)) {
        problems.error({}, "not a regular file");
        return std::nullopt;
    }
    std::ifstream input{file, std::ios::binary};
    std::string text(file_bytes_max + 1, '\0');
    input.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!input.is_open() || input.bad()) {
        problems.error({}, "cannot be read", "check owner and mode");
        return std::nullopt;
    }
    text.resize(static_cast<std::size_t>(input.gcount()));
    if (text.size() > file_bytes_max) {
        problems.error({}, fmt::format("larger than {} bytes", file_bytes_max));
        return std::nullopt;
    }
    return parse_yaml(text, problems);
}

}  // namespace rosterd::config
