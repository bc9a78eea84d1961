#include "models/published/musicgen_config.h"

#include <string>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr const char* kMusicgen = "musicgen";
constexpr const char* kMelody = "musicgen_melody";

DelayLanguageModelConfig read_decoder(const ConfigJson& json, bool cross_attention) {
  DelayLanguageModelConfig config = musicgen_small();
  config.codebooks = json.integer("num_codebooks", 1, 64);
  config.code_size = json.integer("vocab_size", 2, 1 << 20);
  config.channels = json.has("audio_channels") ? json.integer("audio_channels", 1, 2) : 1;
  config.main.width = json.integer("hidden_size", 4, 1 << 16);
  config.main.layers = json.integer("num_hidden_layers", 1, 512);
  config.main.heads = json.integer("num_attention_heads", 1, 1024);
  config.main.feed_forward = json.integer("ffn_dim", 1, 1 << 18);
  config.main.cross_attention = cross_attention;
  const std::string activation = json.text("activation_function");
  if (activation != "gelu" || json.flag("scale_embedding")) {
    throw CheckpointError(json.name() + ": found activation_function \"" +
                          activation.substr(0, 20) +
                          "\" or scaled embeddings, wanted gelu and none.");
  }
  if (config.main.width % config.main.heads != 0 || config.main.width % 2 != 0 ||
      config.codebooks % config.channels != 0) {
    throw CheckpointError(json.name() + ": found hidden_size " + std::to_string(config.main.width) +
                          ", num_attention_heads " + std::to_string(config.main.heads) +
                          ", num_codebooks " + std::to_string(config.codebooks) +
                          "; wanted an even width for all heads and codebooks for every channel.");
  }
  return config;
}

}  // namespace

MusicgenConfig read_musicgen_config(const ConfigJson& json) {
  const std::string type = json.text("model_type");
  if (type != kMusicgen && type != kMelody) {
    throw CheckpointError(json.name() + " is of a model of type \"" + type.substr(0, 40) +
                          "\", wanted musicgen or musicgen_melody.");
  }
  MusicgenConfig config;
  config.text = read_t5_config(json.at("text_encoder"));
  config.audio = read_encodec_config(json.at("audio_encoder"));
  config.decoder = read_decoder(json.at("decoder"), type == kMusicgen);
  if (type == kMelody) {
    config.chroma = json.integer("num_chroma", 1, 64);
    config.chroma_frames = json.integer("chroma_length", 1, 1 << 16);
  }
  const int books = config.decoder.codebooks / config.decoder.channels;
  if (config.audio.channels != 1 || config.audio.codebook_size != config.decoder.code_size ||
      config.audio.codebooks() != books) {
    throw CheckpointError(json.name() + ": the decoder writes " + std::to_string(books) +
                          " codebooks of " + std::to_string(config.decoder.code_size) +
                          " codes a channel, the audio encoder has " +
                          std::to_string(config.audio.codebooks()) + " of " +
                          std::to_string(config.audio.codebook_size) + ". Get it again.");
  }
  return config;
}

}  // namespace melisma::models
