#include "codec/published_codec.h"

#include "audio/error.h"
#include "codec/chunked_codec.h"
#include "codec/encodec/encodec_codec.h"
#include "codec/torch_published.h"
#include "codec/windowed_codec.h"
#include "models/checkpoint/sha256.h"
#include "models/published/checkpoint_folder.h"
#include "models/run_time_module.h"

namespace melisma::codec {
namespace {

PublishedCodecTorch& torch_codecs() {
  return models::torch_interface<PublishedCodecTorch>(kPublishedCodecSymbol);
}

std::unique_ptr<Codec> open_dac(const models::TensorSet& tensors, const models::DacConfig& config) {
  CodecInfo info;
  info.sample_rate = config.sample_rate;
  info.hop_length = config.hop();
  info.codebooks = config.codebooks;
  info.codebook_size = config.codebook_size;
  info.id = "dac-" + std::to_string(config.sample_rate / 1000) + "khz";
  info.hash = published_codec_hash(tensors);
  return std::make_unique<WindowedCodec>(
      torch_codecs().open(tensors, config),
      std::move(info),
      WindowedCodec::Window{.context = static_cast<std::size_t>(config.receptive_frames())});
}

}  // namespace

std::unique_ptr<Codec> open_published_codec(const std::filesystem::path& folder) {
  const models::ConfigJson json(folder / "config.json");
  const std::string family = json.text("model_type");
  if (family == "dac") {
    return open_dac(models::open_published_tensors(folder), models::read_dac_config(json));
  }
  if (family != "encodec") {
    throw CheckpointError(folder.string() + " holds a model of type \"" + family.substr(0, 40) +
                          "\"; the codecs that can be opened are of type encodec and dac.");
  }
  const models::EncodecConfig config = models::read_encodec_config(json);
  const models::TensorSet tensors = models::open_published_tensors(folder);
  if (config.chunk_s > 0) {
    return std::make_unique<ChunkedCodec>(
        torch_codecs().open(tensors, config), config, published_codec_hash(tensors));
  }
  return std::make_unique<EncodecCodec>(
      tensors, config, 1, models::WeightType::kF32, EncodecParts::kBoth);
}

std::string published_codec_hash(const models::TensorSet& tensors) {
  std::string bytes;
  for (const auto& [name, view] : tensors.tensors) {
    if (name.starts_with("encoder.") || name.ends_with(".codebook.embed") ||
        name.starts_with("quantizer.quantizers.")) {
      bytes += name;
      bytes.append(reinterpret_cast<const char*>(view.bytes.data()), view.bytes.size());
    }
  }
  return models::sha256_hex(std::as_bytes(std::span(bytes)));
}

}  // namespace melisma::codec
