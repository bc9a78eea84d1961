#include "models/sampling/sampler.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "audio/error.h"

namespace melisma::models {
namespace {

void check_range(const char* name, float value, float least, float most) {
  if (!(value >= least && value <= most)) {
    throw ConfigError(std::string("sampling: ") + name + " is " + std::to_string(value) +
                      ", wanted " + std::to_string(least) + " to " + std::to_string(most));
  }
}

}  // namespace

void validate(const SamplingConfig& config) {
  check_range("temperature", config.temperature, 0.0F, 10.0F);
  check_range("top_p", config.top_p, 0.0F, 1.0F);
  check_range("guidance", config.guidance, 0.0F, 20.0F);
  if (config.top_k < 0) {
    throw ConfigError("sampling: top_k is " + std::to_string(config.top_k) +
                      ", wanted 0 (all) or more");
  }
}

void apply_guidance(std::span<float> conditional,
                    std::span<const float> unconditional,
                    float guidance) noexcept {
  for (std::size_t i = 0; i < conditional.size(); ++i) {
    conditional[i] = unconditional[i] + guidance * (conditional[i] - unconditional[i]);
  }
}

double negative_log_probability(std::span<const float> logits, std::int32_t code) {
  const double top = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits) {
    sum += std::exp(static_cast<double>(logit) - top);
  }
  return top + std::log(sum) - static_cast<double>(logits[static_cast<std::size_t>(code)]);
}

Sampler::Sampler(const SamplingConfig& config, int largest_vocabulary)
    : config_(config), capacity_(static_cast<std::size_t>(std::max(largest_vocabulary, 0))) {
  validate(config);
  candidates_.reserve(capacity_);
  logits_.reserve(capacity_);
}

void Sampler::set_config(const SamplingConfig& config) {
  validate(config);
  config_ = config;
}

bool Sampler::likelier(const Candidate& left, const Candidate& right) noexcept {
  return left.logit > right.logit || (left.logit == right.logit && left.code < right.code);
}

void Sampler::gather(std::span<const float> logits,
                     std::size_t columns,
                     std::span<const std::uint8_t> legal) {
  const std::size_t codes = columns == 0 ? 0 : logits.size() / columns;
  if (columns < 1 || columns > 2 || codes * columns != logits.size() || codes > capacity_ ||
      (!legal.empty() && legal.size() != codes)) {
    throw ShapeError("sampling: found " + std::to_string(logits.size()) + " logits in " +
                     std::to_string(columns) + " columns and " + std::to_string(legal.size()) +
                     " legal marks, wanted 1 or 2 equal columns of at most " +
                     std::to_string(capacity_) + " and as many marks");
  }
  const bool guided = columns == 2 && config_.guidance != 1.0F;
  candidates_.clear();
  for (std::size_t code = 0; code < codes; ++code) {
    float logit = logits[code];
    if (guided) {
      apply_guidance({&logit, 1}, logits.subspan(codes + code, 1), config_.guidance);
    }
    if (!(logit < std::numeric_limits<float>::infinity())) {  // NaN too
      throw CheckpointError("the model gives no usable likelihood for code " +
                            std::to_string(code) + " (found " + std::to_string(logit) +
                            "). Its file is damaged or its training diverged; use another model.");
    }
    const bool possible = logit > -std::numeric_limits<float>::infinity();
    if (possible && (legal.empty() || legal[code] != 0)) {
      candidates_.push_back({logit, static_cast<std::int32_t>(code)});
    }
  }
  if (candidates_.empty()) {
    throw ConfigError("sampling: found no legal code among " + std::to_string(codes) +
                      ", wanted at least one");
  }
}

void Sampler::keep_top_k() {
  const auto k = static_cast<std::size_t>(config_.top_k);
  if (k == 0 || k >= candidates_.size()) {
    return;
  }
  // Every block of neighbours has one that is its largest, so k logits are at least the k-th
  // largest of these; few others are, and only they need to be sorted.
  const std::size_t block = std::max<std::size_t>(1, candidates_.size() / (2 * k));
  logits_.clear();
  for (std::size_t at = 0; at < candidates_.size(); at += block) {
    float largest = candidates_[at].logit;
    for (std::size_t i = at + 1; i < std::min(at + block, candidates_.size()); ++i) {
      largest = std::max(largest, candidates_[i].logit);
    }
    logits_.push_back(largest);
  }
  const auto edge = logits_.begin() + static_cast<std::ptrdiff_t>(k) - 1;
  std::nth_element(logits_.begin(), edge, logits_.end(), std::greater<>());
  std::erase_if(candidates_, [least = *edge](const Candidate& each) { return each.logit < least; });
  std::sort(candidates_.begin(), candidates_.end(), likelier);
  candidates_.resize(k);
}

void Sampler::weigh() {
  const float top = std::max_element(candidates_.begin(), candidates_.end(), [](auto& a, auto& b) {
                      return a.logit < b.logit;
                    })->logit;
  for (Candidate& candidate : candidates_) {
    candidate.logit = std::exp((candidate.logit - top) / config_.temperature);
  }
}

double Sampler::total_weight() const {
  double sum = 0;
  for (const Candidate& candidate : candidates_) {
    sum += static_cast<double>(candidate.logit);
  }
  return sum;
}

void Sampler::keep_top_p() {
  const double wanted = total_weight() * static_cast<double>(config_.top_p);
  double mass = 0;
  std::size_t kept = 0;
  do {
    mass += static_cast<double>(candidates_[kept++].logit);
  } while (kept < candidates_.size() && mass < wanted);
  candidates_.resize(kept);
}

std::int32_t Sampler::draw(std::span<const float> logits,
                           std::size_t columns,
                           double uniform,
                           std::span<const std::uint8_t> legal) {
  gather(logits, columns, legal);
  if (config_.temperature == 0.0F) {
    return std::min_element(candidates_.begin(), candidates_.end(), likelier)->code;
  }
  keep_top_k();
  if (config_.top_p < 1.0F) {
    std::sort(candidates_.begin(), candidates_.end(), likelier);
  }
  weigh();
  if (config_.top_p < 1.0F) {
    keep_top_p();
  }
  return pick(uniform);
}

std::int32_t Sampler::pick(double uniform) const {
  double rest = uniform * total_weight();
  std::int32_t chosen = candidates_.front().code;
  for (const Candidate& candidate : candidates_) {
    if (candidate.logit > 0.0F) {
      chosen = candidate.code;
      rest -= static_cast<double>(candidate.logit);
      if (rest < 0) {
        break;
      }
    }
  }
  return chosen;
}

}  // namespace melisma::models
