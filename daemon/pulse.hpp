// Whether the threads that work for the daemon still do: a timer of the loop alone would tell the
// service manager that all is well while a database holds the only journal thread for ever.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "daemon/work_queue.hpp"

namespace rosterd {

/// Asks each thread for a sign of life, which waits its turn behind the thread's work. Use on the
/// loop; the threads end before the pulse does, or never run what was asked.
class Pulse {
  public:
    using Threads = std::map<std::string, boost::asio::any_io_executor>;

    /// `threads` by the names that stuck() gives.
    explicit Pulse(Threads threads);

    /// Asks those threads that have answered. Call it every few seconds.
    void ask(SteadyTime now);

    /// A thread that was asked more than `patience` ago and has not answered; one of them.
    [[nodiscard]] std::optional<std::string> stuck(SteadyTime now,
                                                   std::chrono::milliseconds patience) const;

  private:
    struct Question;
    struct Asked {
        boost::asio::any_io_executor thread;
        std::shared_ptr<Question> question{};  ///< null: never asked
        SteadyTime since{};
    };
    std::map<std::string, Asked> threads_;
};

}  // namespace rosterd
