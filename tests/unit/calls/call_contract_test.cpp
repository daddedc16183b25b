// The port's contract, kept by the model that simulations use and by permanent links.
#include "tests/support/call_provider_contract.hpp"

#include "adapters/calls/permanent_link.hpp"
#include "tests/support/call_model.hpp"

namespace rosterd::test {
namespace {

/// The daemon's new hold on a provider that went on without it.
class SameModel final : public CallProvider {
  public:
    explicit SameModel(CallModel& model) : model_{model} {}
    [[nodiscard]] std::string_view name() const override { return model_.name(); }
    boost::asio::awaitable<std::vector<Result<Call>>> start(std::vector<CallWish> wishes,
                                                            Priority priority) override {
        return model_.start(std::move(wishes), priority);
    }
    boost::asio::awaitable<std::vector<Result<void>>> finish(std::vector<Call> calls,
                                                             Priority priority) override {
        return model_.finish(std::move(calls), priority);
    }
    boost::asio::awaitable<std::vector<Result<CallState>>> look(std::vector<Call> calls,
                                                                Priority priority) override {
        return model_.look(std::move(calls), priority);
    }
    [[nodiscard]] std::string personal_link(const Call& call, std::string_view person_name,
                                            CallRole role) const override {
        return model_.personal_link(call, person_name, role);
    }

  private:
    CallModel& model_;
};

class ModelWorld final : public CallWorld {
  public:
    boost::asio::io_context& loop() override { return loop_; }
    CallProvider& provider() override { return model_; }
    std::unique_ptr<CallProvider> restarted() override {
        return std::make_unique<SameModel>(model_);
    }
    bool spoil(const CallWish& wish) override {
        model_.refuse_key(wish.key);
        return true;
    }

  private:
    boost::asio::io_context loop_;
    SystemClock clock_{loop_.get_executor()};
    CallModel model_{clock_};
};

class LinkWorld final : public CallWorld {
  public:
    boost::asio::io_context& loop() override { return loop_; }
    CallProvider& provider() override { return *links_; }
    std::unique_ptr<CallProvider> restarted() override { return make(); }
    bool spoil(const CallWish& /*wish*/) override { return false; }

  private:
    static std::unique_ptr<CallProvider> make() {
        return calls::make_permanent_links(
                   {"https://meet.example.org/{room}", "a secret of this test"})
            .value();
    }
    boost::asio::io_context loop_;
    std::unique_ptr<CallProvider> links_ = make();
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(
    Calls, CallProviderContract,
    testing::Values(CallWorldMaker{"Model", [] { return std::make_unique<ModelWorld>(); }},
                    CallWorldMaker{"PermanentLinks", [] { return std::make_unique<LinkWorld>(); }}),
    [](const auto& maker) { return maker.param.name; });

}  // namespace rosterd::test
