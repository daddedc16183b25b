// The port's contract, kept by the MAX adapter in every way that MAX may behave.
#include "max_world.hpp"
#include "tests/support/platform_contract.hpp"

namespace rosterd::test {
namespace {

ContractMaker maker(std::string name, sandbox::max::Settings settings) {
    return {std::move(name), [settings] {
                return std::make_unique<max::test::MaxWorld>(
                    max::test::WorldSettings{.sandbox = settings});
            }};
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(
    Max, PlatformContract,
    testing::Values(
        maker("Observed", {.mode = max::test::MaxMode::observed}),
        maker("Documented404", {.mode = max::test::MaxMode::documented, .removed_status = 404}),
        maker("Documented405", {.mode = max::test::MaxMode::documented, .removed_status = 405}),
        maker("Unheard", {.add_failures = sandbox::max::AddFailures::details,
                          .without_marker = sandbox::max::WithoutMarker::latest,
                          .unknown_permissions = true,
                          .unknown_updates = true,
                          .unknown_fields = true})),
    [](const auto& maker) { return maker.param.name; });

}  // namespace rosterd::test
