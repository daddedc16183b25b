// All strings of one roster in one block: a name costs its bytes and eight more. No deduplication.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rosterd {

/// Where a string lies in its TextPool. The empty string needs no pool.
struct TextRef {
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
    [[nodiscard]] bool empty() const { return length == 0; }
};

/// Holds at most 4 GiB; one school's text is far below (RosterBuilder limits every field).
class TextPool {
  public:
    TextRef add(std::string_view text) {
        const TextRef ref{static_cast<std::uint32_t>(bytes_.size()),
                          static_cast<std::uint32_t>(text.size())};
        bytes_.append(text);
        return ref;
    }
    /// Valid until the next add().
    [[nodiscard]] std::string_view view(TextRef ref) const {
        return std::string_view{bytes_}.substr(ref.offset, ref.length);
    }
    [[nodiscard]] std::size_t bytes() const { return bytes_.size(); }
    void reserve(std::size_t bytes) { bytes_.reserve(bytes); }
    void shrink() { bytes_.shrink_to_fit(); }

  private:
    std::string bytes_;
};

}  // namespace rosterd
