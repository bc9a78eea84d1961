#include "models/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "models/training/training_checkpoint.h"

namespace melisma::models {
namespace {

constexpr std::int64_t kMeasuredSteps = 30;   // before the speed is trusted
constexpr std::int64_t kReplanSteps = 25;    // a busy machine changes its speed
constexpr double kReportSeconds = 5;
constexpr double kLongWarmupShare = 0.1;      // warm-up never takes more of a run than this

at::Device open_device(const std::string& name) {
  try {
    const at::Device device(name);
    if (device.is_cuda() && !torch::cuda::is_available()) {
      throw ConfigError("--device " + name +
                        ": this LibTorch finds no CUDA device. Use --device cpu.");
    }
    return device;
  } catch (const c10::Error&) {
    throw ConfigError("--device " + name + " is unknown; wanted cpu, cuda or cuda:N.");
  }
}

FlatParameters::Factors factors_of(const TrainingOptions& options) {
  using Factors = FlatParameters::Factors;
  if (!options.mixed_precision) {
    return Factors::kNone;
  }
  return options.wide_products ? Factors::kFloat32 : Factors::kBfloat16;
}

}  // namespace

Trainer::Trainer(TrainingTask& task, const TrainingOptions& options)
    : task_(task),
      options_(options),
      device_(open_device(options.device)),
      group_(device_),
      parameters_(task.module(), device_, factors_of(options)) {
#ifdef __GLIBC__
  // Every step allocates the same large tensors: keep their pages instead of faulting them in anew.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 64 << 20);
#endif
  std::filesystem::create_directories(options_.run);
  if (options_.resume) {
    load_checkpoint();
  }
  group_.share(parameters_.weights);
  group_.share(parameters_.average);
  parameters_.refresh_copies();
  task_.prepared(parameters_);
  plan_schedule();
  if (group_.rank() == 0) {
    log_.open(options_.run / "log.jsonl", options_.resume ? std::ios::app : std::ios::trunc);
    if (!log_) {
      throw Error("cannot write " + (options_.run / "log.jsonl").string() +
                  ". Check the folder's rights and space.");
    }
  }
}

double Trainer::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

void Trainer::plan_schedule() {
  if (options_.optimizer != "adamw" && options_.optimizer != "muon") {
    throw ConfigError("--optimizer " + options_.optimizer + " is unknown; wanted adamw or muon.");
  }
  if (options_.steps <= 0 && options_.minutes <= 0) {
    throw ConfigError("training needs --minutes M or --steps N above 0.");
  }
  const bool fresh = !options_.resume || schedule_.finished() ||
                     (options_.minutes > 0 && options_.steps <= 0);
  if (fresh) {
    schedule_ = {.begin = step_, .warmup = options_.warmup_steps, .progress = 0, .increment = 0};
  }
  if (options_.steps > 0) {
    const auto left = static_cast<double>(options_.steps - step_);
    const double planned = schedule_.increment > 0 ? (1 - schedule_.progress) / schedule_.increment : 0;
    if (fresh || std::abs(planned - left) > 0.5) {
      schedule_.spread(left);
      const auto most = static_cast<std::int64_t>(kLongWarmupShare * left);
      schedule_.warmup = fresh ? std::min(schedule_.warmup, most) : schedule_.warmup;
    }
  }
}

void Trainer::replan() {
  if (options_.steps > 0 || steps_here_ < kMeasuredSteps ||
      (steps_here_ != kMeasuredSteps && steps_here_ % kReplanSteps != 0)) {
    return;
  }
  // All ranks must agree; rank 0's clock decides. Pauses for evaluation count as they did so far.
  const double left = options_.minutes * 60 - seconds();
  at::Tensor steps = at::full({1}, left / (seconds() / static_cast<double>(steps_here_)),
                              at::TensorOptions().dtype(at::kFloat).device(device_));
  group_.share(steps);
  schedule_.spread(steps.item<double>());
}

bool Trainer::stop_requested() {
  const bool asked = (options_.stop != nullptr && options_.stop->load()) ||
                     (options_.stop_after > 0 && steps_here_ >= options_.stop_after);
  if (group_.size() == 1) {
    return asked;
  }
  at::Tensor flag = at::full({1}, asked ? 1.0 : 0.0, parameters_.weights.options());
  group_.average(flag);
  return flag.item<double>() > 0;
}

TrainingResult Trainer::run() {
  double last_checkpoint = 0;
  double last_evaluation = 0;
  while (!schedule_.finished()) {
    if (stop_requested()) {
      stopped_ = true;
      break;
    }
    train_step();
    replan();
    if (seconds() - last_evaluation > options_.evaluate_minutes * 60) {
      evaluate();
      last_evaluation = seconds();
    }
    if (seconds() - last_checkpoint > options_.checkpoint_minutes * 60) {
      save_checkpoint();
      last_checkpoint = seconds();
    }
  }
  if (!stopped_) {
    evaluate();
  }
  save_checkpoint();
  result_.steps = step_;
  result_.finished = !stopped_;
  return result_;
}

void Trainer::train_step() {
  const double begin = seconds();
  auto figures = task_.step(step_, group_.rank(), group_.size());
  group_.average(parameters_.gradients);
  const double rate = options_.learning_rate * schedule_.factor(step_);
  const auto done = static_cast<double>(step_);
  figures["gradient_norm"] =
      parameters_.step(step_, {.learning_rate = rate,
                               .table_rate = options_.table_rate,
                               .muon = options_.optimizer == "muon",
                               .weight_decay = options_.weight_decay,
                               .gradient_clip = options_.gradient_clip,
                               .average_keep = std::min(options_.average_keep, (1 + done) / (10 + done))});
  if (group_.size() > 1) {
    at::Tensor loss = at::full({1}, figures["loss"], parameters_.weights.options());
    group_.average(loss);
    figures["loss"] = loss.item<double>();
  }
  frames_here_ += figures["frames"] * group_.size();
  ++step_;
  ++steps_here_;
  schedule_.advance();
  training_seconds_ += seconds() - begin;
  figures["learning_rate"] = rate;
  result_.losses.push_back(figures["loss"]);
  report(figures);
}

void Trainer::report(const std::map<std::string, double>& figures) {
  if (group_.rank() != 0) {
    return;
  }
  nlohmann::json json = figures;
  json["step"] = step_;
  json["seconds"] = seconds();
  log_line(json.dump());
  const double loss = figures.at("loss");
  smooth_loss_ = steps_here_ == 1 ? loss : smooth_loss_ + 0.05 * (loss - smooth_loss_);
  if (!options_.progress || seconds() - last_report_ < kReportSeconds) {
    return;
  }
  last_report_ = seconds();
  char line[200];
  std::snprintf(line, sizeof line,
                "step %lld  loss %.3f  rate %.2e  %.0f frames/s  %.1f min  %.1f %%",
                static_cast<long long>(step_), smooth_loss_, figures.at("learning_rate"),
                frames_here_ / training_seconds_, seconds() / 60, 100 * schedule_.progress);
  options_.progress(line);
}

void Trainer::evaluate() {
  if (group_.rank() != 0) {
    return;
  }
  parameters_.swap_average();
  const auto figures = task_.evaluate();
  parameters_.swap_average();
  result_.held_out.clear();
  std::string line = "held out";
  for (std::size_t k = 0; figures.contains("held_out_" + std::to_string(k)); ++k) {
    result_.held_out.push_back(figures.at("held_out_" + std::to_string(k)));
    char text[32];
    std::snprintf(text, sizeof text, " %.3f", result_.held_out.back());
    line += text;
  }
  nlohmann::json json = figures;
  json["step"] = step_;
  json["seconds"] = seconds();
  log_line(json.dump());
  if (options_.progress) {
    options_.progress(line);
  }
}

void Trainer::log_line(const std::string& line) { log_ << line << std::endl; }

void Trainer::save_checkpoint() {
  if (group_.rank() != 0) {
    return;
  }
  write_training_checkpoint(options_.run / "checkpoint.safetensors", parameters_,
                            {.step = step_, .schedule = schedule_});
  parameters_.swap_average();
  task_.export_model(options_.run / "model.safetensors");
  parameters_.swap_average();
}

void Trainer::load_checkpoint() {
  const auto state = read_training_checkpoint(options_.run / "checkpoint.safetensors", parameters_);
  step_ = state.step;
  schedule_ = state.schedule;
}

}  // namespace melisma::models
