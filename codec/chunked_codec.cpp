#include "codec/chunked_codec.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>
#include <vector>

#include "audio/error.h"
#include "codec/transposed.h"

namespace melisma::codec {
namespace {

constexpr std::size_t kScaleBytes = 4;
constexpr float kLeastScale = 1e-8F;

std::size_t size(int value) {
  return static_cast<std::size_t>(value);
}

/// Sizes of a chunk: samples are those of one channel.
struct ChunkShape {
  std::size_t channels;
  std::size_t samples;
  std::size_t stride;
  std::size_t frames;

  explicit ChunkShape(const models::EncodecConfig& config)
      : channels(size(config.channels)),
        samples(size(config.chunk())),
        stride(size(config.chunk_stride())),
        frames((samples + size(config.hop()) - 1) / size(config.hop())) {}
};

/// Root mean square of the channels' mean.
float loudness(std::span<const float> interleaved, std::size_t channels) {
  double sum = 0;
  for (std::size_t i = 0; i < interleaved.size(); i += channels) {
    double mean = 0;
    for (std::size_t c = 0; c < channels; ++c) {
      mean += interleaved[i + c];
    }
    mean /= static_cast<double>(channels);
    sum += mean * mean;
  }
  const double count = static_cast<double>(interleaved.size() / channels);
  return static_cast<float>(std::sqrt(sum / count)) + kLeastScale;
}

class ChunkEncoder final : public CodecEncoder {
 public:
  ChunkEncoder(const PublishedCodecModel& model, const models::EncodecConfig& config)
      : model_(model), config_(config), shape_(config) {}

  void push(std::span<const float> samples, std::vector<std::int32_t>& codes) override {
    for (const float sample : samples) {
      samples_.push_back(std::isfinite(sample) ? sample : 0.0F);
    }
    drain(codes);
  }
  /// As many chunks as strides begin in the sound; silence behind it.
  void finish(std::vector<std::int32_t>& codes) override {
    const std::size_t strides =
        (samples_.size() / shape_.channels + shape_.stride - 1) / shape_.stride;
    if (strides > 0) {
      samples_.resize(((strides - 1) * shape_.stride + shape_.samples) * shape_.channels);
      drain(codes);
    }
    reset();
  }
  void reset() override { samples_.clear(); }

 private:
  void drain(std::vector<std::int32_t>& codes) {
    const std::size_t chunk = shape_.samples * shape_.channels;
    std::size_t begin = 0;
    for (; samples_.size() - begin >= chunk; begin += shape_.stride * shape_.channels) {
      encode(std::span(samples_).subspan(begin, chunk), codes);
    }
    samples_.erase(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(begin));
  }
  void encode(std::span<const float> chunk, std::vector<std::int32_t>& codes) const {
    const float scale = config_.normalise ? loudness(chunk, shape_.channels) : 1.0F;
    std::vector<float> rows = transposed(chunk, shape_.samples);  // [channels, samples]
    for (float& sample : rows) {
      sample /= scale;
    }
    std::vector<std::int32_t> books(shape_.frames);  // [K + 1, frames]: the loudness, the codes
    const auto bits = std::bit_cast<std::uint32_t>(scale);
    for (std::size_t i = 0; i < kScaleBytes; ++i) {
      books[i] = static_cast<std::int32_t>(bits >> (8 * i) & 255U);
    }
    const auto found = model_.encode(rows, config_.codebooks());
    MELISMA_ASSERT(found.size() == size(config_.codebooks()) * shape_.frames);
    books.insert(books.end(), found.begin(), found.end());
    const auto frames = transposed<std::int32_t>(books, size(config_.codebooks()) + 1);
    codes.insert(codes.end(), frames.begin(), frames.end());
  }

  const PublishedCodecModel& model_;
  const models::EncodecConfig& config_;
  ChunkShape shape_;
  std::vector<float> samples_;  // interleaved, from the next chunk's start
};

class ChunkDecoder final : public CodecDecoder {
 public:
  ChunkDecoder(const PublishedCodecModel& model, const models::EncodecConfig& config)
      : model_(model), shape_(config) {
    for (std::size_t i = 0; i < shape_.samples; ++i) {
      const float t = static_cast<float>(i + 1) / static_cast<float>(shape_.samples + 1);
      window_.push_back(0.5F - std::abs(t - 0.5F));
    }
    reset();
  }

  void push(std::span<const std::int32_t> frame, std::vector<float>& samples) override {
    if (frame.size() < 2) {
      throw InputError(
          "frames of this codec need at least 2 codebooks: the first carries no sound.");
    }
    frames_.insert(frames_.end(), frame.begin(), frame.end());
    if (frames_.size() == shape_.frames * frame.size()) {
      add_chunk();
      hand_on(shape_.stride, samples);
    }
  }
  void finish(std::vector<float>& samples) override {
    if (!frames_.empty()) {
      throw InputError("the codes end in the middle of a chunk of " +
                       std::to_string(shape_.frames) + " frames.");
    }
    hand_on(weights_.size(), samples);
    reset();
  }
  void reset() override {
    frames_.clear();
    sums_.clear();
    weights_.clear();
  }

 private:
  /// Decodes the frames that wait and adds them, faded in and out, from where sums_ begins.
  void add_chunk() {
    const auto books = transposed<std::int32_t>(frames_, shape_.frames);  // [K + 1, frames]
    frames_.clear();
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < kScaleBytes; ++i) {
      bits |= (static_cast<std::uint32_t>(books[i]) & 255U) << (8 * i);
    }
    const auto scale = std::bit_cast<float>(bits);
    const auto codes = std::span(books).subspan(shape_.frames);
    const auto found = model_.decode(codes, static_cast<int>(codes.size() / shape_.frames));
    const std::size_t length = found.size() / shape_.channels;
    sums_.resize(shape_.samples * shape_.channels);
    weights_.resize(shape_.samples);
    for (std::size_t i = 0; i < shape_.samples; ++i) {
      weights_[i] += window_[i];
      for (std::size_t c = 0; c < shape_.channels; ++c) {
        const float sample = found[c * length + i] * (std::isfinite(scale) ? scale : 0.0F);
        sums_[i * shape_.channels + c] += window_[i] * sample;
      }
    }
  }
  void hand_on(std::size_t count, std::vector<float>& samples) {
    for (std::size_t i = 0; i < count * shape_.channels; ++i) {
      samples.push_back(sums_[i] / weights_[i / shape_.channels]);
    }
    const auto gone = static_cast<std::ptrdiff_t>(count);
    weights_.erase(weights_.begin(), weights_.begin() + gone);
    sums_.erase(sums_.begin(), sums_.begin() + gone * static_cast<std::ptrdiff_t>(shape_.channels));
  }

  const PublishedCodecModel& model_;
  ChunkShape shape_;
  std::vector<float> window_;
  std::vector<std::int32_t> frames_;  // of a chunk that is not whole
  std::vector<float> sums_;           // interleaved, of what is not final
  std::vector<float> weights_;
};

}  // namespace

ChunkedCodec::ChunkedCodec(std::unique_ptr<PublishedCodecModel> model,
                           const models::EncodecConfig& config,
                           std::string hash)
    : model_(std::move(model)), config_(config) {
  if (ChunkShape(config).frames < kScaleBytes || config.codebook_size < 256) {
    throw CheckpointError(
        "this EnCodec has chunks of " + std::to_string(ChunkShape(config).frames) + " frames and " +
        std::to_string(config.codebook_size) + " codes, wanted at least 4 and 256.");
  }
  info_.sample_rate = config.sample_rate;
  info_.channels = config.channels;
  info_.hop_length = config.hop();
  info_.codebooks = config.codebooks() + 1;
  info_.side_codebooks = 1;
  info_.codebook_size = config.codebook_size;
  info_.encoder_look_ahead = static_cast<int>(ChunkShape(config).frames);
  info_.id = "encodec-" + std::to_string(config.sample_rate / 1000) + "khz";
  info_.hash = std::move(hash);
}

std::unique_ptr<CodecEncoder> ChunkedCodec::make_encoder() const {
  return std::make_unique<ChunkEncoder>(*model_, config_);
}

std::unique_ptr<CodecDecoder> ChunkedCodec::make_decoder(DecoderDelay /*delay*/) const {
  return std::make_unique<ChunkDecoder>(*model_, config_);
}

}  // namespace melisma::codec
