#pragma once

#include <nlohmann/json.hpp>

namespace melisma::cli {

/// Gigabytes a second that `threads` threads read together, from a buffer that no cache holds: the
/// best of several passes.
double read_bandwidth(int threads);

/// "processor", "cores", "instruction_set", "cache_mb" (the last level), "memory_gb".
nlohmann::json describe_machine();

}  // namespace melisma::cli
