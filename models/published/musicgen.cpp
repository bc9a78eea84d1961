#include "models/published/musicgen.h"

#include "audio/error.h"
#include "models/checkpoint/safetensors.h"
#include "models/published/checkpoint_folder.h"
#include "models/published/melody_config.h"
#include "models/published/musicgen_decoder.h"
#include "models/run_time_module.h"
#include "models/text_tokenizer.h"
#include "models/torch_delay_model.h"
#include "models/torch_text.h"
#include "models/transformer/delay_language_model.h"

namespace melisma::models {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostTokens = 2048;

const std::vector<std::string> kParts{"text_encoder.", "audio_encoder.", "decoder."};

/// What the published generation does where its file says nothing else.
constexpr SamplingConfig kDefaults{
    .temperature = 1.0F, .top_k = 250, .top_p = 1.0F, .guidance = 3.0F};

SamplingConfig read_sampling(const fs::path& path) {
  SamplingConfig config = kDefaults;
  if (!fs::exists(path)) {
    return config;
  }
  const ConfigJson json(path);
  const auto real = [&](const char* member, double most, float& value) {
    value = json.has(member) ? static_cast<float>(json.real(member, 0, most)) : value;
  };
  real("temperature", 10, config.temperature);
  real("top_p", 1, config.top_p);
  real("guidance_scale", 20, config.guidance);
  if (json.has("top_k")) {
    config.top_k = json.integer("top_k", 0, 1 << 20);
  }
  if (json.has("do_sample") && !json.flag("do_sample")) {
    config.temperature = 0;
  }
  return config;
}

fs::path tokenizer_of(const fs::path& folder) {
  for (const char* name : {"spiece.model", "tokenizer.json"}) {
    if (fs::exists(folder / name)) {
      return folder / name;
    }
  }
  throw CheckpointError(folder.string() +
                        " has neither spiece.model nor tokenizer.json. Get the checkpoint again.");
}

/// Tensors that belong to no part: the projections.
TensorSet rest_of(const TensorSet& all) {
  TensorSet rest{all.name, {}, all.owner};
  for (const auto& [name, view] : all.tensors) {
    bool of_a_part = false;
    for (const std::string& part : kParts) {
      of_a_part = of_a_part || name.starts_with(part);
    }
    if (!of_a_part) {
      rest.tensors.emplace(name, view);
    }
  }
  return rest;
}

Linear read_projection(TensorReader& reader, const std::string& name, int in, int out) {
  return Linear(
      reader.weights(name + ".weight", static_cast<std::size_t>(out), static_cast<std::size_t>(in)),
      reader.floats(name + ".bias", {out}));
}

}  // namespace

Musicgen::Musicgen(const fs::path& folder)
    : folder_(folder),
      config_(read_musicgen_config(ConfigJson(folder / "config.json"))),
      tensors_(open_published_tensors(folder)),
      sampling_(read_sampling(folder / "generation_config.json")) {
  TensorReader rest(rest_of(tensors_));
  if (config_.projects_text()) {
    text_projection_ =
        read_projection(rest, "enc_to_dec_proj", config_.text.width, config_.decoder.main.width);
  }
  if (config_.chroma > 0) {
    melody_ = read_melody_config(ConfigJson(folder / "preprocessor_config.json"));
    melody_projection_ =
        read_projection(rest, "audio_enc_to_dec_proj", config_.chroma, config_.decoder.main.width);
  }
  rest.finish();
}

Musicgen::Musicgen(const fs::path& folder, WeightType type) : Musicgen(folder) {
  TensorReader reader(decoder_tensors(type));
  auto decoder = std::make_unique<DelayLanguageModel>(reader, config_.decoder);
  reader.finish();
  weight_type_ = decoder->weight_type();
  decoder_ = std::move(decoder);
}

Musicgen::Musicgen(const fs::path& folder, const std::string& device) : Musicgen(folder) {
  decoder_ = torch_interface<TorchDelayModels>(kTorchDelayModelsSymbol)
                 .open(decoder_tensors(WeightType::kF32), config_.decoder, device);
}

TensorSet Musicgen::decoder_tensors(WeightType type) const {
  return musicgen_decoder_tensors(part_of(tensors_, "decoder."), config_.decoder, type);
}

std::vector<std::vector<float>> Musicgen::text_states(const std::vector<std::string>& texts) const {
  const auto tokenizer = RunTimeModule::tokenizer()
                             .interface<TokenizerOpener>(kTokenizerSymbol)
                             .open_t5(tokenizer_of(folder_));
  const auto encoder = torch_interface<T5Torch>(kT5TorchSymbol)
                           .open(part_of(tensors_, "text_encoder."), config_.text);
  std::vector<std::vector<float>> states;
  for (const std::string& text : texts) {
    const auto ids = tokenizer->ids(text);
    if (ids.size() > kMostTokens) {
      throw InputError("the text has " + std::to_string(ids.size()) + " tokens, wanted at most " +
                       std::to_string(kMostTokens) + ". Say it shorter.");
    }
    std::vector<float> encoded =
        encoder->encode({1, ids, std::vector<std::int32_t>(ids.size(), 1)});
    if (text_projection_) {
      std::vector<float> projected(ids.size() * text_projection_->out());
      Workspace workspace;
      text_projection_->apply(encoded, projected, workspace);
      encoded = std::move(projected);
    }
    states.push_back(std::move(encoded));
  }
  return states;
}

std::vector<float> Musicgen::melody_states(std::vector<int> classes) const {
  MELISMA_ASSERT(melody_projection_ && !classes.empty());
  const auto frames = static_cast<std::size_t>(config_.chroma_frames);
  const auto given = classes.size();
  classes.resize(frames);
  std::vector<float> marks(frames * static_cast<std::size_t>(config_.chroma));
  for (std::size_t t = 0; t < frames; ++t) {
    const int of_frame = classes[t % std::min(given, frames)];
    marks.at(t * static_cast<std::size_t>(config_.chroma) + static_cast<std::size_t>(of_frame)) = 1;
  }
  std::vector<float> states(frames * melody_projection_->out());
  Workspace workspace;
  melody_projection_->apply(marks, states, workspace);
  return states;
}

}  // namespace melisma::models
