// One file: VK's world, with the MAX messenger as a section of it.
#include "adapters/sandbox/saved_state.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "adapters/sandbox/max_image.hpp"
#include "adapters/sandbox/world_image.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

constexpr std::string_view max_section = "max";

}  // namespace

Result<SavedState> open_state(const ProgramOptions& options) {
    const WorldOptions world_options{.last_person = options.last_person, .seed = options.seed};
    const max::MessengerOptions messenger_options{.last_person = options.last_person,
                                                  .seed = options.seed};
    auto settings = max_settings(options);
    if (settings.has_error()) return settings.error();
    if (options.state_file.empty() || !std::filesystem::exists(options.state_file)) {
        return SavedState{.world = World{world_options},
                          .messenger = max::Messenger{messenger_options, *settings}};
    }
    std::ifstream file{options.state_file, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    boost::system::error_code problem;
    const json::value image = json::parse(text, problem);
    if (!file || problem) {
        return Error{ErrorKind::invalid_input,
                     "saved state " + options.state_file + " cannot be read as JSON"};
    }
    auto world = WorldImage::restore(image, world_options);
    if (world.has_error()) return world.error();
    const auto* const section = image.as_object().if_contains(max_section);
    auto messenger = section == nullptr
                         ? Result<max::Messenger>{max::Messenger{messenger_options, *settings}}
                         : max::MessengerImage::restore(*section, messenger_options, *settings);
    if (messenger.has_error()) return messenger.error();
    return SavedState{.world = std::move(*world), .messenger = std::move(*messenger)};
}

Result<void> save_state(const std::string& path, const Sandbox& sandbox) {
    if (path.empty()) return {};
    json::value image = WorldImage::save(sandbox.world());
    image.as_object()[max_section] = max::MessengerImage::save(sandbox.messenger());
    return write_whole(path, json::serialize(image));
}

}  // namespace rosterd::sandbox
