#include "models/torch/model_file.h"
#include "models/torch_training.h"
#include "models/training/language_model_task.h"
#include "models/training/trainer.h"

namespace melisma::models {
namespace {

/// bfloat16 copies of a module's matrices, without an optimizer.
std::map<std::string, at::Tensor> bfloat_copies(LanguageModelModuleImpl& module) {
  std::map<std::string, at::Tensor> copies;
  for (const auto& entry : module.named_parameters()) {
    if (entry.value().dim() == 2) {
      copies[entry.key()] = entry.value().detach().to(at::kBFloat16);
    }
  }
  return copies;
}

CropBatch one_row(const TeacherForced& sequence, const LanguageModelConfig& config) {
  Crop crop;
  crop.codes = sequence.codes;
  crop.features = sequence.features;
  crop.text = sequence.text;
  return make_batch({crop}, config, at::kCPU);
}

class Implementation : public LanguageModelTorch {
 public:
  TrainingResult train(const LanguageModelTraining& training, CropSource& source) override {
    at::set_num_threads(training.options.threads);
    LanguageModelTask task(training, source, at::Device(training.options.device));
    return Trainer(task, training.options).run();
  }

  std::vector<std::vector<float>> logits(const std::filesystem::path& model,
                                         const TeacherForced& sequence, bool mixed) override {
    const at::NoGradGuard no_grad;
    LanguageModelModule module = read_language_model(model);
    module->set_copies(mixed ? bfloat_copies(*module) : std::map<std::string, at::Tensor>());
    const CropBatch batch = one_row(sequence, module->config());
    const at::Tensor hidden = module->hidden(batch.inputs).flatten(0, 1);
    std::vector<std::vector<float>> results;
    const at::Tensor previous = batch.inputs.previous.flatten(0, 1);
    for (const at::Tensor& part :
         module->logits(hidden, batch.codes, previous, module->config().codebooks())) {
      const at::Tensor values = part.slice(0, 0, batch.lengths[0]).to(at::kFloat).contiguous();
      results.emplace_back(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
    }
    return results;
  }

  double future_gradient(const std::filesystem::path& model, const TeacherForced& sequence,
                         std::int64_t t, bool mixed) override {
    LanguageModelModule module = read_language_model(model);
    module->set_copies(mixed ? bfloat_copies(*module) : std::map<std::string, at::Tensor>());
    const CropBatch batch = one_row(sequence, module->config());
    at::Tensor embedded;
    const at::Tensor hidden = module->hidden(batch.inputs, &embedded).flatten(0, 1);
    const auto parts = module->logits(
        hidden.slice(0, t, t + 1), batch.codes.slice(0, t, t + 1),
        batch.inputs.previous.flatten(0, 1).slice(0, t, t + 1), module->config().codebooks());
    at::Tensor sum = at::zeros({});
    for (const at::Tensor& part : parts) {
      sum = sum + part.to(at::kFloat).square().sum();
    }
    const auto gradient = torch::autograd::grad({sum}, {embedded})[0];
    const at::Tensor future = gradient.slice(1, t + 1);
    return future.numel() == 0 ? 0.0 : future.abs().max().item<double>();
  }
};

}  // namespace
}  // namespace melisma::models

extern "C" __attribute__((visibility("default"))) melisma::models::LanguageModelTorch*
melisma_torch_language_model() {
  static melisma::models::Implementation implementation;
  return &implementation;
}
