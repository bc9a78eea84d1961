#include "audio/resampler.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include <soxr.h>

#include "audio/error.h"

namespace melisma::audio {
namespace {

/// Sample frames that one call of soxr may deliver.
constexpr std::size_t kBlockFrames = 4096;

std::int64_t rounded_length(std::int64_t frames, SampleRate from, SampleRate to) {
  // Split, so that hours at 768 kHz do not overflow.
  const std::int64_t whole = frames / from.hz;
  const std::int64_t rest = frames % from.hz;
  return whole * to.hz + (rest * to.hz * 2 + from.hz) / (2 * static_cast<std::int64_t>(from.hz));
}

}  // namespace

struct Resampler::Soxr {
  Soxr(SampleRate from, SampleRate to, unsigned channels, ResamplerQuality quality) {
    const auto io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const auto recipe =
        soxr_quality_spec(quality == ResamplerQuality::kVeryHigh ? SOXR_VHQ : SOXR_HQ, 0);
    const auto runtime = soxr_runtime_spec(1);
    soxr_error_t error = nullptr;
    handle = soxr_create(from.hz, to.hz, channels, &error, &io, &recipe, &runtime);
    if (error != nullptr) {
      throw Error(std::string("cannot resample: ") + soxr_strerror(error));
    }
  }
  ~Soxr() { soxr_delete(handle); }
  Soxr(const Soxr&) = delete;
  Soxr& operator=(const Soxr&) = delete;
  soxr_t handle = nullptr;
};

Resampler::Resampler(SampleRate from, SampleRate to, int channels, ResamplerQuality quality)
    : from_(from), to_(to), channels_(static_cast<std::size_t>(channels)) {
  if (!is_supported(from) || !is_supported(to) || channels < 1 || channels > kMaxChannels) {
    throw ConfigError("cannot resample " + std::to_string(channels) + " channels from " +
                      std::to_string(from.hz) + " to " + std::to_string(to.hz) +
                      " Hz; wanted 1 to 64 channels and 1000 to 768000 Hz");
  }
  if (from != to) {
    soxr_ = std::make_unique<Soxr>(from, to, static_cast<unsigned>(channels), quality);
  }
}

Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

void Resampler::process(std::span<const float> in, std::vector<float>& out) {
  MELISMA_ASSERT(in.size() % channels_ == 0);
  frames_in_ += static_cast<std::int64_t>(in.size() / channels_);
  if (soxr_ == nullptr) {
    out.insert(out.end(), in.begin(), in.end());
  } else if (!in.empty()) {
    collect(in, out);
  }
}

void Resampler::collect(std::span<const float> in, std::vector<float>& out) {
  const bool ending = in.empty();
  while (true) {
    const std::size_t before = out.size();
    out.resize(before + kBlockFrames * channels_);
    std::size_t taken = 0;
    std::size_t made = 0;
    const soxr_error_t error = soxr_process(soxr_->handle,
                                            ending ? nullptr : in.data(),
                                            in.size() / channels_,
                                            &taken,
                                            out.data() + before,
                                            kBlockFrames,
                                            &made);
    out.resize(before + made * channels_);
    if (error != nullptr) {
      throw Error(std::string("cannot resample: ") + soxr_strerror(error));
    }
    frames_out_ += static_cast<std::int64_t>(made);
    in = in.subspan(taken * channels_);
    if (made < kBlockFrames && in.empty()) {
      return;
    }
  }
}

void Resampler::finish(std::vector<float>& out) {
  if (soxr_ == nullptr) {
    return;
  }
  collect({}, out);
  // soxr's own rounding of the length may differ by a sample.
  const std::int64_t excess = frames_out_ - rounded_length(frames_in_, from_, to_);
  const auto frames = static_cast<std::size_t>(std::abs(excess));
  if (excess > 0) {
    out.resize(out.size() - std::min(out.size(), frames * channels_));
  } else {
    out.resize(out.size() + frames * channels_);
  }
}

std::vector<float> resample_all(std::span<const float> samples,
                                SampleRate from,
                                SampleRate to,
                                ResamplerQuality quality) {
  Resampler resampler(from, to, 1, quality);
  std::vector<float> out;
  resampler.process(samples, out);
  resampler.finish(out);
  return out;
}

}  // namespace melisma::audio
