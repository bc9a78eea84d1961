#include "models/transformer/teacher_forcing.h"

#include "audio/error.h"

namespace melisma::models {

FrameLogits teacher_forced_logits(const LanguageModel& model,
                                  std::span<const std::int32_t> codes,
                                  const FrameFeatures& features,
                                  std::span<const std::int32_t> text) {
  const auto codebooks = static_cast<std::size_t>(model.config().codebooks());
  const std::size_t frames = codes.size() / codebooks;
  const bool conditioned = model.config().feature_count > 0;
  if (codes.size() != frames * codebooks ||
      (conditioned && features.frame_count() < static_cast<std::int64_t>(frames))) {
    throw ShapeError("found " + std::to_string(codes.size()) + " codes and " +
                     std::to_string(features.frame_count()) + " frames of features, wanted " +
                     std::to_string(codebooks) + " codes for every frame");
  }
  LanguageModelState state = model.make_state(1);
  model.set_text(state, 0, text);
  FrameLogits result(codebooks);
  for (std::size_t t = 0; t < frames; ++t) {
    const auto previous = t == 0 ? codes.first(0) : codes.subspan((t - 1) * codebooks, codebooks);
    const FeatureRow row =
        conditioned ? features.frame(static_cast<std::int64_t>(t)) : FeatureRow{};
    model.step(state, previous, std::span<const FeatureRow>(&row, conditioned ? 1 : 0));
    DepthDecoder depth = model.begin_frame(state);
    for (std::size_t k = 0; k < codebooks; ++k) {
      const auto logits = depth.logits();
      result[k].insert(result[k].end(), logits.begin(), logits.end());
      depth.push(codes[t * codebooks + k]);
    }
  }
  return result;
}

}  // namespace melisma::models
