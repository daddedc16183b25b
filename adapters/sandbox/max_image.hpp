// The MAX messenger as JSON on disk and back. Tokens and settings are the command line's and are
// not kept. No files here.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "adapters/sandbox/max_messenger.hpp"
#include "reconciler/result.hpp"

namespace rosterd::sandbox::max {

struct MessengerImage {
    /// Everything that must survive a restart, what bots are owed included.
    [[nodiscard]] static boost::json::value save(const Messenger& messenger);

    /// The messenger of `image`; its bots have no tokens until add_bot(). Errors: invalid_input,
    /// when the image is not one of ours; nothing is half restored.
    [[nodiscard]] static Result<Messenger> restore(const boost::json::value& image,
                                                   MessengerOptions options, Settings settings);

  private:
    static void read_chat(const boost::json::object& from, Messenger& into);
    static void read_bot(const boost::json::object& from, Messenger& into);
};

}  // namespace rosterd::sandbox::max
