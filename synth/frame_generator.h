#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "codec/codec.h"
#include "models/sampling/philox.h"
#include "models/sampling/sampler.h"
#include "models/transformer/language_model.h"

namespace melisma::synth {

/// Whose choices are drawn, and how.
struct DrawSettings {
  models::SamplingConfig sampling;
  std::uint64_t seed = 0;
  std::uint32_t stream = models::random_stream::kMusic;
  std::shared_ptr<models::ThreadPool> pool = nullptr;  // none: the caller's thread alone; codes are the same
  bool evidence = false;  // keep FrameGenerator::evidence(): a second column even without guidance
};

/// Fills one byte a code, 1 = legal, for `codebook` of a frame whose codes before it are chosen.
using LegalCodes = std::function<void(
    int codebook, std::span<const std::int32_t> so_far, std::vector<std::uint8_t>& legal)>;

/// Where a generation stands; a copy is a place to go back to.
struct GeneratorState {
  models::LanguageModelState model;
  std::vector<std::int32_t> previous;  // K codes of the frame before; empty at the start
  double evidence = 0;
};

/// The loop that every generation shares: a language model is stepped with one column, or with two
/// when it is guided, and the K codes of a frame are drawn one after another. The second column is
/// plain: it is told nothing, or less than the first, and guidance leads away from it. The draw of
/// codebook k of frame t depends on seed, stream, t and k alone, t counting given frames too.
/// [inference] thread; the model must outlive it.
class FrameGenerator {
 public:
  /// Throws ConfigError and InputError as Sampler and LanguageModel::set_text do.
  FrameGenerator(const models::LanguageModel& model,
                 const DrawSettings& settings,
                 std::span<const std::int32_t> text,
                 std::span<const std::int32_t> plain_text = {});

  /// Takes a frame as given (a prompt, the beginning of a score): the model hears it, nothing is
  /// drawn. `features` is ignored by a model that takes none.
  void feed(std::span<const std::int32_t> codes,
            models::FeatureRow features = {},
            models::FeatureRow plain_features = kNoFeatures);
  /// Draws the next frame's K codes. Throws CheckpointError when the model's logits are not finite.
  void next(std::span<std::int32_t> codes,
            models::FeatureRow features = {},
            const LegalCodes& legal = {},
            models::FeatureRow plain_features = kNoFeatures);

  /// By how many nats the codes drawn so far are likelier to the first column than to the plain one:
  /// how well they show what it alone was told. 0 unless DrawSettings::evidence.
  [[nodiscard]] double evidence() const noexcept { return state_.evidence; }
  /// Frames given and drawn.
  [[nodiscard]] std::int64_t frames() const noexcept { return state_.model.frames(); }
  [[nodiscard]] std::size_t columns() const noexcept { return state_.model.columns(); }
  [[nodiscard]] const GeneratorState& state() const noexcept { return state_; }
  void go_back(const GeneratorState& state) { state_ = state; }
  /// From the next frame on, the conditional column hears this text. Throws InputError as
  /// LanguageModel::set_text does.
  void set_text(std::span<const std::int32_t> text) { model_.set_text(state_.model, 0, text); }
  [[nodiscard]] const models::SamplingConfig& sampling() const { return sampler_.config(); }
  /// Guidance has no effect in a generator that began without. Throws ConfigError.
  void set_sampling(const models::SamplingConfig& sampling) { sampler_.set_config(sampling); }
  /// From here on draws come from another stream: another attempt.
  void set_stream(std::uint32_t stream) noexcept { settings_.stream = stream; }

 private:
  static constexpr models::FeatureRow kNoFeatures{&models::kUnconditionalFeature, 1};

  void step(models::FeatureRow features, models::FeatureRow plain_features);

  const models::LanguageModel& model_;
  DrawSettings settings_;
  models::Philox random_;
  models::Sampler sampler_;
  GeneratorState state_;
  std::vector<std::uint8_t> legal_;  // scratch
};

/// Throws CheckpointError that names `name` (the model's) unless the model is of this kind:
/// "music", "speech" or "planner".
void require_kind(const models::LanguageModel& model,
                  const std::string& kind,
                  const std::string& name);

/// Throws CheckpointError that says what does not fit, unless the model writes the codes of
/// `codec`.
void require_codec(const models::LanguageModel& model,
                   const codec::CodecInfo& codec,
                   const std::string& name);

}  // namespace melisma::synth
