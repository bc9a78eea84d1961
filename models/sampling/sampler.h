#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace melisma::models {

/// How a code is chosen from logits. The defaults sample from the model's own distribution.
struct SamplingConfig {
  float temperature = 1.0F;  // divides the logits, 0..10; 0 = greedy
  int top_k = 0;             // only the k likeliest codes; 0 = all
  float top_p = 1.0F;        // only the likeliest codes that together have this mass, 0..1; 1 = all
  float guidance = 1.0F;     // scale of classifier-free guidance, 0..20; 1 = none
  bool operator==(const SamplingConfig&) const = default;
};

/// Throws ConfigError that names the field, its value and the legal range.
void validate(const SamplingConfig& config);

/// Classifier-free guidance (Ho and Salimans 2022, arXiv 2207.12598) in place:
/// conditional = unconditional + guidance * (conditional - unconditional).
void apply_guidance(std::span<float> conditional,
                    std::span<const float> unconditional,
                    float guidance) noexcept;

/// -ln of the softmax of `logits` at `code`.
double negative_log_probability(std::span<const float> logits, std::int32_t code);

/// Chooses codes: guidance, then the mask of legal codes, temperature, top-k, top-p (over what
/// top-k left), then one uniform number decides. Codes of equal likelihood are ordered by index,
/// so a choice is a pure function of its arguments. Does not allocate after construction. One
/// thread at a time.
class Sampler {
 public:
  /// `largest_vocabulary`: the most logits that draw() will be given. Throws ConfigError.
  Sampler(const SamplingConfig& config, int largest_vocabulary);

  [[nodiscard]] const SamplingConfig& config() const noexcept { return config_; }
  /// Throws ConfigError and keeps the old one if `config` is not valid.
  void set_config(const SamplingConfig& config);

  /// `logits` [columns, V]: one column, or the conditional one and then the unconditional one (used
  /// when guidance is not 1). `legal`: V bytes, 0 = never chosen; empty = all are legal. `uniform`
  /// in [0, 1). Throws ShapeError for wrong sizes, CheckpointError if a logit is NaN or +infinity
  /// (the model is damaged), ConfigError when no code is legal and possible.
  std::int32_t draw(std::span<const float> logits,
                    std::size_t columns,
                    double uniform,
                    std::span<const std::uint8_t> legal = {});

 private:
  struct Candidate {
    float logit = 0;
    std::int32_t code = 0;
  };
  static bool likelier(const Candidate& left, const Candidate& right) noexcept;

  void gather(std::span<const float> logits,
              std::size_t columns,
              std::span<const std::uint8_t> legal);
  void keep_top_k();
  void keep_top_p();
  /// Replaces logits by weights, proportional to probability; the largest is 1.
  void weigh();
  [[nodiscard]] double total_weight() const;
  [[nodiscard]] std::int32_t pick(double uniform) const;

  SamplingConfig config_;
  std::vector<Candidate> candidates_;  // its logits become weights
  std::vector<float> logits_;          // scratch
  std::size_t capacity_;               // largest vocabulary
};

}  // namespace melisma::models
