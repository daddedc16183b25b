// Splitting and unescaping of COPY text lines.
#include "adapters/journal/copy_line.hpp"

#include <cstring>

namespace rosterd {
namespace {

char unescaped(char c) {
    switch (c) {
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        case 'v':
            return '\v';
        default:
            return c;  // a backslash, or what needed no escape
    }
}

/// Resolves escapes between `begin` and `end` in place; returns the new end.
char* unescape(char* begin, char* end) {
    char* out = begin;
    for (const char* in = begin; in < end; ++in) {
        if (*in == '\\' && in + 1 < end) {
            *out++ = unescaped(*++in);
        } else {
            *out++ = *in;
        }
    }
    return out;
}

Field field(char* begin, char* end, bool escapes) {
    if (!escapes) return std::string_view{begin, static_cast<std::size_t>(end - begin)};
    if (end - begin == 2 && begin[0] == '\\' && begin[1] == 'N') return std::nullopt;
    return std::string_view{begin, static_cast<std::size_t>(unescape(begin, end) - begin)};
}

}  // namespace

bool split_copy_line(std::string& line, std::span<Field> fields) {
    char* at = line.data();
    char* const end = at + line.size();
    // A tab inside a value is escaped, so every raw tab separates.
    const bool escapes = std::memchr(at, '\\', line.size()) != nullptr;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto* tab = static_cast<char*>(std::memchr(at, '\t', static_cast<std::size_t>(end - at)));
        const bool last = i + 1 == fields.size();
        if (last != (tab == nullptr)) return false;
        char* const stop = tab == nullptr ? end : tab;
        fields[i] = field(at, stop, escapes);
        at = stop + 1;
    }
    return true;
}

}  // namespace rosterd
