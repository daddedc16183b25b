// The port's contract, kept by the ejabberd adapter against a real server.
#include "ejabberd_world.hpp"
#include "tests/support/platform_contract.hpp"

namespace rosterd::test {
INSTANTIATE_TEST_SUITE_P(Ejabberd, PlatformContract,
                         testing::Values(ContractMaker{
                             "Server",
                             [] { return std::make_unique<ejabberd::test::EjabberdWorld>(); }}),
                         [](const auto& maker) { return maker.param.name; });

}  // namespace rosterd::test
