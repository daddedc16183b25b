// The directory is watched: the file itself may be replaced, and its -wal comes and goes.
#include "adapters/journal/file_watch.hpp"

#include <array>

namespace rosterd {
namespace {

constexpr std::chrono::milliseconds echo_delay{100};

}  // namespace

Result<void> FileWatch::open(const std::filesystem::path& file) {
    name_ = file.filename();
    const std::array directory{file.has_parent_path() ? file.parent_path()
                                                      : std::filesystem::path{"."}};
    return events_.open(directory, Touch::content);
}

bool FileWatch::take() {
    const bool echoed = events_.timer_ended();
    const bool happened = events_.drain([this](std::string_view name) {
        return name == name_ || name == name_ + "-wal" || name == name_ + "-journal";
    });
    if (happened) events_.set_timer(echo_delay);
    return happened || echoed;
}

}  // namespace rosterd
