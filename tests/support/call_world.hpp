// One provider of calls as the contract tests need it, and the faults that its world can offer.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "adapters/call_provider.hpp"

namespace rosterd::test {

/// A provider in a world of its own, made for one test.
class CallWorld {
  public:
    virtual ~CallWorld() = default;
    virtual boost::asio::io_context& loop() = 0;
    virtual CallProvider& provider() = 0;

    /// A second provider of the same settings, as after a restart of the daemon.
    virtual std::unique_ptr<CallProvider> restarted() = 0;

    /// From now on start() fails for this wish and for no other. False: this world cannot do that.
    virtual bool spoil(const CallWish& wish) = 0;
};

struct CallWorldMaker {
    std::string name;
    std::function<std::unique_ptr<CallWorld>()> make;
    friend void PrintTo(const CallWorldMaker& maker, std::ostream* out) { *out << maker.name; }
};

}  // namespace rosterd::test
