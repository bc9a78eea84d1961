#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/conditioning/frame_features.h"
#include "models/transformer/language_model.h"

namespace melisma::cli {

/// How well a language model predicts codes that it did not make, by codebook.
class CodeCrossEntropy {
 public:
  explicit CodeCrossEntropy(int codebooks);

  /// Adds frames of given codes [T, K] under their conditioning, by the cached path. Throws
  /// ShapeError and InputError as teacher_forced_logits does.
  void add(const models::LanguageModel& model,
           std::span<const std::int32_t> codes,
           const models::FrameFeatures& features,
           std::span<const std::int32_t> text);

  /// Mean -ln p(code) in nats a code, by codebook; empty when nothing was added. ln(size) = chance.
  [[nodiscard]] std::vector<double> nats() const;

 private:
  std::vector<double> sums_;
  std::int64_t frames_ = 0;
};

}  // namespace melisma::cli
