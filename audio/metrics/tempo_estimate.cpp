#include "audio/metrics/tempo_estimate.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "audio/onsets.h"

namespace melisma::audio {
namespace {

constexpr double kSlowestBpm = 40.0;
constexpr double kFastestBpm = 240.0;
constexpr double kStep = 1.002;
constexpr int kTeeth = 4;
constexpr double kShortestSeconds = 3.0;

std::vector<double> autocorrelation(std::span<const float> x, std::size_t lags) {
  std::vector<double> result(lags);
  for (std::size_t lag = 0; lag < lags; ++lag) {
    double sum = 0.0;
    for (std::size_t t = lag; t < x.size(); ++t) {
      sum += static_cast<double>(x[t]) * x[t - lag];
    }
    result[lag] = sum / static_cast<double>(x.size() - lag);
  }
  return result;
}

double at(const std::vector<double>& values, double position) {
  const auto below = static_cast<std::size_t>(position);
  const double share = position - static_cast<double>(below);
  return values[below] * (1.0 - share) + values[below + 1] * share;
}

}  // namespace

double estimate_tempo(std::span<const float> onset_envelope, double frame_rate, double prior_bpm) {
  if (static_cast<double>(onset_envelope.size()) < kShortestSeconds * frame_rate) {
    return 0.0;
  }
  const double longest_period = 60.0 / kSlowestBpm * frame_rate;
  const std::size_t lags =
      std::min(onset_envelope.size() / 2, static_cast<std::size_t>(kTeeth * longest_period) + 2);
  const auto correlation = autocorrelation(onset_envelope, lags);
  if (correlation[0] <= 0.0) {
    return 0.0;
  }
  double best = 0.0;
  double best_score = 0.0;
  for (double bpm = kSlowestBpm; bpm <= kFastestBpm; bpm *= kStep) {
    const double period = 60.0 / bpm * frame_rate;
    double sum = 0.0;
    int teeth = 0;
    while (teeth < kTeeth && (teeth + 1) * period + 1.0 < static_cast<double>(lags)) {
      ++teeth;
      sum += at(correlation, teeth * period);
    }
    const double octaves = std::log2(bpm / prior_bpm);
    const double score = teeth == 0 ? 0.0 : sum / teeth * std::exp(-0.5 * octaves * octaves);
    if (score > best_score) {
      best_score = score;
      best = bpm;
    }
  }
  return best;
}

double estimate_signal_tempo(std::span<const float> signal, int sample_rate, double prior_bpm) {
  return estimate_tempo(onset_envelope(signal, sample_rate), kOnsetFrameRate, prior_bpm);
}

double fold_tempo(double estimate, double expected) {
  if (estimate <= 0.0 || expected <= 0.0) {
    return 0.0;
  }
  double best = estimate;
  for (const double factor : {0.25, 1.0 / 3.0, 0.5, 2.0 / 3.0, 1.0, 1.5, 2.0, 3.0, 4.0}) {
    const double candidate = estimate * factor;
    if (std::abs(std::log(candidate / expected)) < std::abs(std::log(best / expected))) {
      best = candidate;
    }
  }
  return best;
}

double tempo_error(double estimate, double expected) {
  const double folded = fold_tempo(estimate, expected);
  return folded > 0.0 ? std::abs(folded / expected - 1.0) : 1.0;
}

}  // namespace melisma::audio
