#include "audio/read_mono.h"

#include "audio/audio_buffer.h"
#include "audio/error.h"
#include "audio/resampler.h"

namespace melisma::audio {
namespace {

constexpr std::size_t kBlockFrames = 16384;

void check_duration(const std::filesystem::path& path,
                    std::int64_t frames,
                    SampleRate rate,
                    double max_seconds) {
  if (static_cast<double>(frames) > max_seconds * rate.hz) {
    throw AudioFileError(path.string() + " is longer than " +
                         std::to_string(static_cast<long>(max_seconds)) +
                         " seconds, the most that is read at once; cut it into parts");
  }
}

}  // namespace

MonoAudio read_mono(const std::filesystem::path& path,
                    SampleRate rate,
                    const ReadMonoOptions& options) {
  SoundFileReader reader(path, options.raw);
  MonoAudio audio;
  audio.sample_rate = rate;
  audio.source = reader.info();
  audio.tags = reader.tags();
  const SampleRate source_rate = audio.source.sample_rate;
  const int channels = audio.source.channels;
  Resampler resampler(source_rate, rate);
  std::vector<float> block(kBlockFrames * static_cast<std::size_t>(channels));
  std::vector<float> mono;
  std::int64_t frames = 0;
  while (const std::size_t got = reader.read(block)) {
    frames += static_cast<std::int64_t>(got);
    check_duration(path, frames, source_rate, options.max_seconds);
    mono.clear();
    mix_to_mono(std::span(block).first(got * static_cast<std::size_t>(channels)), channels, mono);
    resampler.process(mono, audio.samples);
  }
  resampler.finish(audio.samples);
  audio.replaced_samples = reader.replaced_samples();
  audio.damage = reader.damage();
  if (audio.samples.empty()) {
    throw AudioFileError(path.string() + " holds no samples" +
                         (audio.damage.empty() ? "" : " (" + audio.damage + ")") +
                         "; give a file with sound in it");
  }
  return audio;
}

}  // namespace melisma::audio
