#include "codec/spectral_codec_config.h"
#include "codec/torch/spectral_modules.h"
#include "codec/torch_training.h"
#include "codec/training/codec_training.h"

namespace melisma::codec {
namespace {

class CodecTorchModule final : public CodecTorch {
 public:
  void train(const CodecTraining& training) override { train_codec(training); }

  std::vector<std::int32_t> encode(const std::filesystem::path& codec,
                                   std::span<const float> features) override {
    const torch::InferenceMode inference;
    const models::SafetensorsFile file(codec);
    const auto config = spectral_codec_config_from_json(file.metadata_value("config"));
    auto encoder = make_encoder_module(config);
    load_parameters(*encoder, "encoder.", file);
    const std::int64_t width = config.analysis.feature_count();
    const auto frames = static_cast<std::int64_t>(features.size()) / width;
    const at::Tensor x =
        torch::from_blob(const_cast<float*>(features.data()), {1, frames, width}, at::kFloat);
    const at::Tensor codes =
        quantize(encoder->forward(x)[0], to_torch(file.tensor("quantizer.codebooks")));
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
