// Time and memory of this process. Nothing about what is measured.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace rosterd::bench {

/// Seconds. `cpu` is that of the calling thread: what `wall` is on a machine that does nothing
/// else.
struct Timing {
    double wall = 0;
    double cpu = 0;
};

[[nodiscard]] Timing timed(const std::function<void()>& work);

/// The medians of several runs, each after `before`, which is not timed.
[[nodiscard]] Timing median_of(std::size_t runs, const std::function<void()>& work,
                               const std::function<void()>& before = {});

/// Gives free memory back and sets the kernel's peak (VmHWM) to what is resident now; false when
/// the kernel does not allow it.
[[nodiscard]] bool restart_peak();
/// VmHWM in GiB; nothing where the kernel does not say.
[[nodiscard]] std::optional<double> peak_gib();

/// "AMD EPYC, 2 processors, load 0.31 at the start, clang 19.1.7, RelWithDebInfo"
[[nodiscard]] std::string machine();

}  // namespace rosterd::bench
