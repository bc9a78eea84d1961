#include "models/training/training_checkpoint.h"

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "models/checkpoint/safetensors.h"

namespace melisma::models {
namespace {

OwnedTensor owned(const at::Tensor& buffer) {
  const at::Tensor values = buffer.to(at::kCPU).contiguous();
  return OwnedTensor::from_floats(
      {values.data_ptr<float>(), static_cast<std::size_t>(values.numel())}, {values.numel()});
}

}  // namespace

void write_training_checkpoint(const std::filesystem::path& path, const FlatParameters& parameters,
                               const TrainingState& state) {
  write_safetensors(path,
                    {{"weights", owned(parameters.weights)},
                     {"average", owned(parameters.average)},
                     {"first", owned(parameters.first)},
                     {"second", owned(parameters.second)}},
                    {{"format", "melisma/1"},
                     {"kind", "training_checkpoint"},
                     {"layout", parameters.layout()},
                     {"step", std::to_string(state.step)},
                     {"schedule", to_json(state.schedule)}});
}

TrainingState read_training_checkpoint(const std::filesystem::path& path,
                                       FlatParameters& parameters) {
  const SafetensorsFile file(path);
  if (file.metadata_value("kind") != "training_checkpoint" ||
      file.metadata_value("layout") != parameters.layout()) {
    throw CheckpointError(path.string() +
                          " is a checkpoint of another model than this configuration makes. Resume "
                          "with the configuration it was started with, or choose another folder.");
  }
  const at::NoGradGuard no_grad;
  TensorReader reader(file);
  const auto fill = [&](const char* name, at::Tensor& buffer) {
    std::vector<float> values = reader.floats(name, {buffer.numel()});
    buffer.copy_(at::from_blob(values.data(), {buffer.numel()}, at::kFloat));
  };
  fill("weights", parameters.weights);
  fill("average", parameters.average);
  fill("first", parameters.first);
  fill("second", parameters.second);
  reader.finish();
  TrainingState state;
  try {
    state.step = std::stoll(file.metadata_value("step"));
    state.schedule = schedule_from_json(file.metadata_value("schedule"));
  } catch (const std::exception& fault) {
    throw CheckpointError(path.string() + " has damaged metadata: " + fault.what() +
                          ". Start the run anew.");
  }
  return state;
}

}  // namespace melisma::models
