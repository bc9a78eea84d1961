#include "cli/bench_musicgen.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <malloc.h>

#include "audio/error.h"
#include "cli/bench_steps.h"
#include "cli/weight_types.h"
#include "models/checkpoint/block_quantization.h"
#include "models/checkpoint/safetensors.h"
#include "models/run_time_module.h"
#include "models/torch_delay_model.h"
#include "models/transformer/delay_language_model.h"

namespace melisma::cli {
namespace {

using models::DataType;
using models::OwnedTensor;
using models::WeightType;

constexpr int kTimedSteps = 100;
constexpr int kReferenceSteps = 10;
constexpr std::size_t kColumns = 2;
constexpr std::size_t kTextTokens = 16;
constexpr float kCodeScale = 4e-4F;  // weights of about the size that training leaves

/// Random codes and the scales to them, or random floats: what a product reads, without the time
/// that quantizing real weights would take.
class RandomWeights {
 public:
  explicit RandomWeights(WeightType type) : type_(type) {}

  void matrix(const std::string& name, std::int64_t rows, std::int64_t columns, WeightType type) {
    const std::vector<std::int64_t> shape{rows, columns};
    if (type == WeightType::kI8 || type == WeightType::kI4) {
      const bool bytes = type == WeightType::kI8;
      tensors_[name] = random(bytes ? DataType::kI8 : DataType::kU8,
                              bytes ? shape : models::packed_shape(shape));
      const auto scales = models::scales_shape(shape);
      tensors_[name + models::kScalesSuffix] = OwnedTensor::from_floats(
          std::vector<float>(static_cast<std::size_t>(scales[0] * scales[1]),
                             bytes ? kCodeScale : 16 * kCodeScale),
          scales,
          DataType::kF16);
    } else {
      std::vector<float> values(static_cast<std::size_t>(rows * columns));
      for (float& value : values) {
        value = static_cast<float>(static_cast<std::int32_t>(engine_() >> 32U)) * 0x1p-31F * 0.05F;
      }
      tensors_[name] = OwnedTensor::from_floats(
          values, shape, type == WeightType::kF16 ? DataType::kF16 : DataType::kF32);
    }
  }
  void layer(const std::string& name, std::int64_t rows, std::int64_t columns) {
    matrix(name + ".weight", rows, columns, type_);
  }
  void norm(const std::string& name, std::int64_t width) {
    tensors_[name + ".weight"] =
        OwnedTensor::from_floats(std::vector<float>(static_cast<std::size_t>(width), 1), {width});
    tensors_[name + ".bias"] =
        OwnedTensor::from_floats(std::vector<float>(static_cast<std::size_t>(width)), {width});
  }
  [[nodiscard]] const std::map<std::string, OwnedTensor>& tensors() const { return tensors_; }

 private:
  OwnedTensor random(DataType type, const std::vector<std::int64_t>& shape) {
    OwnedTensor tensor{type, shape, {}};
    tensor.bytes.resize(static_cast<std::size_t>(shape[0] * shape[1]));
    for (std::size_t i = 0; i < tensor.bytes.size(); i += 8) {
      std::uint64_t word = engine_();
      for (std::size_t j = i; j < std::min(i + 8, tensor.bytes.size()); ++j, word >>= 8U) {
        tensor.bytes[j] = static_cast<std::byte>(word);
      }
    }
    return tensor;
  }

  WeightType type_;
  std::mt19937_64 engine_{1};
  std::map<std::string, OwnedTensor> tensors_;
};

RandomWeights random_weights(const models::DelayLanguageModelConfig& config, WeightType type) {
  RandomWeights weights(type);
  const std::int64_t width = config.main.width;
  for (int k = 0; k < config.codebooks; ++k) {
    const std::string index = std::to_string(k) + ".weight";
    weights.matrix("codes." + index, config.code_size + 1, width, WeightType::kF16);
    // The first and last matrices of a model stay in 8 bits.
    weights.matrix("heads." + index,
                   config.code_size,
                   width,
                   type == WeightType::kI4 ? WeightType::kI8 : type);
  }
  for (int layer = 0; layer < config.main.layers; ++layer) {
    const std::string name = "main.layers." + std::to_string(layer) + ".";
    weights.layer(name + "attention.qkv", 3 * width, width);
    weights.layer(name + "attention.out", width, width);
    weights.layer(name + "cross.query", width, width);
    weights.layer(name + "cross.key_value", 2 * width, width);
    weights.layer(name + "cross.out", width, width);
    weights.layer(name + "feed_forward.in", config.main.feed_forward, width);
    weights.layer(name + "feed_forward.out", width, config.main.feed_forward);
    for (const char* norm : {"attention_norm", "cross_norm", "feed_forward_norm"}) {
      weights.norm(name + norm, width);
    }
  }
  weights.norm("main.norm", width);
  return weights;
}

/// A file that is mapped, as a downloaded model would be; it goes when this does.
class TemporaryModel {
 public:
  explicit TemporaryModel(const std::map<std::string, OwnedTensor>& tensors)
      : path_(std::filesystem::temp_directory_path() /
              ("melisma-bench-" + std::to_string(std::random_device()()) + ".safetensors")) {
    models::write_safetensors(path_, tensors, {});
  }
  ~TemporaryModel() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TemporaryModel(const TemporaryModel&) = delete;
  TemporaryModel& operator=(const TemporaryModel&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Bytes of the matrices that every step reads.
std::size_t weights_a_step(const models::SafetensorsFile& file) {
  std::size_t bytes = 0;
  for (const auto& [name, view] : file.tensors()) {
    const bool once = name.starts_with("codes.") || name.find(".key_value.") != std::string::npos;
    bytes += once ? 0 : view.bytes.size();
  }
  return bytes;
}

double libtorch_ms(const models::TensorSet& tensors,
                   const models::DelayLanguageModelConfig& config,
                   int threads,
                   int cache_frames) {
  auto& module = models::torch_interface<models::TorchDelayModels>(models::kTorchDelayModelsSymbol);
  const auto median = [&](int of_threads) {
    const auto seconds =
        module.time_steps(tensors, config, kColumns, of_threads, cache_frames, kReferenceSteps);
    return time_quantiles(seconds)["ms_p50"].get<double>();
  };
  const double best = median(threads);
  return threads > 1 ? std::min(best, median(1)) : best;
}

}  // namespace

nlohmann::json bench_musicgen(WeightType type,
                              int threads,
                              int cache_frames,
                              bool beside_libtorch) {
  const models::DelayLanguageModelConfig config = models::musicgen_small();
  const TemporaryModel stored(random_weights(config, type).tensors());
#ifdef __GLIBC__
  malloc_trim(0);  // what held the weights before they were written would count as this model's
#endif
  const models::SafetensorsFile file(stored.path());
  models::TensorReader reader(file);
  const models::DelayLanguageModel model(reader, config);
  reader.finish();
  models::ThreadPool pool(threads);
  models::DelayLanguageModelState state = model.make_state(kColumns, &pool);
  const auto width = static_cast<std::size_t>(config.main.width);
  model.set_memory(state, 0, std::vector<float>(kTextTokens * width, 0.1F));
  std::int32_t id = 0;
  const auto step = [&] {
    const std::vector<std::int32_t> ids(static_cast<std::size_t>(config.codebooks),
                                        id++ % config.code_size);
    model.step(state, ids);
  };
  time_calls(5, step);  // maps the file
  const auto first = time_quantiles(time_calls(20, step));
  time_calls(cache_frames - kTimedSteps / 2 - 25, step);
  nlohmann::json result = time_quantiles(time_calls(kTimedSteps, step));
  // Keys and values of two columns, with a scale for each head where they are codes.
  const std::size_t value_bytes = models::bytes_of(state.main.caches[0].shape().type);
  const std::size_t head_width = width / static_cast<std::size_t>(config.main.heads);
  const std::size_t head_bytes = head_width * value_bytes + (value_bytes == 1 ? 4 : 0);
  const auto steps = static_cast<std::size_t>(cache_frames);
  const std::size_t cache_bytes = kColumns * 2 * steps * head_bytes *
                                  static_cast<std::size_t>(config.main.heads) *
                                  static_cast<std::size_t>(config.main.layers);
  const double bytes = static_cast<double>(weights_a_step(file) + cache_bytes);
  const double ms = result["ms_p50"];
  result["weights"] = name_of(type);
  result["threads"] = threads;
  result["cache_frames"] = cache_frames;
  result["bytes"] = bytes;
  result["gb_s"] = bytes / 1e6 / ms;
  result["real_time_factor"] = ms / 20;
  result["first_steps_ms"] = first["ms_p50"];
  result["resident_mb"] = resident_mb();
  if (beside_libtorch) {
    result["libtorch_ms"] = libtorch_ms(file.tensor_set(), config, threads, cache_frames);
  }
  return result;
}

}  // namespace melisma::cli
