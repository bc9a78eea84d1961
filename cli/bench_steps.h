#pragma once

#include <functional>
#include <vector>

#include <nlohmann/json.hpp>

namespace melisma::cli {

/// Seconds that each of `count` calls takes.
std::vector<double> time_calls(int count, const std::function<void()>& call);

/// "ms_p50", "ms_p95", "ms_p99", "ms_max" of times in seconds.
nlohmann::json time_quantiles(std::vector<double> seconds);

/// Megabytes of this process that are in memory now.
double resident_mb();

}  // namespace melisma::cli
