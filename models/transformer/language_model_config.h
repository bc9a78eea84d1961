#pragma once

#include <string>
#include <vector>

#include "models/transformer/transformer_config.h"

namespace melisma::models {

/// An autoregressive model over frames of K codes (RQ-Transformer, Lee et al. 2022, arXiv
/// 2203.01941; Moshi, arXiv 2410.00037). A causal transformer reads the sum of the last frame's K
/// code embeddings plus frame-aligned conditioning; a small depth transformer writes the K codes of
/// the next frame one after another, so a frame needs no later frame. The same model serves codec
/// frames (music, speech) and the planner's score events, where the K codes are the event's fields.
struct LanguageModelConfig {
  std::string kind = "music";   // "music", "speech" or "planner"
  std::vector<int> code_sizes;  // K entries: size of each codebook's vocabulary
  int feature_count = 0;        // size of the frame-feature table; 0 = no frame conditioning
  int conditioner_kernel = 9;   // taps of the causal depthwise convolutions over features
  int conditioner_blocks = 2;
  int text_vocabulary = 0;   // tokens of the text encoder; 0 = no text conditioning
  TransformerConfig text;    // the text encoder (bidirectional); its width equals main.width
  TransformerConfig main;    // the temporal transformer
  TransformerConfig depth;   // the depth transformer, over K steps
  bool repeat_gate = false;  // a learnt bonus for the code that the frame before had: sounds that last
                             // repeat most of their codes
  double frame_rate = 50.0;  // frames a second; 0 for the planner
  std::string codec_hash;    // identity of the codec whose codes it writes; empty for planner

  [[nodiscard]] int codebooks() const noexcept { return static_cast<int>(code_sizes.size()); }
  bool operator==(const LanguageModelConfig&) const = default;
};

/// Throws ConfigError that names the field, its value and the legal range (all sizes are capped).
void validate(const LanguageModelConfig& config);
/// JSON text, the form kept in a model file's metadata under "config"; round-trips exactly.
/// Reading is strict: bad JSON, missing, unknown or mistyped members and values that validate()
/// refuses throw CheckpointError.
std::string to_json(const LanguageModelConfig& config);
LanguageModelConfig language_model_config_from_json(const std::string& text);

}  // namespace melisma::models
