#pragma once

#include <torch/torch.h>

#include <map>
#include <string>
#include <vector>

namespace melisma::models {

/// All parameters of a model in one contiguous buffer, with buffers of the same layout for gradients,
/// Adam's moments, the moving average and (on the CPU) the bfloat16 copy: one all-reduce, one norm and
/// one optimizer loop a step. Matrices come first, because weight decay is theirs
/// alone, and of them those of transformer layers.
class FlatParameters {
 public:
  /// Moves the module to `device` and re-points its parameters and gradients into the buffers.
  /// On a CPU the fast path (models/torch/mixed_ops.h) multiplies what copies() gives.
  enum class Factors { kNone, kBfloat16, kFloat32 };
  FlatParameters(torch::nn::Module& module, const at::Device& device, Factors factors);

  struct Rates {
    double learning_rate = 0;
    double table_rate = 1.0;  // of matrices outside transformer layers, times learning_rate
    bool muon = false;  // matrices of transformer layers by Muon, all else by AdamW
    double weight_decay = 0;
    double gradient_clip = 0;
    double average_keep = 0;
  };
  /// One AdamW step with betas .9, .95, or, for the matrices inside transformer layers, one of Muon
  /// (Jordan et al. 2024; scaled to AdamW's update size as in Liu et al. 2025, arXiv 2502.16982): the
  /// momentum's nearest orthogonal matrix, by Newton-Schulz. Clears the gradients.
  /// Returns their norm before clipping; a step whose norm is not finite is skipped.
  double step(std::int64_t number, const Rates& rates);
  /// Exchanges weights and moving average (twice = back): evaluation and export use the average.
  void swap_average();
  void refresh_copies();

  /// By name, the matrices as factors of the fast path: bfloat16 copies, the weights themselves, or none.
  [[nodiscard]] std::map<std::string, at::Tensor> copies() const;
  [[nodiscard]] const std::string& layout() const { return layout_; }

  at::Tensor weights;    // float32 [P]
  at::Tensor gradients;  // float32 [P]
  at::Tensor first;      // Adam's moments
  at::Tensor second;
  at::Tensor average;

 private:
  struct Entry {
    std::string name;
    std::int64_t begin;
    std::vector<std::int64_t> shape;
    std::int64_t stacked = 0;  // matrices it holds one above the other, if Muon may have it; else 0
  };
  void adamw(std::int64_t begin, std::int64_t end, double decay, std::int64_t number, double scale,
             const Rates& rates);
  [[nodiscard]] bool has_bfloat_copies() const;
  void muon(const Entry& entry, double scale, const Rates& rates);
  std::vector<Entry> entries_;
  std::int64_t layer_end_ = 0;   // before it: matrices of transformer layers
  std::int64_t matrix_end_ = 0;  // weights before it decay
  at::Tensor copies_;            // bfloat16 [P], the weights, or undefined
  std::string layout_;           // names and shapes in order; two runs must agree to resume
};

}  // namespace melisma::models
