// The world as JSON on disk and back. Events and the log of calls are not kept. No files here.
#pragma once

#include <boost/json/value.hpp>

#include "adapters/sandbox/world.hpp"
#include "reconciler/result.hpp"

namespace rosterd::sandbox {

struct WorldImage {
    /// Everything that must survive a restart: people, chats, numbers, dialogs, random ids, calls,
    /// storages.
    [[nodiscard]] static boost::json::value save(const World& world);

    /// The world of `image` with the options of `options`; its events start empty, their numbers
    /// go on. Errors: invalid_input, when the image is not one of ours; nothing is half restored.
    [[nodiscard]] static Result<World> restore(const boost::json::value& image,
                                               WorldOptions options);

  private:
    static boost::json::array chats_of(const World& world);
    static boost::json::array numbers_of(const World& world);
    static boost::json::array sent_of(const World& world);
    static void read_chat(const boost::json::object& from, World& into);
    static void read_numbers(const boost::json::object& from, World& into);
    static void read_sent(const boost::json::object& from, World& into);
};

}  // namespace rosterd::sandbox
