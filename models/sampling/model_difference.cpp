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
  return std::max(sum, 0.0);  // p and q sum to 1 up to rounding alone
}

auto likeliest(std::span<const float> p) {
  return std::max_element(p.begin(), p.end()) - p.begin();
}

/// Sums over codes.
class DifferenceSums {
 public:
  explicit DifferenceSums(std::size_t codebooks) : divergences_(codebooks) {}

  void add(std::size_t codebook, std::span<const float> wanted, std::span<const float> found) {
    const auto p = probabilities(wanted);
    const auto q = probabilities(found);
    divergences_[codebook] += divergence(p, q);
    agreeing_ += likeliest(p) == likeliest(q) ? 1 : 0;
  }
  [[nodiscard]] ModelDifference mean(std::int64_t count) const {
    ModelDifference difference;
    const auto frames = static_cast<double>(std::max<std::int64_t>(count, 1));
    const auto codebooks = static_cast<double>(divergences_.size());
    for (const double sum : divergences_) {
      difference.divergence += sum / frames / codebooks;
      difference.worst_divergence = std::max(difference.worst_divergence, sum / frames);
    }
    difference.agreement = static_cast<double>(agreeing_) / frames / codebooks;
    return difference;
  }

 private:
  std::vector<double> divergences_;
  std::int64_t agreeing_ = 0;
};

[[noreturn]] void refuse_other_codes() {
  throw CheckpointError(
      "the two models write other codes, so they cannot be compared. Give a model and its own "
      "quantized form.");
}

}  // namespace

ModelDifference compare_models(const LanguageModel& reference,
                               const LanguageModel& other,
                               const ComparisonProbe& probe) {
  const auto& sizes = reference.config().code_sizes;
  if (other.config().code_sizes != sizes) {
    refuse_other_codes();
  }
  Walk reference_walk(reference, probe);
  Walk other_walk(other, probe);
  Sampler sampler({.temperature = 1, .top_k = 0}, *std::max_element(sizes.begin(), sizes.end()));
  const Philox random(probe.seed);
  DifferenceSums sums(sizes.size());
  std::vector<std::int32_t> previous;
  for (std::int64_t t = 0; t < probe.frames; ++t) {
    DepthDecoder wanted = reference_walk.begin(t, previous);
    DepthDecoder found = other_walk.begin(t, previous);
    previous.clear();
    for (std::size_t k = 0; k < sizes.size(); ++k) {
      sums.add(k, wanted.logits(), found.logits());
      const std::int32_t code =
          sampler.draw(wanted.logits(), 1, random.uniform(t, static_cast<std::uint32_t>(k), 0));
      wanted.push(code);
      found.push(code);
      previous.push_back(code);
    }
  }
  return sums.mean(probe.frames);
}

ModelDifference compare_models(const DelayModel& reference,
                               const DelayModel& other,
                               std::span<const float> memory,
                               int steps,
                               std::uint64_t seed) {
  const DelayLanguageModelConfig& config = reference.config();
  if (config.codebooks != other.config().codebooks ||
      config.code_size != other.config().code_size) {
    refuse_other_codes();
  }
  const auto books = static_cast<std::size_t>(config.codebooks);
  const auto size = static_cast<std::size_t>(config.code_size);
  const DelayStreamShape shape{.capacity = static_cast<std::size_t>(steps)};
  const auto reference_stream = reference.open(shape);
  const auto other_stream = other.open(shape);
  if (!memory.empty() && config.main.cross_attention) {
    reference_stream->set_memory(0, memory);
    other_stream->set_memory(0, memory);
  }
  Sampler sampler({.temperature = 1, .top_k = 0}, config.code_size);
  const Philox random(seed);
  DifferenceSums sums(books);
  std::vector<std::int32_t> ids(books, config.code_size);
  for (int t = 0; t < steps; ++t) {
    const auto wanted = reference_stream->step(ids);
    const auto found = other_stream->step(ids);
    for (std::size_t k = 0; k < books; ++k) {
      const auto logits = wanted.subspan(k * size, size);
      sums.add(k, logits, found.subspan(k * size, size));
      ids[k] = sampler.draw(logits, 1, random.uniform(t, static_cast<std::uint32_t>(k), 0));
    }
  }
  return sums.mean(steps);
}

}  // namespace melisma::models
