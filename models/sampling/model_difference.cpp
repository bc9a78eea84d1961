#include "models/sampling/model_difference.h"

#include <algorithm>
#include <cmath>

#include "audio/error.h"
#include "models/kernels/elementwise.h"
#include "models/sampling/philox.h"
#include "models/sampling/sampler.h"

namespace melisma::models {
namespace {

/// One model on its way through the probe.
class Walk {
 public:
  Walk(const LanguageModel& model, const ComparisonProbe& probe)
      : model_(model), probe_(probe), state_(model.make_state(1)) {
    model.set_text(state_, 0, probe.text);
  }

  DepthDecoder begin(std::int64_t frame, std::span<const std::int32_t> previous) {
    const bool conditioned = model_.config().feature_count > 0;
    const FeatureRow row = conditioned ? probe_.features.frame(frame) : FeatureRow{};
    model_.step(state_, previous, std::span<const FeatureRow>(&row, conditioned ? 1 : 0));
    return model_.begin_frame(state_);
  }

 private:
  const LanguageModel& model_;
  const ComparisonProbe& probe_;
  LanguageModelState state_;
};

std::vector<float> probabilities(std::span<const float> logits) {
  std::vector<float> result(logits.begin(), logits.end());
  softmax(result);
  return result;
}

double divergence(std::span<const float> p, std::span<const float> q) {
  constexpr double kLeast = 1e-12;
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] > 0) {
      sum += p[i] * std::log(static_cast<double>(p[i]) / std::max<double>(q[i], kLeast));
    }
  }
  return sum;
}

auto likeliest(std::span<const float> p) {
  return std::max_element(p.begin(), p.end()) - p.begin();
}

}  // namespace

ModelDifference compare_models(const LanguageModel& reference,
                               const LanguageModel& other,
                               const ComparisonProbe& probe) {
  const auto& sizes = reference.config().code_sizes;
  if (other.config().code_sizes != sizes) {
    throw CheckpointError(
        "the two models write other codes, so they cannot be compared. Give a model and its own "
        "quantized form.");
  }
  Walk reference_walk(reference, probe);
  Walk other_walk(other, probe);
  Sampler sampler({.temperature = 1, .top_k = 0}, *std::max_element(sizes.begin(), sizes.end()));
  const Philox random(probe.seed);
  std::vector<double> divergences(sizes.size());
  std::int64_t agreeing = 0;
  std::vector<std::int32_t> previous;
  for (std::int64_t t = 0; t < probe.frames; ++t) {
    DepthDecoder wanted = reference_walk.begin(t, previous);
    DepthDecoder found = other_walk.begin(t, previous);
    previous.clear();
    for (std::size_t k = 0; k < sizes.size(); ++k) {
      const auto p = probabilities(wanted.logits());
      const auto q = probabilities(found.logits());
      divergences[k] += divergence(p, q);
      agreeing += likeliest(p) == likeliest(q) ? 1 : 0;
      const std::int32_t code =
          sampler.draw(wanted.logits(), 1, random.uniform(t, static_cast<std::uint32_t>(k), 0));
      wanted.push(code);
      found.push(code);
      previous.push_back(code);
    }
  }
  ModelDifference difference;
  const auto frames = static_cast<double>(std::max<std::int64_t>(probe.frames, 1));
  for (const double sum : divergences) {
    difference.divergence += sum / frames / static_cast<double>(sizes.size());
    difference.worst_divergence = std::max(difference.worst_divergence, sum / frames);
  }
  difference.agreement = static_cast<double>(agreeing) / frames / static_cast<double>(sizes.size());
  return difference;
}

}  // namespace melisma::models
