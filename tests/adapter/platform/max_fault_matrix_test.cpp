// The fault matrix on MAX, where people make the chats and the daemon fills them.
#include "max_faulty_platform.hpp"
#include "tests/support/fault_matrix_test.hpp"

namespace rosterd::test {

INSTANTIATE_TEST_SUITE_P(
    Max, FaultMatrix,
    ::testing::Combine(::testing::Values(FaultMaker{
                           "Max", Platform::max,
                           [](boost::asio::io_context& loop, Clock& clock, FaultRow row) {
                               return std::make_unique<max::test::MaxFaultyPlatform>(loop, clock,
                                                                                     row);
                           }}),
                       ::testing::ValuesIn(fault_rows)),
    [](const auto& row) { return std::string{to_string(std::get<1>(row.param))}; });

}  // namespace rosterd::test
