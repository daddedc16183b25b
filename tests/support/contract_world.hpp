// One account on one messenger as the contract tests need it, and a loop to run coroutines on.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "adapters/ports.hpp"

namespace rosterd::test {

/// Runs the loop until `work` has ended, a minute at most, and returns its value.
template <class T>
T run_on(boost::asio::io_context& loop, boost::asio::awaitable<T> work) {
    std::optional<T> value;
    std::exception_ptr thrown;
    boost::asio::co_spawn(loop, std::move(work), [&](std::exception_ptr error, T result) {
        thrown = std::move(error);
        value.emplace(std::move(result));
    });
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    while (!value && std::chrono::steady_clock::now() < end) {
        loop.restart();
        loop.run_one_for(std::chrono::milliseconds{100});
    }
    if (thrown) std::rethrow_exception(thrown);
    if (!value) throw std::runtime_error{"the coroutine did not end"};
    return std::move(*value);
}

/// One account on one messenger, made for one test.
class ContractWorld {
  public:
    virtual ~ContractWorld() = default;
    virtual boost::asio::io_context& loop() = 0;
    virtual PlatformAccount& account() = 0;
    /// An existing person whom the account may put into chats; another one for another `n` (0..9).
    virtual UserId person(int n) = 0;
    /// Where the account cannot create chats: a person makes one with these people in it and the
    /// account as an administrator.
    virtual ChatNumber made_by_a_person(const std::string& title,
                                        const std::vector<UserId>& users) {
        throw std::logic_error{"no person makes the chat '" + title + "' for " +
                               std::to_string(users.size()) + " people here"};
    }
    /// Who makes chats in made_by_a_person(). He stays in them, and the contract looks past him; 0:
    /// nobody.
    virtual UserId chat_maker() { return 0; }
    /// He enters the chat by his own hand.
    virtual void enters(ChatNumber chat, UserId user) = 0;
    /// What people read in the chat now, oldest first.
    virtual std::vector<std::string> posts(ChatNumber chat) = 0;
};

struct ContractMaker {
    std::string name;
    std::function<std::unique_ptr<ContractWorld>()> make;
    friend void PrintTo(const ContractMaker& maker, std::ostream* out) { *out << maker.name; }
};

}  // namespace rosterd::test
