#include "models/torch/model_file.h"

#include "audio/error.h"

namespace melisma::models {

void write_language_model(const std::filesystem::path& path, LanguageModelModuleImpl& module,
                          DataType type, const std::map<std::string, std::string>& extra) {
  std::map<std::string, OwnedTensor> tensors;
  for (const auto& entry : module.named_parameters()) {
    const at::Tensor values = entry.value().detach().to(at::kCPU, at::kFloat).contiguous();
    tensors[entry.key()] = OwnedTensor::from_floats(
        {values.data_ptr<float>(), static_cast<std::size_t>(values.numel())}, values.sizes().vec(),
        type);
  }
  std::map<std::string, std::string> metadata = extra;
  metadata["format"] = "melisma/1";
  metadata["kind"] = "language_model";
  metadata["config"] = to_json(module.config());
  write_safetensors(path, tensors, metadata);
}

LanguageModelModule read_language_model(const std::filesystem::path& path) {
  const SafetensorsFile file(path);
  if (file.metadata_value("kind") != "language_model") {
    throw CheckpointError(path.string() + " is a " + file.metadata_value("kind") +
                          ", wanted a language_model.");
  }
  LanguageModelModule module(language_model_config_from_json(file.metadata_value("config")));
  TensorReader reader(file);
  const at::NoGradGuard no_grad;
  for (auto& entry : module->named_parameters()) {
    std::vector<float> values = reader.floats(entry.key(), entry.value().sizes().vec());
    entry.value().copy_(at::from_blob(values.data(), entry.value().sizes(), at::kFloat));
  }
  reader.finish();
  return module;
}

}  // namespace melisma::models
