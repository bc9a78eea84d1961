#include "cli/models_quantize_command.h"

#include <cstdio>
#include <filesystem>

#include "audio/error.h"
#include "cli/sample_material.h"
#include "cli/weight_types.h"
#include "models/checkpoint/block_quantization.h"
#include "models/checkpoint/safetensors.h"
#include "models/hub/model_record.h"
#include "models/model_store.h"
#include "models/published/musicgen.h"
#include "models/published/musicgen_folder.h"
#include "models/published/published_store.h"
#include "models/sampling/model_difference.h"

namespace melisma::cli {

namespace fs = std::filesystem;

namespace {

// What a model may lose and still stand for the one it was made of. The bundled models lose at most
// .004 nats in 8 bits and .021 in 4; their likeliest codes agree for 92 and 86 %.
constexpr double kMostDivergence = 0.05;  // nats a code
constexpr double kLeastAgreement = 0.85;
constexpr const char* kProbeText = "a song";
constexpr int kPublishedSteps = 100;  // that two MusicGens are compared for

void judge(const models::ModelDifference& difference,
           const std::string& model,
           const QuantizeOptions& options) {
  std::printf("divergence %.4f nats a code; the likeliest code is the same for %.1f %%\n",
              difference.divergence,
              100 * difference.agreement);
  if (!options.force &&
      (difference.divergence > kMostDivergence || difference.agreement < kLeastAgreement)) {
    throw CheckpointError(model + " loses too much as " + options.type + ": at most " +
                          std::to_string(kMostDivergence).substr(0, 4) + " nats and at least " +
                          std::to_string(100 * kLeastAgreement).substr(0, 2) +
                          " % are wanted. Take a wider type, or --force.");
  }
}

void report(const fs::path& file, const fs::path& from, const std::string& output) {
  const auto megabytes = [](const fs::path& path) {
    return static_cast<double>(fs::file_size(path)) / 1e6;
  };
  std::printf("%s: %.1f MB, from %.1f MB\n", output.c_str(), megabytes(file), megabytes(from));
}

void quantize_own(const QuantizeOptions& options, models::WeightType type) {
  const auto path = models::find_model(options.name);
  const models::SafetensorsFile file(path);
  if (const std::string kind = models::read_model_info(path).kind; kind != "language_model") {
    throw CheckpointError(
        path.string() + " is a " + kind +
        "; only language models can be quantized: codes of a codec would change.");
  }
  auto metadata = file.metadata();
  metadata["weights"] = options.type;
  const auto tensors = models::quantize_all(file, type);
  const models::LanguageModel reference(file);
  const models::LanguageModel quantized(
      models::SafetensorsFile(models::format_safetensors(tensors, metadata), options.output));
  judge(models::compare_models(reference, quantized, sample_probe(reference, path)),
        path.string(),
        options);
  models::write_safetensors(options.output, tensors, metadata);
  report(options.output, path, options.output);
}

void quantize_published(const QuantizeOptions& options,
                        const fs::path& folder,
                        models::WeightType type) {
  if (fs::exists(options.output)) {
    throw ConfigError(options.output + " is there already: name a folder that is not.");
  }
  const models::Musicgen reference(folder, models::WeightType::kF32);
  const models::Musicgen quantized(folder, type);
  const auto texts = reference.text_states({kProbeText});
  judge(models::compare_models(
            reference.decoder(), quantized.decoder(), texts.front(), kPublishedSteps),
        folder.string(),
        options);
  models::write_musicgen_folder(folder, options.output, type);
  const auto record = models::read_model_record(folder).value_or(
      models::ModelRecord{.name = options.name, .commit = "", .licence = "", .files = {}});
  models::write_model_record(
      options.output,
      {record.name, record.commit, models::licence_of(folder), models::files_in(options.output)});
  report(
      fs::path(options.output) / "model.safetensors", folder / "model.safetensors", options.output);
}

}  // namespace

void quantize_model(const QuantizeOptions& options) {
  if (options.output.empty()) {
    throw ConfigError("models quantize: nowhere to put the model: give -o FILE.");
  }
  const models::WeightType type = parse_weight_type(options.type, "--type");
  if (type == models::WeightType::kF32) {
    throw ConfigError("--type: found f32, wanted f16, int8 or int4.");
  }
  if (const auto folder = models::find_published(options.name)) {
    quantize_published(options, *folder, type);
  } else {
    quantize_own(options, type);
  }
}

}  // namespace melisma::cli
