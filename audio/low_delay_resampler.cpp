#include "audio/low_delay_resampler.h"

#include <cmath>
#include <string>

#include <samplerate.h>

#include "audio/error.h"

namespace melisma::audio {
namespace {

constexpr std::size_t kSpare = 64;  // samples of output beyond the ratio's share

}  // namespace

struct LowDelayResampler::Converter {
  explicit Converter(SRC_STATE* made) : state(made) {}
  ~Converter() { src_delete(state); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  SRC_STATE* state;
};

LowDelayResampler::LowDelayResampler(SampleRate from, SampleRate to)
    : ratio_(static_cast<double>(to.hz) / from.hz) {
  if (from.hz == to.hz) {
    return;
  }
  int error = 0;
  SRC_STATE* state =
      src_is_valid_ratio(ratio_) != 0 ? src_new(SRC_SINC_MEDIUM_QUALITY, 1, &error) : nullptr;
  if (state == nullptr) {
    throw ConfigError("cannot turn " + std::to_string(from.hz) + " Hz into " +
                      std::to_string(to.hz) + " Hz: wanted rates at most 256 times apart.");
  }
  converter_ = std::make_unique<Converter>(state);
}

LowDelayResampler::~LowDelayResampler() = default;

void LowDelayResampler::process(std::span<const float> in, std::vector<float>& out) {
  if (!converter_) {
    out.insert(out.end(), in.begin(), in.end());
    return;
  }
  while (!in.empty()) {
    const std::size_t before = out.size();
    const auto room = static_cast<std::size_t>(std::ceil(ratio_ * static_cast<double>(in.size())));
    out.resize(before + room + kSpare);
    SRC_DATA data{};
    data.data_in = in.data();
    data.input_frames = static_cast<long>(in.size());
    data.data_out = out.data() + before;
    data.output_frames = static_cast<long>(out.size() - before);
    data.src_ratio = ratio_;
    MELISMA_ASSERT(src_process(converter_->state, &data) == 0);
    out.resize(before + static_cast<std::size_t>(data.output_frames_gen));
    in = in.subspan(static_cast<std::size_t>(data.input_frames_used));
  }
}

}  // namespace melisma::audio
