// The port's contract, kept by the VK adapter with both kinds of tokens.
#include "tests/support/platform_contract.hpp"
#include "vk_world.hpp"

namespace rosterd::test {

INSTANTIATE_TEST_SUITE_P(
    Vk, PlatformContract,
    testing::Values(ContractMaker{"UserToken",
                                  [] {
                                      return std::make_unique<vk::test::VkWorld>(
                                          vk::test::WorldSettings{.kind = vk::TokenKind::user});
                                  }},
                    ContractMaker{"CommunityToken",
                                  [] { return std::make_unique<vk::test::VkWorld>(); }}),
    [](const auto& maker) { return maker.param.name; });

}  // namespace rosterd::test
