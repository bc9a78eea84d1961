#include "audio/loudness_sink.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "audio/error.h"
#include "audio/peak_limiter.h"

namespace melisma::audio {
namespace {

constexpr std::size_t kBlockFrames = 4096;
constexpr double kQuietest = -70;
constexpr int kRounds = 4;
constexpr double kNearEnough = 0.1;  // LU

}  // namespace

LoudnessSink::LoudnessSink(std::unique_ptr<AudioSink> sink,
                           SampleRate sample_rate,
                           int channels,
                           double target_lufs,
                           double ceiling_db)
    : sink_(std::move(sink)),
      sample_rate_(sample_rate),
      channels_(channels),
      target_lufs_(target_lufs),
      ceiling_db_(ceiling_db),
      meter_(sample_rate, channels),
      waiting_(std::tmpfile(), &std::fclose) {
  if (!(target_lufs >= kQuietest && target_lufs <= 0)) {
    throw ConfigError("the loudness is " + std::to_string(target_lufs) +
                      " LUFS, wanted -70 to 0, such as -16.");
  }
  if (!waiting_) {
    throw Error("found no place for a temporary file: wanted some in $TMPDIR or /tmp.");
  }
}

bool LoudnessSink::write(std::span<const float> interleaved) {
  meter_.add(interleaved);
  if (std::fwrite(interleaved.data(), sizeof(float), interleaved.size(), waiting_.get()) !=
      interleaved.size()) {
    throw Error("the temporary file's disk is full. Make room there, or leave the loudness out.");
  }
  return true;
}

/// Hands what waits to `take`, raised by gain_db_ and limited, block by block until it refuses.
template <typename Take>
void LoudnessSink::replay(const Take& take) {
  const auto gain = static_cast<float>(std::pow(10, gain_db_ / 20));
  PeakLimiter limiter(sample_rate_, ceiling_db_, channels_);
  std::vector<float> block(kBlockFrames * static_cast<std::size_t>(channels_));
  std::vector<float> out;
  std::rewind(waiting_.get());
  for (bool more = true; more;) {
    const std::size_t count = std::fread(block.data(), sizeof(float), block.size(), waiting_.get());
    for (float& sample : std::span(block).first(count)) {
      sample *= gain;
    }
    out.clear();
    limiter.process(std::span(block).first(count), out);
    more = count == block.size();
    if (!more) {
      limiter.finish(out);
    }
    more = take(std::span<const float>(out)) && more;
  }
  if (std::ferror(waiting_.get()) != 0) {
    throw Error("the temporary file cannot be read again.");
  }
}

void LoudnessSink::close() {
  double found = meter_.integrated_lufs();
  // Peaks that are turned down take loudness away: the gain makes up for it, as far as that goes.
  for (int round = 0; round < kRounds && std::isfinite(found); ++round) {
    gain_db_ += target_lufs_ - found;
    LoudnessMeter meter(sample_rate_, channels_);
    replay([&](std::span<const float> samples) {
      meter.add(samples);
      return true;
    });
    found = meter.integrated_lufs();
    if (std::abs(target_lufs_ - found) < kNearEnough) {
      break;
    }
  }
  replay([this](std::span<const float> samples) { return sink_->write(samples); });
  sink_->close();
}

}  // namespace melisma::audio
