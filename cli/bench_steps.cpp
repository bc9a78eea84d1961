#include "cli/bench_steps.h"

#include <algorithm>
#include <chrono>
#include <fstream>

#include <unistd.h>

#include "cli/quantile.h"

namespace melisma::cli {

std::vector<double> time_calls(int count, const std::function<void()>& call) {
  std::vector<double> seconds;
  for (int i = 0; i < count; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    call();
    seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return seconds;
}

nlohmann::json time_quantiles(std::vector<double> seconds) {
  std::sort(seconds.begin(), seconds.end());
  const auto ms = [&](double q) { return 1e3 * quantile(seconds, q); };
  return {{"ms_p50", ms(.5)}, {"ms_p95", ms(.95)}, {"ms_p99", ms(.99)}, {"ms_max", ms(1)}};
}

double resident_mb() {
  std::ifstream stream("/proc/self/statm");
  double pages = 0;
  double resident = 0;
  stream >> pages >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

}  // namespace melisma::cli
