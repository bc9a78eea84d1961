#include "models/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <nlohmann/json.hpp>

namespace melisma::models {
namespace {

constexpr double kLastFactor = 0.05;

}  // namespace

double Schedule::factor(std::int64_t step) const {
  const double since = static_cast<double>(step - begin + 1);
  const double rising = warmup > 0 ? std::min(1.0, since / static_cast<double>(warmup)) : 1.0;
  const double cosine = 0.5 * (1.0 + std::cos(std::numbers::pi * std::clamp(progress, 0.0, 1.0)));
  return rising * (kLastFactor + (1.0 - kLastFactor) * cosine);
}

std::string to_json(const Schedule& schedule) {
  return nlohmann::json{{"begin", schedule.begin},
                        {"warmup", schedule.warmup},
                        {"progress", schedule.progress},
                        {"increment", schedule.increment}}
      .dump();
}

Schedule schedule_from_json(const std::string& text) {
  const auto json = nlohmann::json::parse(text);
  return {.begin = json.at("begin").get<std::int64_t>(),
          .warmup = json.at("warmup").get<std::int64_t>(),
          .progress = json.at("progress").get<double>(),
          .increment = json.at("increment").get<double>()};
}

}  // namespace melisma::models
