#include "models/training/language_model_task.h"

#include <algorithm>

#include <ATen/autocast_mode.h>
#include <torch/version.h>

#include "audio/error.h"
#include "models/crop_random.h"
#include "models/torch/model_file.h"
#include "models/training/codebook_start.h"

namespace melisma::models {
namespace {

constexpr std::int64_t kHeldOutRows = 8;     // of one evaluation batch
constexpr std::uint64_t kDropKey = 1;        // keys keep the random streams apart
constexpr std::uint64_t kFrameKey = 2;
constexpr std::uint64_t kMishearKey = 3;

at::Tensor indices(const std::vector<std::int64_t>& values, const at::Device& device) {
  return at::tensor(values, at::kLong).to(device);
}

/// Fast matrix products like multiples of kFastMultiple rows; a few frames fewer do not matter.
void round_down(std::vector<std::int64_t>& frames) {
  if (std::ssize(frames) > kFastMultiple) {
    frames.resize(frames.size() - frames.size() % kFastMultiple);
  }
}

/// The weights of a model file. Its feature table may be shorter than the model's: what is new in it
/// adds nothing at first.
void start_from_model(LanguageModelModuleImpl& module, const std::filesystem::path& path) {
  const LanguageModelModule found = read_language_model(path);
  LanguageModelConfig expected = module.config();
  expected.feature_count = std::min(expected.feature_count, found->config().feature_count);
  if (expected.feature_count == 0) {
    expected.conditioner_blocks = found->config().conditioner_blocks;
  }
  if (found->config() != expected) {
    throw ConfigError(path.string() + " has the configuration " + to_json(found->config()) +
                      ", wanted " + to_json(module.config()) +
                      ". Give --config, the codec that it was trained on, or another model.");
  }
  const at::NoGradGuard no_grad;
  const auto weights = found->named_parameters();
  for (auto& entry : module.named_parameters()) {
    at::Tensor wanted = entry.value();
    if (entry.key() == "features.table.weight") {
      wanted.zero_();
      wanted = wanted.narrow(0, 0, expected.feature_count);
    }
    if (const at::Tensor* values = weights.find(entry.key())) {
      wanted.copy_(*values);
    }
  }
}

/// bfloat16 autocast on CUDA while it lives; the CPU has its own fused path.
class CudaAutocast {
 public:
  explicit CudaAutocast(bool enabled) : enabled_(enabled) {
    if (enabled_) {
      enable(true);
    }
  }
  ~CudaAutocast() {
    if (enabled_) {
      at::autocast::clear_cache();
      enable(false);
    }
  }
  CudaAutocast(const CudaAutocast&) = delete;
  CudaAutocast& operator=(const CudaAutocast&) = delete;

 private:
  static void enable(bool enabled) {
#if TORCH_VERSION_MAJOR >= 2
    at::autocast::set_autocast_dtype(at::kCUDA, at::kBFloat16);
    at::autocast::set_autocast_enabled(at::kCUDA, enabled);
#else
    at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
    at::autocast::set_enabled(enabled);
#endif
  }

  bool enabled_;
};

}  // namespace

LanguageModelTask::LanguageModelTask(const LanguageModelTraining& training, CropSource& source,
                                     at::Device device)
    : training_(training), source_(source), device_(device), module_(nullptr) {
  validate(training_.config);
  torch::manual_seed(training_.options.seed);
  module_ = LanguageModelModule(training_.config);
  if (training_.from.empty()) {
    start_from_codebooks(*module_, training_.codebooks);
  } else {
    start_from_model(*module_, training_.from);
  }
}

void LanguageModelTask::prepared(const FlatParameters& parameters) {
  module_->set_copies(parameters.copies());
}

std::vector<Crop> LanguageModelTask::training_crops(std::int64_t step, int rank) {
  std::vector<Crop> crops;
  const std::uint64_t seed = training_.options.seed;
  const auto books = static_cast<std::size_t>(training_.config.codebooks());
  for (std::int64_t row = 0; row < training_.batch; ++row) {
    const std::int64_t slot = rank * training_.batch + row;
    Crop crop = source_.training_crop(seed, step, slot);
    CropRandom random{seed, kDropKey, static_cast<std::uint64_t>(step),
                      static_cast<std::uint64_t>(slot)};
    const bool both = random.chance(training_.drop_both);
    if (random.chance(training_.drop_features) || both) {
      drop_features(crop, static_cast<std::int64_t>(crop.codes.size() / books));
    }
    if (random.chance(training_.drop_text) || both) {
      drop_text(crop);
    }
    if (training_.mishear > 0) {
      CropRandom wrong{seed, kMishearKey, static_cast<std::uint64_t>(step),
                       static_cast<std::uint64_t>(slot)};
      mishear(crop, training_.config.codebooks(), training_.mishear * wrong.uniform(), wrong);
    }
    crops.push_back(std::move(crop));
  }
  return crops;
}

LanguageModelTask::Chosen LanguageModelTask::choose_frames(const CropBatch& batch,
                                                           std::int64_t step, int rank) const {
  Chosen chosen;
  for (std::size_t row = 0; row < batch.lengths.size(); ++row) {
    const auto slot = static_cast<std::uint64_t>(rank) * batch.lengths.size() + row;
    CropRandom random{training_.options.seed, kFrameKey, static_cast<std::uint64_t>(step), slot};
    for (std::int64_t t = 0; t < batch.lengths[row]; ++t) {
      const std::int64_t flat = static_cast<std::int64_t>(row) * batch.frames + t;
      (random.chance(training_.depth_fraction) ? chosen.whole : chosen.first).push_back(flat);
    }
  }
  round_down(chosen.whole);
  round_down(chosen.first);
  return chosen;
}

LanguageModelTask::Losses LanguageModelTask::losses(const CropBatch& batch, const Chosen& chosen) {
  const std::int64_t books = training_.config.codebooks();
  const at::Tensor hidden = module_->hidden(batch.inputs).flatten(0, 1);  // [B * T, D]
  const at::Tensor previous = batch.inputs.previous.flatten(0, 1);  // [B * T, K]
  Losses result;
  const auto add = [&](const std::vector<std::int64_t>& frames, std::int64_t steps) {
    const at::Tensor rows = indices(frames, device_);
    const at::Tensor codes = batch.codes.index_select(0, rows);
    const at::Tensor targets = batch.targets.index_select(0, rows);
    const at::Tensor weights = batch.weights.index_select(0, rows);
    const auto logits = module_->logits(hidden.index_select(0, rows), codes,
                                        previous.index_select(0, rows), steps);
    for (std::int64_t k = 0; k < steps; ++k) {
      const at::Tensor wanted = targets.select(1, k);
      const at::Tensor each = code_losses(logits[static_cast<std::size_t>(k)], wanted);
      const at::Tensor sum = (each * weights).sum();
      const at::Tensor count = (wanted.ge(0) * weights).sum();
      if (static_cast<std::size_t>(k) < result.sums.size()) {
        result.sums[static_cast<std::size_t>(k)] = result.sums[static_cast<std::size_t>(k)] + sum;
        result.counts[static_cast<std::size_t>(k)] += count;
      } else {
        result.sums.push_back(sum);
        result.counts.push_back(count);
      }
    }
  };
  if (!chosen.whole.empty()) {
    add(chosen.whole, books);
  }
  if (!chosen.first.empty()) {
    add(chosen.first, 1);
  }
  return result;
}

std::map<std::string, double> LanguageModelTask::step(std::int64_t step, int rank, int) {
  const CropBatch batch = make_batch(training_crops(step, rank), training_.config, device_);
  const CudaAutocast autocast(device_.is_cuda() && training_.options.mixed_precision);
  const Losses parts = losses(batch, choose_frames(batch, step, rank));
  at::Tensor loss;
  double weights = 0;
  std::vector<at::Tensor> means;
  std::map<std::string, double> figures;
  for (std::size_t k = 0; k < parts.sums.size(); ++k) {
    const double weight = k == 0 ? training_.first_code_weight : 1.0;
    const at::Tensor mean = parts.sums[k] / parts.counts[k].clamp_min(1);
    loss = loss.defined() ? loss + mean * weight : mean * weight;
    weights += weight;
    means.push_back(mean.detach());
  }
  loss = loss / weights;
  loss.backward();
  const auto books = std::ssize(means);
  means.push_back(loss.detach());
  const at::Tensor values = at::stack(means).to(at::kCPU);  // one wait for the device
  for (std::int64_t k = 0; k < books; ++k) {
    figures["loss_" + std::to_string(k)] = values[k].item<double>();
  }
  figures["loss"] = values[books].item<double>();
  figures["frames"] = static_cast<double>(
      std::accumulate(batch.lengths.begin(), batch.lengths.end(), std::int64_t{0}));
  return figures;
}

std::map<std::string, double> LanguageModelTask::evaluate() {
  if (held_out_.empty()) {
    std::vector<Crop> crops;
    for (std::int64_t i = 0; i < source_.held_out_count(); ++i) {
      crops.push_back(source_.held_out_crop(i));
      if (std::ssize(crops) == kHeldOutRows || i + 1 == source_.held_out_count()) {
        held_out_.push_back(make_batch(crops, training_.config, device_));
        crops.clear();
      }
    }
  }
  const at::NoGradGuard no_grad;
  const CudaAutocast autocast(device_.is_cuda() && training_.options.mixed_precision);
  const auto books = static_cast<std::size_t>(training_.config.codebooks());
  std::vector<double> sums(books, 0);
  std::vector<double> counts(books, 0);
  for (const CropBatch& batch : held_out_) {
    Chosen all;
    for (std::size_t row = 0; row < batch.lengths.size(); ++row) {
      for (std::int64_t t = 0; t < batch.lengths[row]; t += 2) {  // every other frame: half the time
        all.whole.push_back(static_cast<std::int64_t>(row) * batch.frames + t);
      }
    }
    const Losses parts = losses(batch, all);
    for (std::size_t k = 0; k < books; ++k) {
      sums[k] += parts.sums[k].item<double>();
      counts[k] += parts.counts[k].item<double>();
    }
  }
  std::map<std::string, double> figures;
  double total = 0;
  for (std::size_t k = 0; k < books && !held_out_.empty(); ++k) {
    const double mean = sums[k] / std::max(1.0, counts[k]);
    figures["held_out_" + std::to_string(k)] = mean;
    total += mean;
  }
  figures["held_out"] = total / static_cast<double>(books);
  return figures;
}

void LanguageModelTask::export_model(const std::filesystem::path& path) {
  write_language_model(path, *module_, DataType::kF16, training_.provenance);
}

}  // namespace melisma::models
