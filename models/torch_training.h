#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/crop_source.h"
#include "models/transformer/language_model_config.h"

namespace melisma::models {

/// How long and how to train; the same for every task.
struct TrainingOptions {
  std::filesystem::path run;          // folder: log.jsonl, checkpoint.safetensors, model.safetensors
  double minutes = 0;                 // wall-clock budget of this call; 0 = by `steps`
  std::int64_t steps = 0;             // total steps of the schedule; 0 = by `minutes`
  std::int64_t stop_after = 0;        // steps of this call before it stops as if interrupted; 0 = never
  bool resume = false;                // go on from run/checkpoint.safetensors
  std::string device = "cpu";         // "cpu", "cuda", "cuda:1"
  bool mixed_precision = true;        // bfloat16 products, float32 weights and sums
  bool wide_products = false;         // on a CPU: float32 products among bfloat16 states, which is faster
                                      // where the BLAS is and the processor's bfloat16 is not
  int threads = 1;                    // of LibTorch; processes scale better than threads
  std::uint64_t seed = 1;
  std::string optimizer = "adamw";    // or "muon": Muon for the matrices of transformer layers
  double learning_rate = 1.2e-3;      // at the top of the cosine
  double table_rate = 1.0;            // of embedding tables and heads, times that rate
  std::int64_t warmup_steps = 150;
  double weight_decay = 0.05;         // of matrices
  double gradient_clip = 1.0;         // largest norm of the whole gradient
  double average_keep = 0.999;        // of the moving average of the weights, which is what is exported
  double checkpoint_minutes = 3;
  double evaluate_minutes = 5;
  std::function<void(const std::string&)> progress;  // one readable line every few seconds
  const std::atomic<bool>* stop = nullptr;           // set (by Ctrl-C) to checkpoint and return
};

/// The vectors of a codec's codes, [K, V, width] row-major: what a frame's codes sum to is its latent.
struct CodebookVectors {
  std::vector<float> values;
  int width = 0;  // 0 = codes that stand for nothing that has a place in a space
};

struct LanguageModelTraining {
  TrainingOptions options;
  LanguageModelConfig config;
  std::filesystem::path from;         // a model file whose weights are the first, in whatever type; or
  CodebookVectors codebooks;          // start from them (models/training/codebook_start.h)
  std::int64_t batch = 12;            // rows a step and process
  int loaders = 0;                    // threads that cut crops ahead, for a fast device
  double depth_fraction = 0.25;       // of the frames whose whole depth sequence is trained
  double first_code_weight = 1.5;     // of codebook 0 in the loss, against 1 of the others
  double drop_features = 0.08;        // rows that lose their features, text, or both
  double drop_text = 0.15;
  double drop_both = 0.05;
  double mishear = 0;                 // largest share of a row's frames that it hears wrong: mishear()
  std::map<std::string, std::string> provenance;  // goes into the model file's metadata
};

struct TrainingResult {
  std::int64_t steps = 0;         // done in all, earlier calls included
  bool finished = false;          // false: stopped early, resume to go on
  std::vector<double> losses;     // of each step of this call
  std::vector<double> held_out;   // last held-out loss of each codebook, nats
};

/// A teacher-forced sequence for the reference logits.
struct TeacherForced {
  std::vector<std::int32_t> codes;  // [T][K]; frame t is predicted from frames before t
  FrameFeatures features;
  std::vector<std::int32_t> text;
};

/// Training and reference of the language model, in the LibTorch module. Fetched by
/// torch_interface<LanguageModelTorch>(kLanguageModelTorchSymbol).
class LanguageModelTorch {
 public:
  virtual ~LanguageModelTorch() = default;
  /// Throws ConfigError, CheckpointError (a checkpoint of another model), Error.
  virtual TrainingResult train(const LanguageModelTraining& training, CropSource& source) = 0;
  /// Logits [K][T * V_k] of a model file, in float32 (`mixed`: by the bfloat16 training path).
  virtual std::vector<std::vector<float>> logits(const std::filesystem::path& model,
                                                 const TeacherForced& sequence, bool mixed) = 0;
  /// The largest |gradient| of the logits at frame `t` with respect to what the main transformer reads
  /// at frames after t: zero when it is causal.
  virtual double future_gradient(const std::filesystem::path& model, const TeacherForced& sequence,
                                 std::int64_t t, bool mixed) = 0;
};

constexpr const char* kLanguageModelTorchSymbol = "melisma_torch_language_model";

}  // namespace melisma::models
