#include "audio/metrics/loopiness.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "audio/error.h"
#include "audio/mel.h"
#include "audio/stft.h"

namespace melisma::audio {
namespace {

constexpr std::size_t kFramesPerSecond = 20;

double dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += static_cast<double>(a[i]) * b[i];
  }
  return sum;
}

FrameMatrix centred_features(std::span<const float> signal, int sample_rate) {
  FrameMatrix features =
      log_mel_spectrogram(signal,
                          {.window = 2048, .hop = sample_rate / static_cast<int>(kFramesPerSecond)},
                          {.sample_rate = sample_rate,
                           .fft_size = 2048,
                           .mels = 40,
                           .high_hz = std::min(12000.0, 0.5 * sample_rate)},
                          4.0F / 2048.0F,
                          1e-4F);
  for (std::size_t m = 0; m < features.columns(); ++m) {
    double mean = 0.0;
    for (std::size_t t = 0; t < features.frames(); ++t) {
      mean += features.row(t)[m] / static_cast<double>(features.frames());
    }
    for (std::size_t t = 0; t < features.frames(); ++t) {
      features.row(t)[m] -= static_cast<float>(mean);
    }
  }
  return features;
}

}  // namespace

double loopiness(std::span<const float> signal, int sample_rate) {
  constexpr double kConstant = 1e-6;  // mean squared deviation below which nothing changes
  const FrameMatrix features = centred_features(signal, sample_rate);
  const std::size_t frames = features.frames();
  std::vector<double> energy_until(frames + 1);
  for (std::size_t t = 0; t < frames; ++t) {
    energy_until[t + 1] = energy_until[t] + dot(features.row(t), features.row(t));
  }
  if (frames < 4 * kFramesPerSecond ||
      energy_until[frames] < kConstant * static_cast<double>(frames)) {
    return 0.0;
  }
  double best = 0.0;
  for (std::size_t lag = kFramesPerSecond; lag <= frames / 2; ++lag) {
    double sum = 0.0;
    for (std::size_t t = 0; t + lag < frames; ++t) {
      sum += dot(features.row(t), features.row(t + lag));
    }
    const double scale =
        std::sqrt(energy_until[frames - lag] * (energy_until[frames] - energy_until[lag]));
    best = std::max(best, scale > 0.0 ? sum / scale : 0.0);
  }
  return std::min(best, 1.0);
}

double repeated_code_share(std::span<const std::int32_t> codes, int codebooks, int length) {
  if (codebooks < 1 || length < 1 || codes.size() % static_cast<std::size_t>(codebooks) != 0) {
    throw InputError(std::to_string(codes.size()) + " codes in frames of " +
                     std::to_string(codebooks) + " cannot be searched for repeats of " +
                     std::to_string(length) + " frames; give [frames][codebooks] and 1 or more");
  }
  const auto width = static_cast<std::size_t>(codebooks);
  const auto span = static_cast<std::size_t>(length);
  const std::size_t frames = codes.size() / width;
  std::unordered_set<std::string_view> seen;
  std::size_t repeats = 0;
  std::size_t counted = 0;
  for (std::size_t t = 0; t + span <= frames; ++t) {
    // The frames of one run are contiguous, so their bytes are the key.
    const std::string_view run(reinterpret_cast<const char*>(codes.data() + t * width),
                               span * width * sizeof(std::int32_t));
    const bool is_new = seen.insert(run).second;
    if (t > 0) {
      ++counted;
      repeats += is_new ? 0 : 1;
    }
  }
  return counted == 0 ? 0.0 : static_cast<double>(repeats) / static_cast<double>(counted);
}

}  // namespace melisma::audio
