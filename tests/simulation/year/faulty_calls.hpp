// Video calls between the daemon and CallModel: answers are lost, requests refused, the process
// ends.
#pragma once

#include <string_view>
#include <vector>

#include "tests/simulation/year/surroundings.hpp"
#include "tests/simulation/year/witness.hpp"
#include "tests/support/call_model.hpp"

namespace rosterd::test {

/// Keeps the port's contract, whatever goes wrong.
class FaultyCalls final : public CallProvider {
  public:
    FaultyCalls(Surroundings& around, CallModel& whole, Witness& witness)
        : around_{around}, whole_{whole}, witness_{witness} {}

    [[nodiscard]] std::string_view name() const override { return whole_.name(); }
    [[nodiscard]] bool can_look() const override { return whole_.can_look(); }
    boost::asio::awaitable<std::vector<Result<Call>>> start(std::vector<CallWish> wishes,
                                                            Priority priority) override;
    boost::asio::awaitable<std::vector<Result<void>>> finish(std::vector<Call> calls,
                                                             Priority priority) override;
    boost::asio::awaitable<std::vector<Result<CallState>>> look(std::vector<Call> calls,
                                                                Priority priority) override;
    [[nodiscard]] std::string personal_link(const Call& call, std::string_view person_name,
                                            CallRole role) const override {
        return whole_.personal_link(call, person_name, role);
    }

  private:
    enum class Fate : std::uint8_t { answered, refused, lost };

    boost::asio::awaitable<Fate> send(std::string_view method);
    boost::asio::awaitable<void> come_back();

    Surroundings& around_;
    CallModel& whole_;
    Witness& witness_;
};

}  // namespace rosterd::test
