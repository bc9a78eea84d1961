#include <memory>
#include <mutex>

#include "codec/spectral_codec_config.h"
#include "codec/torch/spectral_modules.h"
#include "codec/torch_training.h"
#include "codec/training/codec_training.h"

namespace melisma::codec {
namespace {

/// The encoder of a codec file, read once: a corpus is encoded item by item.
struct LoadedEncoder {
  std::filesystem::path path;
  std::filesystem::file_time_type written;
  SpectralCodecConfig config;
  decltype(make_encoder_module(SpectralCodecConfig())) encoder;
  at::Tensor codebooks;
};

std::shared_ptr<LoadedEncoder> load_encoder(const std::filesystem::path& path) {
  const models::SafetensorsFile file(path);
  const auto config = spectral_codec_config_from_json(file.metadata_value("config"));
  auto encoder = make_encoder_module(config);
  load_parameters(*encoder, "encoder.", file);
  return std::make_shared<LoadedEncoder>(
      LoadedEncoder{path,
                    std::filesystem::last_write_time(path),
                    config,
                    encoder,
                    to_torch(file.tensor("quantizer.codebooks")).clone()});
}

std::shared_ptr<LoadedEncoder> encoder_of(const std::filesystem::path& path) {
  static std::mutex mutex;
  static std::shared_ptr<LoadedEncoder> last;
  const std::lock_guard lock(mutex);
  if (!last || last->path != path || last->written != std::filesystem::last_write_time(path)) {
    last = load_encoder(path);
  }
  return last;
}

class CodecTorchModule final : public CodecTorch {
 public:
  void train(const CodecTraining& training) override { train_codec(training); }

  std::vector<std::int32_t> encode(const std::filesystem::path& codec,
                                   std::span<const float> features) override {
    const torch::InferenceMode inference;
    const auto loaded = encoder_of(codec);
    const std::int64_t width = loaded->config.analysis.feature_count();
    const auto frames = static_cast<std::int64_t>(features.size()) / width;
    const at::Tensor x =
        torch::from_blob(const_cast<float*>(features.data()), {1, frames, width}, at::kFloat);
    const at::Tensor codes = quantize(loaded->encoder->forward(x)[0], loaded->codebooks);
    const at::Tensor narrow = codes.to(at::kInt).contiguous();
    return {narrow.data_ptr<std::int32_t>(), narrow.data_ptr<std::int32_t>() + narrow.numel()};
  }

  std::vector<float> decode(const std::filesystem::path& codec,
                            std::span<const std::int32_t> codes,
                            int codebooks) override {
    const torch::InferenceMode inference;
    const models::SafetensorsFile file(codec);
    const auto config = spectral_codec_config_from_json(file.metadata_value("config"));
    auto decoder = make_decoder_module(config);
    load_parameters(*decoder, "decoder.", file);
    const auto frames = static_cast<std::int64_t>(codes.size()) / codebooks;
    const at::Tensor wide =
        torch::from_blob(const_cast<std::int32_t*>(codes.data()), {1, frames, codebooks}, at::kInt)
            .to(at::kLong);
    const at::Tensor y =
        decoder->forward(sum_of_codes(wide, to_torch(file.tensor("quantizer.codebooks"))))
            .contiguous();
    return {y.data_ptr<float>(), y.data_ptr<float>() + y.numel()};
  }
};

}  // namespace
}  // namespace melisma::codec

extern "C" __attribute__((visibility("default"))) melisma::codec::CodecTorch*
melisma_torch_codec() {
  static melisma::codec::CodecTorchModule module;
  return &module;
}
