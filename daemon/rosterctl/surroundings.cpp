// The locale's name taken apart: language_COUNTRY.encoding.
#include "daemon/rosterctl/surroundings.hpp"

#include <algorithm>
#include <cctype>

namespace rosterd::ctl {
namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char sign) {
        return static_cast<char>(std::tolower(sign));
    });
    return text;
}

}  // namespace

bool shows_unicode(const Surroundings& around) {
    if (!around.terminal || around.no_unicode) return false;
    const std::string locale = lower(around.locale);
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
}

bool reads_russian(const Surroundings& around) {
    const std::string locale = lower(around.locale);
    return locale == "ru" || locale.starts_with("ru_") || locale.starts_with("ru.");
}

}  // namespace rosterd::ctl
