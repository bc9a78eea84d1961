#include "cli/music_rendering.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "audio/error.h"
#include "audio/midi/looped_score.h"
#include "synth/music_session.h"

namespace melisma::cli {
namespace {

constexpr double kMostSeconds = 4 * 3600;
constexpr double kLoopFadeSeconds = 0.03;
constexpr double kAfterLoopSeconds = 0.2;  // made beyond the loop: the very end is faded out

/// The score twice, and where in its sound the second time lies.
synth::LoopPlace loop_twice(MusicToRender& wanted, int sample_rate) {
  if (!wanted.score || !wanted.prompt.empty()) {
    throw ConfigError(
        "--loop: found no score to repeat, wanted one. Leave out --direct or --continue.");
  }
  if (wanted.seconds) {
    throw ConfigError(
        "found --loop and --duration beside a score; it is looped whole: leave one out.");
  }
  const std::int64_t length = audio::loop_tick(*wanted.score);
  const auto samples = static_cast<std::int64_t>(
      std::llround(audio::seconds_at(*wanted.score, length) * sample_rate));
  const auto fade = std::min<std::int64_t>(
      static_cast<std::int64_t>(kLoopFadeSeconds * sample_rate), samples / 4);
  wanted.score = audio::repeated(*wanted.score, length, 3);
  wanted.seconds = 2.0 * static_cast<double>(samples) / sample_rate + kAfterLoopSeconds;
  return {samples, samples, fade};
}

}  // namespace

int render_music(const MusicModel& music,
                 MusicToRender wanted,
                 const synth::DrawSettings& draw,
                 AudioOutput& output) {
  const double rate = music.frame_rate();
  std::optional<synth::LoopPlace> loop;
  if (wanted.loop) {
    loop = loop_twice(wanted, music.codec->info().sample_rate);
  }
  synth::MusicRequest request;
  request.text = wanted.tokens;
  request.prompt = wanted.prompt;
  request.draw = draw;
  const auto limit =
      static_cast<std::int64_t>(std::llround(wanted.seconds.value_or(kMostSeconds) * rate));
  request.frames = limit;
  if (wanted.score) {
    request.score = std::make_shared<models::ScoreTimeline>(*wanted.score, rate);
    const std::int64_t whole = synth::music_frames(*request.score);
    if (!wanted.seconds && whole > limit) {
      throw InputError("the score lasts " + std::to_string(whole / std::llround(rate * 60)) +
                       " minutes, wanted at most 240. Give a --duration.");
    }
    request.frames = std::min(whole, limit);
  }
  synth::MusicSession session(music.model(), std::move(request));
  return generate(session, *music.codec, output, loop);
}

}  // namespace melisma::cli
