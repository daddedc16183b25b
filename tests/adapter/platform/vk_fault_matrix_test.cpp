// The fault matrix on VK.
#include "tests/support/fault_matrix_test.hpp"
#include "vk_faulty_platform.hpp"

namespace rosterd::test {

INSTANTIATE_TEST_SUITE_P(
    Vk, FaultMatrix,
    ::testing::Combine(::testing::Values(FaultMaker{
                           "Vk", Platform::vk,
                           [](boost::asio::io_context& loop, Clock& clock, FaultRow row) {
                               return std::make_unique<vk::test::VkFaultyPlatform>(loop, clock,
                                                                                   row);
                           }}),
                       ::testing::ValuesIn(fault_rows)),
    [](const auto& row) { return std::string{to_string(std::get<1>(row.param))}; });

}  // namespace rosterd::test
