#include "audio/error.h"
#include "codec/codec.h"

namespace melisma::codec {

std::vector<std::int32_t> encode_all(const Codec& codec, std::span<const float> samples) {
  std::vector<std::int32_t> codes;
  const auto encoder = codec.make_encoder();
  encoder->push(samples, codes);
  encoder->finish(codes);
  return codes;
}

std::vector<float> decode_all(const Codec& codec,
                              std::span<const std::int32_t> codes,
                              int codebooks) {
  if (codebooks < 1 || codebooks > codec.info().codebooks ||
      codes.size() % static_cast<std::size_t>(codebooks) != 0) {
    throw ShapeError("decode: found " + std::to_string(codes.size()) + " codes for " +
                     std::to_string(codebooks) + " codebooks; wanted a multiple of 1.." +
                     std::to_string(codec.info().codebooks));
  }
  std::vector<float> samples;
  const auto decoder = codec.make_decoder();
  const auto width = static_cast<std::size_t>(codebooks);
  for (std::size_t begin = 0; begin < codes.size(); begin += width) {
    decoder->push(codes.subspan(begin, width), samples);
  }
  decoder->finish(samples);
  return samples;
}

}  // namespace melisma::codec
