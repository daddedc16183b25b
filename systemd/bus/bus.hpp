// One object on the system bus under one name. It knows who calls, not what the calls mean.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "systemd/bus/bus_values.hpp"

namespace rosterd::systemd {

/// The process that calls, as the kernel told the bus when it connected.
struct BusCaller {
    unsigned uid = 0;
    std::vector<unsigned> groups{};  ///< all that it has; empty where the bus does not tell
};

struct BusCall {
    std::string method;   ///< one of the interface's
    BusValues arguments;  ///< of the types that the method takes
    BusCaller caller;
};

struct BusError {
    std::string name;  ///< "org.rosterd.Rosterd1.Error.NotFound"
    std::string message;
};

using BusAnswer = std::variant<BusValues, BusError>;
using BusProperties = std::map<std::string, BusValue>;

/// What is behind the object. On the loop thread; it outlives the Bus and its calls.
class BusObject {
  public:
    virtual ~BusObject() = default;
    /// Always the same.
    [[nodiscard]] virtual const BusInterface& interface() const = 0;
    /// Carries out a method; the values are of the types that it gives. May suspend.
    virtual boost::asio::awaitable<BusAnswer> call(BusCall call) = 0;
    /// Why this caller may read no property, nor what the object offers; nothing: he may.
    [[nodiscard]] virtual std::optional<BusError> refusal_to_read(
        const BusCaller& caller) const = 0;
    /// All of the interface's, with their values now.
    [[nodiscard]] virtual BusProperties properties() const = 0;
};

enum class BusState : std::uint8_t {
    absent,   ///< this machine has no system bus, or it does not run
    down,     ///< there is one, and it refused us or went away
    serving,  ///< the name is ours, calls are answered
};

struct BusOptions {
    std::string name;
    std::string path;  ///< of the object: "/org/rosterd/Rosterd1"
    /// Told of every attempt and every loss, with the reason where it is not `serving`. May not
    /// destroy the Bus.
    std::function<void(BusState state, const std::string& reason)> told;
    std::chrono::milliseconds retry_first{1'000};  ///< doubled after each vain attempt
    std::chrono::milliseconds retry_longest{60'000};
};

/// Connects, serves, and connects again when the bus is lost, for as long as it is started. It
/// never blocks. On one thread.
class Bus {
  public:
    Bus(boost::asio::any_io_executor executor, BusOptions options, BusObject& object);
    Bus(const Bus&) = delete;
    Bus& operator=(const Bus&) = delete;
    /// Calls that are being carried out go on; nobody hears their answers.
    ~Bus();

    void start();
    /// Gives the name back. Nothing is told of it.
    void stop();

    /// Announces the properties that have other values than when it was last called. Cheap: call it
    /// whenever something may have changed.
    void look();
    /// Sends one of the interface's signals. Nobody hears it while the bus is not served: signals
    /// are not kept.
    void emit(const std::string& signal, const BusValues& values);

  private:
    class Serving;
    void connect();
    void lose(BusState state, const std::string& reason);

    boost::asio::any_io_executor executor_;
    BusOptions options_;
    BusObject& object_;
    std::shared_ptr<Serving> serving_;  ///< of the present connection; null between two
    boost::asio::steady_timer retry_timer_;
    std::chrono::milliseconds retry_;
    bool started_ = false;
};

}  // namespace rosterd::systemd
