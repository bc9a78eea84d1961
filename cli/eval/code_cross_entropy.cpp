#include "cli/eval/code_cross_entropy.h"

#include "models/sampling/sampler.h"
#include "models/transformer/teacher_forcing.h"

namespace melisma::cli {

CodeCrossEntropy::CodeCrossEntropy(int codebooks) : sums_(static_cast<std::size_t>(codebooks)) {}

void CodeCrossEntropy::add(const models::LanguageModel& model,
                           std::span<const std::int32_t> codes,
                           const models::FrameFeatures& features,
                           std::span<const std::int32_t> text) {
  const std::size_t books = sums_.size();
  const std::size_t frames = codes.size() / books;
  const models::FrameLogits logits = models::teacher_forced_logits(model, codes, features, text);
  for (std::size_t book = 0; book < books; ++book) {
    const auto size = static_cast<std::size_t>(model.config().code_sizes[book]);
    for (std::size_t t = 0; t < frames; ++t) {
      sums_[book] += models::negative_log_probability(
          std::span<const float>(logits[book]).subspan(t * size, size), codes[t * books + book]);
    }
  }
  frames_ += static_cast<std::int64_t>(frames);
}

std::vector<double> CodeCrossEntropy::nats() const {
  if (frames_ == 0) {
    return {};
  }
  std::vector<double> means = sums_;
  for (double& mean : means) {
    mean /= static_cast<double>(frames_);
  }
  return means;
}

}  // namespace melisma::cli
