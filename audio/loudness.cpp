#include "audio/loudness.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <ebur128.h>

#include "audio/error.h"
#include "audio/pcm.h"

namespace melisma::audio {

struct LoudnessMeter::State {
  explicit State(ebur128_state* state) : handle(state) {}
  ~State() { ebur128_destroy(&handle); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ebur128_state* handle;
  std::vector<float> clean;  // scratch
};

LoudnessMeter::LoudnessMeter(SampleRate sample_rate, int channels) {
  ebur128_state* handle = nullptr;
  if (is_supported(sample_rate) && channels >= 1 && channels <= kMaxChannels) {
    // The histogram keeps memory constant however long the stream is.
    handle = ebur128_init(
        static_cast<unsigned>(channels),
        static_cast<unsigned long>(sample_rate.hz),
        EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK | EBUR128_MODE_HISTOGRAM);
  }
  if (handle == nullptr) {
    throw ConfigError("cannot measure the loudness of " + std::to_string(channels) +
                      " channels at " + std::to_string(sample_rate.hz) +
                      " Hz; wanted 1 to 64 channels and 1000 to 768000 Hz");
  }
  state_ = std::make_unique<State>(handle);
}

LoudnessMeter::~LoudnessMeter() = default;
LoudnessMeter::LoudnessMeter(LoudnessMeter&&) noexcept = default;
LoudnessMeter& LoudnessMeter::operator=(LoudnessMeter&&) noexcept = default;

void LoudnessMeter::add(std::span<const float> interleaved) {
  MELISMA_ASSERT(interleaved.size() % state_->handle->channels == 0);
  state_->clean.assign(interleaved.begin(), interleaved.end());
  replace_non_finite(state_->clean);
  const std::size_t frames = interleaved.size() / state_->handle->channels;
  if (ebur128_add_frames_float(state_->handle, state_->clean.data(), frames) != EBUR128_SUCCESS) {
    throw Error("cannot measure loudness: out of memory");
  }
}

double LoudnessMeter::integrated_lufs() const {
  double lufs = 0.0;
  const int rc = ebur128_loudness_global(state_->handle, &lufs);
  return rc == EBUR128_SUCCESS ? lufs : -std::numeric_limits<double>::infinity();
}

double LoudnessMeter::range_lu() const {
  double range = 0.0;
  return ebur128_loudness_range(state_->handle, &range) == EBUR128_SUCCESS ? range : 0.0;
}

double LoudnessMeter::true_peak_db() const {
  double highest = 0.0;
  for (unsigned channel = 0; channel < state_->handle->channels; ++channel) {
    double peak = 0.0;
    ebur128_true_peak(state_->handle, channel, &peak);
    highest = std::max(highest, peak);
  }
  return 20.0 * std::log10(highest);
}

Loudness measure_loudness(std::span<const float> interleaved,
                          SampleRate sample_rate,
                          int channels) {
  LoudnessMeter meter(sample_rate, channels);
  meter.add(interleaved);
  return {meter.integrated_lufs(), meter.true_peak_db()};
}

}  // namespace melisma::audio
