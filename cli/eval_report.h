#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/eval/signal_faults.h"
#include "cli/generation_options.h"

namespace melisma::cli {

/// What the evaluations print and check alike.

/// " 1.23 4.56"
std::string list_text(const std::vector<double>& values, int decimals);
std::string text(const FaultCounts& faults);
nlohmann::json to_json(const FaultCounts& faults);

/// Throws ConfigError unless `count` (of option `name`) is at least 1 and `seconds` 1..3600.
void check_counts(const std::string& name, int count, double seconds);
/// As settle, but an evaluation that nobody gave a seed has seed 1: figures of two models should
/// differ by the models alone.
void settle_for_evaluation(GenerationOptions& options);

}  // namespace melisma::cli
