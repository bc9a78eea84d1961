#include "cli/eval_report.h"

#include <array>
#include <cstdio>

#include "audio/error.h"

namespace melisma::cli {

std::string list_text(const std::vector<double>& values, int decimals) {
  std::string all;
  for (const double value : values) {
    std::array<char, 64> item{};
    std::snprintf(item.data(), item.size(), " %.*f", decimals, value);
    all += item.data();
  }
  return all;
}

std::string text(const FaultCounts& faults) {
  return "faults: " + std::to_string(faults.with_any) + " of " + std::to_string(faults.outputs) +
         " (silent " + std::to_string(faults.silent) + ", too long " +
         std::to_string(faults.too_long) + ", too short " + std::to_string(faults.too_short) +
         ", clipped " + std::to_string(faults.clipped) + ", not finite " +
         std::to_string(faults.not_finite) + ")";
}

nlohmann::json to_json(const FaultCounts& faults) {
  return {{"outputs", faults.outputs},
          {"with_any", faults.with_any},
          {"silent", faults.silent},
          {"too_long", faults.too_long},
          {"too_short", faults.too_short},
          {"clipped", faults.clipped},
          {"not_finite", faults.not_finite}};
}

void check_counts(const std::string& name, int count, double seconds) {
  if (count < 1 || !(seconds >= 1 && seconds <= 3600)) {
    throw ConfigError(name + " must be at least 1 and --seconds 1..3600.");
  }
}

void settle_for_evaluation(GenerationOptions& options) {
  if (!options.seed) {
    options.seed = 1;
  }
  settle(options);
}

}  // namespace melisma::cli
