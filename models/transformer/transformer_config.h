#pragma once

#include <cstdint>

namespace melisma::models {

enum class Norm { kRms, kLayer };
enum class FeedForward { kSwiGlu, kGelu };
enum class Positions { kRotary, kSinusoidal, kNone };

/// A pre-norm causal (or bidirectional) transformer. One implementation serves the frame language
/// models, their depth transformers, the text encoder and the score planner.
struct TransformerConfig {
  int width = 256;         // D
  int layers = 4;          // L
  int heads = 4;           // H; D must be a multiple of it, D / H even where positions are rotary
  int feed_forward = 704;  // inner width of the feed-forward block
  int window = 0;          // a step attends to itself and the window - 1 steps before; 0 = all
  bool causal = true;
  bool cross_attention = false;  // every layer attends to a memory [S, D] of the text encoder
  Norm norm = Norm::kRms;
  FeedForward feed_forward_kind = FeedForward::kSwiGlu;
  Positions positions = Positions::kRotary;
  float norm_epsilon = 1e-5F;
  float rotary_base = 10000.0F;
  bool operator==(const TransformerConfig&) const = default;
};

}  // namespace melisma::models
