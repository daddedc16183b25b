// Shows every school's chats and links on the store's status board after each pass, and its
// conferences whenever they change.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <map>
#include <string>

#include "adapters/clock.hpp"
#include "adapters/store/status_board.hpp"
#include "daemon/school_state.hpp"

namespace rosterd {

/// On the loop's thread; the board works on the store's.
class Publisher {
  public:
    Publisher(store::StatusBoard& board, boost::asio::any_io_executor store_thread,
              const Clock& clock)
        : board_{board}, store_thread_{std::move(store_thread)}, clock_{clock} {}

    /// Costs nothing when the school looks as it did. A board that fails is logged and tried again
    /// after the next pass: the chats matter more than the pages.
    boost::asio::awaitable<void> show(const SchoolState& state);
    /// What is shown is what the school has when this is called.
    boost::asio::awaitable<void> show_conferences(std::string school, std::string conferences);
    /// The JSON for it.
    [[nodiscard]] static std::string conferences_of(const SchoolState& state);

  private:
    store::StatusBoard& board_;
    boost::asio::any_io_executor store_thread_;
    const Clock& clock_;
    std::map<std::string, std::size_t, std::less<>> shown_;  ///< per school: hash of what is there
    std::map<std::string, std::size_t, std::less<>> shown_conferences_;
};

}  // namespace rosterd
