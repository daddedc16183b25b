// Reading the tree, and just enough of C++'s grammar to know what is code and what is text.
#include "tests/unit/tidy/source_tree.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

namespace rosterd::tidy {
namespace {

bool is_word(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

/// Copies code, blanks the rest; positions and line ends stay.
class Blanker {
  public:
    explicit Blanker(std::string_view text) : text_{text}, code_{text} {}

    std::string run() {
        while (position_ < text_.size()) step();
        return std::move(code_);
    }

  private:
    [[nodiscard]] bool at(std::string_view word) const {
        return text_.substr(position_).starts_with(word);
    }

    void step() {
        const bool after_word = position_ > 0 && is_word(text_[position_ - 1]);
        if (at("//")) {
            blank_to(text_.find('\n', position_));
        } else if (at("/*")) {
            blank_past(text_.find("*/", position_ + 2), 2);
        } else if (at("R\"") && !after_word) {
            raw_string();
        } else if (text_[position_] == '"') {
            quoted('"');
        } else if (text_[position_] == '\'' && !after_word) {  // else a digit separator
            quoted('\'');
        } else {
            ++position_;
        }
    }

    void raw_string() {
        const auto open = text_.find('(', position_);
        const std::string delimiter{text_.substr(position_ + 2, open - position_ - 2)};
        const std::string close = ")" + delimiter + "\"";
        blank_past(text_.find(close, position_), close.size());
    }

    void quoted(char quote) {
        std::size_t end = position_ + 1;
        while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
            end += text_[end] == '\\' ? 2U : 1U;
        }
        blank_to(std::min(end + 1, text_.size()));
    }

    void blank_past(std::size_t found, std::size_t length) {
        blank_to(found == std::string_view::npos ? found : found + length);
    }

    void blank_to(std::size_t end) {
        for (end = std::min(end, text_.size()); position_ < end; ++position_) {
            if (text_[position_] != '\n') code_[position_] = ' ';
        }
    }

    std::string_view text_;
    std::string code_;
    std::size_t position_ = 0;
};

std::string read(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream text;
    text << stream.rdbuf();
    return std::move(text).str();
}

bool is_left_out(const std::filesystem::path& name) {
    return name == "build" || name == ".git" || name == ".cache";
}

}  // namespace

std::string SourceFile::code() const {
    return Blanker{text}.run();
}

bool SourceFile::is_cpp() const {
    return path.ends_with(".cpp") || path.ends_with(".hpp");
}

bool SourceFile::is_script() const {
    return path.ends_with("CMakeLists.txt") || path.ends_with(".cmake") || path.ends_with(".sh") ||
           path == "dev" || path == ".ci/run";
}

std::vector<SourceFile> read_tree(const std::filesystem::path& root) {
    std::vector<SourceFile> files;
    auto entry = std::filesystem::recursive_directory_iterator{root};
    for (; entry != std::filesystem::recursive_directory_iterator{}; ++entry) {
        if (is_left_out(entry->path().filename())) {  // in a git worktree .git is a file
            entry.disable_recursion_pending();
            continue;
        }
        if (!entry->is_regular_file()) continue;
        SourceFile file{entry->path().lexically_relative(root).generic_string(),
                        read(entry->path())};
        const bool binary = file.text.find('\0') != std::string::npos;
        if (!binary) files.push_back(std::move(file));
    }
    std::sort(files.begin(), files.end(),
              [](const auto& left, const auto& right) { return left.path < right.path; });
    return files;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

}  // namespace rosterd::tidy
