#pragma once

#include <chrono>
#include <fstream>
#include <map>
#include <string>

#include "models/torch_training.h"
#include "models/training/data_parallel.h"
#include "models/training/flat_parameters.h"
#include "models/training/schedule.h"

namespace melisma::models {

/// What a training task does; the Trainer does the rest. A task's randomness must be a pure function of
/// the step and the rank, so that resumed runs go on exactly.
class TrainingTask {
 public:
  virtual ~TrainingTask() = default;
  virtual torch::nn::Module& module() = 0;
  /// Called once the parameters lie in their flat buffers.
  virtual void prepared(const FlatParameters& parameters) = 0;
  /// Runs forward and backward on the batch of this step and rank; gradients are zero before. Returns
  /// the figures for the log; "loss" and "frames" (how much audio it saw) must be among them.
  virtual std::map<std::string, double> step(std::int64_t step, int rank, int size) = 0;
  /// Held-out figures with the averaged weights; "held_out_0", "held_out_1"... are what
  /// TrainingResult::held_out lists.
  virtual std::map<std::string, double> evaluate() = 0;
  /// Writes the model, whose weights are the averaged ones just now.
  virtual void export_model(const std::filesystem::path& path) = 0;
};

/// While it lives, this thread takes tiny numbers for zero, which training is faster with. Afterwards it
/// must not: what is encoded or generated then would depend on it.
class FlushedDenormals {
 public:
  FlushedDenormals() { at::globalContext().setFlushDenormal(true); }
  ~FlushedDenormals() { at::globalContext().setFlushDenormal(false); }
  FlushedDenormals(const FlushedDenormals&) = delete;
  FlushedDenormals& operator=(const FlushedDenormals&) = delete;
};

/// The base loop of all training: AdamW on flat parameters, schedule, clipping, moving average, log,
/// checkpoints, resuming, data parallelism. One JSON line a step goes to run/log.jsonl.
class Trainer {
 public:
  Trainer(TrainingTask& task, const TrainingOptions& options);
  TrainingResult run();

 private:
  using Clock = std::chrono::steady_clock;
  void load_checkpoint();
  void save_checkpoint();
  void plan_schedule();
  void replan();
  void train_step();
  void evaluate();
  void report(const std::map<std::string, double>& figures);
  void log_line(const std::string& line);
  [[nodiscard]] bool stop_requested();
  [[nodiscard]] double seconds() const;

  FlushedDenormals flushed_;
  TrainingTask& task_;
  TrainingOptions options_;
  at::Device device_;
  DataParallel group_;
  FlatParameters parameters_;
  Schedule schedule_;
  std::int64_t step_ = 0;        // steps done, in all calls
  std::int64_t steps_here_ = 0;  // steps done in this call
  double frames_here_ = 0;
  double training_seconds_ = 0;  // spent in steps alone, in this call
  bool stopped_ = false;
  Clock::time_point start_ = Clock::now();
  double last_report_ = -1e9;    // seconds since start_
  double smooth_loss_ = 0;
  std::ofstream log_;
  TrainingResult result_;
};

}  // namespace melisma::models
