// The port's contract, kept by our BigBlueButton client with both kinds of checksums.
#include "bigbluebutton_world.hpp"
#include "tests/support/call_provider_contract.hpp"

namespace rosterd::test {

using calls::Checksum;
using calls::test::BigBlueButtonWorld;

INSTANTIATE_TEST_SUITE_P(
    BigBlueButton, CallProviderContract,
    testing::Values(CallWorldMaker{"Sha256", [] { return std::make_unique<BigBlueButtonWorld>(); }},
                    CallWorldMaker{
                        "Sha1",
                        [] { return std::make_unique<BigBlueButtonWorld>(Checksum::sha1); }}),
    [](const auto& maker) { return maker.param.name; });

}  // namespace rosterd::test
