#include "codec/windowed_codec.h"

#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "audio/error.h"
#include "codec/context_buffer.h"
#include "codec/transposed.h"

namespace melisma::codec {
namespace {

std::size_t size(int value) {
  return static_cast<std::size_t>(value);
}

class WindowEncoder final : public CodecEncoder {
 public:
  WindowEncoder(const PublishedCodecModel& model,
                const CodecInfo& info,
                const WindowedCodec::Window& window)
      : model_(model),
        books_(info.codebooks),
        samples_(size(info.hop_length), window.block, window.context) {}

  void push(std::span<const float> samples, std::vector<std::int32_t>& codes) override {
    finite_.assign(samples.begin(), samples.end());
    for (float& sample : finite_) {
      sample = std::isfinite(sample) ? sample : 0.0F;
    }
    samples_.push(finite_);
    drain(false, codes);
  }
  void finish(std::vector<std::int32_t>& codes) override {
    samples_.complete();
    drain(true, codes);
    reset();
  }
  void reset() override { samples_.reset(); }

 private:
  void drain(bool ended, std::vector<std::int32_t>& codes) {
    samples_.drain(ended, [&](std::span<const float> window, std::size_t skip, std::size_t take) {
      const auto rows = model_.encode(window, books_);
      const auto frames = transposed<std::int32_t>(rows, size(books_));
      const auto begin = frames.begin() + static_cast<std::ptrdiff_t>(skip * size(books_));
      codes.insert(codes.end(), begin, begin + static_cast<std::ptrdiff_t>(take * size(books_)));
    });
  }

  const PublishedCodecModel& model_;
  int books_;
  ContextBuffer<float> samples_;
  std::vector<float> finite_;
};

class WindowDecoder final : public CodecDecoder {
 public:
  WindowDecoder(const PublishedCodecModel& model,
                const CodecInfo& info,
                const WindowedCodec::Window& window)
      : model_(model), hop_(size(info.hop_length)), window_(window) {}

  void push(std::span<const std::int32_t> frame, std::vector<float>& samples) override {
    if (!frames_) {
      books_ = static_cast<int>(frame.size());
      frames_.emplace(frame.size(), window_.block, window_.context);
    }
    MELISMA_ASSERT(frame.size() == size(books_));
    frames_->push(frame);
    drain(false, samples);
  }
  void finish(std::vector<float>& samples) override {
    if (frames_) {
      drain(true, samples);
    }
    reset();
  }
  void reset() override { frames_.reset(); }

 private:
  void drain(bool ended, std::vector<float>& samples) {
    frames_->drain(
        ended, [&](std::span<const std::int32_t> window, std::size_t skip, std::size_t take) {
          const auto rows = transposed(window, window.size() / size(books_));
          auto sound = model_.decode(rows, books_);
          sound.resize(window.size() / size(books_) * hop_);  // odd strides end a little early
          const auto begin = sound.begin() + static_cast<std::ptrdiff_t>(skip * hop_);
          samples.insert(samples.end(), begin, begin + static_cast<std::ptrdiff_t>(take * hop_));
        });
  }

  const PublishedCodecModel& model_;
  std::size_t hop_;
  WindowedCodec::Window window_;
  int books_ = 0;
  std::optional<ContextBuffer<std::int32_t>> frames_;  // from the first frame on
};

}  // namespace

WindowedCodec::WindowedCodec(std::unique_ptr<PublishedCodecModel> model,
                             CodecInfo info,
                             Window window)
    : model_(std::move(model)), info_(std::move(info)), window_(window) {
  info_.encoder_look_ahead = static_cast<int>(window.block + window.context);
}

std::unique_ptr<CodecEncoder> WindowedCodec::make_encoder() const {
  return std::make_unique<WindowEncoder>(*model_, info_, window_);
}

std::unique_ptr<CodecDecoder> WindowedCodec::make_decoder(DecoderDelay /*delay*/) const {
  return std::make_unique<WindowDecoder>(*model_, info_, window_);
}

}  // namespace melisma::codec
