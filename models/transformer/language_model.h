#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/checkpoint/safetensors.h"
#include "models/conditioning/frame_features.h"
#include "models/transformer/depth_decoder.h"
#include "models/transformer/feature_conditioner.h"
#include "models/transformer/language_model_config.h"
#include "models/transformer/transformer.h"

namespace melisma::models {

/// The features of one frame, for one column.
using FeatureRow = std::span<const Feature>;

/// The row that means "no condition"; see the feature layouts.
inline constexpr Feature kUnconditionalFeature{0, 1.0F};
/// The text token that means "no text".
inline constexpr std::int32_t kNoTextToken = 0;
/// Longest text, in tokens.
inline constexpr std::size_t kMaxTextTokens = 512;

/// Everything a generation remembers, apart from the weights: attention caches, convolution
/// histories, text memories. It holds one or more columns, which follow the same codes under
/// different conditions (with and without, for guidance). Copying it is a snapshot to go back to.
/// Made by LanguageModel::make_state; used by one thread at a time.
struct LanguageModelState {
  TransformerState main;
  FeatureConditionerState conditioner;                   // empty without frame conditioning
  std::vector<std::shared_ptr<const CrossMemory>> text;  // one a column; empty without text
  DepthState depth;
  std::vector<float> hidden;  // [columns, D], of the last step

  [[nodiscard]] std::size_t columns() const noexcept { return main.layer_memories.size(); }
  /// Frames stepped since the start.
  [[nodiscard]] std::int64_t frames() const noexcept { return main.position; }
};

/// The native language model over frames of K codes; LanguageModelConfig describes it, and the
/// tensors of its file. Immutable once loaded: any number of threads may use it, each with its own
/// state.
///
/// A frame is: step() with the codes of the frame before, then K times logits and choice:
///   model.step(state, previous, features);
///   DepthDecoder depth = model.begin_frame(state);
///   for (int k = 0; k < K; ++k) { choose c[k] from depth.logits(); depth.push(c[k]); }
class LanguageModel {
 public:
  /// Loads a model file strictly. Throws CheckpointError for a damaged file, another kind or format
  /// version, a bad configuration, or tensors that do not match it (all in one message).
  static LanguageModel load(const std::filesystem::path& path);
  explicit LanguageModel(const SafetensorsFile& file);

  LanguageModel(LanguageModel&&) noexcept = default;
  LanguageModel& operator=(LanguageModel&&) noexcept = default;
  LanguageModel(const LanguageModel&) = delete;
  LanguageModel& operator=(const LanguageModel&) = delete;
  ~LanguageModel() = default;

  [[nodiscard]] const LanguageModelConfig& config() const noexcept { return config_; }
  /// The features of a row that this model knows: layouts grow at their end, so a model of before
  /// does not know the newest.
  [[nodiscard]] FeatureRow known(FeatureRow row) const {
    while (!row.empty() && row.back().index >= config_.feature_count) {
      row = row.first(row.size() - 1);
    }
    return row;
  }
  /// SHA-256 of the model file.
  [[nodiscard]] const std::string& file_hash() const noexcept { return file_hash_; }

  /// A state at the start, with no text in any column. `pool`, if any, must outlive it; results do
  /// not depend on it.
  [[nodiscard]] LanguageModelState make_state(std::size_t columns,
                                              ThreadPool* pool = nullptr) const;
  /// Back to the start: caches are emptied, texts stay.
  void reset(LanguageModelState& state) const;

  /// Runs the text encoder over `tokens` and lets `column` attend to the result; no tokens means no
  /// text. Throws InputError for more than kMaxTextTokens or a token outside the vocabulary;
  /// ConfigError if the model takes no text and there are tokens.
  void set_text(LanguageModelState& state,
                std::size_t column,
                std::span<const std::int32_t> tokens) const;

  /// Advances by a frame. `previous` has the K codes of the frame before, and is empty at the
  /// start; `features` has one row a column (none if the model takes no features). Returns the
  /// hidden vectors [columns, D], valid until the next step. Throws InputError for a code outside
  /// its codebook and ShapeError for wrong counts; the state is then unchanged.
  std::span<const float> step(LanguageModelState& state,
                              std::span<const std::int32_t> previous,
                              std::span<const FeatureRow> features) const;

  /// Starts choosing the codes of the frame that step() was called for. Valid until the next step.
  [[nodiscard]] DepthDecoder begin_frame(LanguageModelState& state) const;

 private:
  void check_step(const LanguageModelState& state,
                  std::span<const std::int32_t> previous,
                  std::span<const FeatureRow> features) const;

  LanguageModelConfig config_;
  std::string file_hash_;
  std::vector<float> start_;               // [D]
  std::vector<std::vector<float>> codes_;  // K x [V_k, D]
  std::optional<FeatureConditioner> conditioner_;
  std::vector<float> text_embedding_;  // [text vocabulary, D]
  std::optional<Transformer> text_;
  std::optional<Transformer> main_;
  std::optional<DepthTransformer> depth_;
  std::shared_ptr<const CrossMemory> no_text_;  // memory of the one token kNoTextToken
};

}  // namespace melisma::models
