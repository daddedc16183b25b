// manifest.csv of OneRoster, out of a package that lies in memory.
#include "adapters/journal/oneroster/manifest.hpp"

#include "tests/fuzz/fuzz_target.hpp"

namespace rosterd::fuzz {
namespace {

class OneFile final : public journal::PackageSource {
  public:
    explicit OneFile(std::string text) : text_{std::move(text)} {}
    [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
    [[nodiscard]] Result<std::string> read(const std::string&) override { return text_; }

  private:
    std::vector<std::string> names_{"manifest.csv"};
    std::string text_;
};

}  // namespace

/// The first line: 0 strict, 1 tolerant.
FUZZ_TARGET(manifest) {
    using journal::OneRosterMode;
    const auto mode = input.choice(2) == 0 ? OneRosterMode::strict : OneRosterMode::tolerant;
    OneFile package{std::string{input.rest()}};
    const auto manifest = journal::read_manifest(package, mode);
    if (!manifest) {
        require(manifest.error().kind == ErrorKind::invalid_input, "another kind of error");
        require_printable(manifest.error().what);
        return;
    }
    for (const auto file : journal::oneroster_files) {
        require(manifest->mode(file) <= journal::FileMode::delta, "a mode that there is not");
    }
}

}  // namespace rosterd::fuzz
