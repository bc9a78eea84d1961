#include "codec/fitting/codec_frames.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "audio/error.h"
#include "audio/read_mono.h"
#include "audio/window.h"

namespace melisma::codec {
namespace {

std::size_t index(std::int64_t value) {
  return static_cast<std::size_t>(value);
}

std::int64_t frames_of(std::size_t samples, int hop) {
  return (static_cast<std::int64_t>(samples) + hop - 1) / hop;
}

}  // namespace

ClipAnalyser::ClipAnalyser(const SpectralCodecConfig& config)
    : config_(config),
      features_(config.analysis),
      synthesis_fft_(2 * config.analysis.hop),
      synthesis_window_(audio::hann_window(2 * config.analysis.hop)) {}

void ClipAnalyser::analyse(std::span<const float> samples,
                           Eigen::Ref<RowMatrix> features,
                           Eigen::Ref<RowMatrix> targets) {
  const int hop = config_.analysis.hop;
  const std::int64_t frames = frames_of(samples.size(), hop);
  MELISMA_ASSERT(features.rows() == frames && targets.rows() == frames);
  const int past = config_.analysis.past_samples();
  std::vector<float> padded(index(past + frames * hop + config_.analysis.future_samples()), 0.0F);
  std::copy(samples.begin(), samples.end(), padded.begin() + past);
  const auto bins = static_cast<std::size_t>(config_.synthesis_bins());
  const float scale = 4.0F / static_cast<float>(synthesis_fft_.size());
  for (std::int64_t t = 0; t < frames; ++t) {
    const std::span<const float> around =
        std::span(padded).subspan(index(t * hop), index(past + config_.analysis.future_samples()));
    features_.compute(around, {features.row(t).data(), index(features.cols())});
    for (int half = 0; half < 2; ++half) {
      const auto time = synthesis_fft_.time();
      const std::size_t begin = index(past + half * hop / 2) - time.size() / 2;
      for (std::size_t i = 0; i < time.size(); ++i) {
        time[i] = around[begin + i] * synthesis_window_[i];
      }
      synthesis_fft_.forward();
      float* row = targets.row(t).data() + static_cast<std::size_t>(half) * bins;
      for (std::size_t bin = 0; bin < bins; ++bin) {
        row[bin] =
            std::log(std::abs(synthesis_fft_.spectrum()[bin]) * scale + config_.synthesis_floor);
      }
    }
  }
}

CodecFrames analyse_clips(const std::vector<std::filesystem::path>& files,
                          const SpectralCodecConfig& config,
                          const CodecFramesOptions& options) {
  const int hop = config.analysis.hop;
  CodecFrames frames;
  frames.features.resize(options.max_frames, config.analysis.feature_count());
  frames.targets.resize(options.max_frames, config.decoder_outputs());
  frames.clip_begins.push_back(0);
  ClipAnalyser analyser(config);
  std::mt19937_64 random(options.seed);
  const auto clip_samples = static_cast<std::size_t>(options.clip_seconds * config.sample_rate);
  for (const auto& file : files) {
    const auto sound = audio::read_mono(file, audio::SampleRate(config.sample_rate));
    std::span<const float> samples(sound.samples);
    if (samples.size() > clip_samples) {
      samples = samples.subspan(random() % (samples.size() - clip_samples), clip_samples);
    }
    const std::int64_t begin = frames.clip_begins.back();
    const std::int64_t count = frames_of(samples.size(), hop);
    if (begin + count > options.max_frames) {
      break;
    }
    analyser.analyse(
        samples, frames.features.middleRows(begin, count), frames.targets.middleRows(begin, count));
    frames.clip_begins.push_back(begin + count);
  }
  const std::int64_t total = frames.clip_begins.back();
  if (total == 0) {
    throw InputError("found no sound to fit a codec on. Give a corpus with at least one clip.");
  }
  frames.features.conservativeResize(total, Eigen::NoChange);
  frames.targets.conservativeResize(total, Eigen::NoChange);
  return frames;
}

}  // namespace melisma::codec
