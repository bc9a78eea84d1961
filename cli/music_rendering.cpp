#include "cli/music_rendering.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "audio/error.h"
#include "synth/music_session.h"

namespace melisma::cli {
namespace {

constexpr double kMostSeconds = 4 * 3600;

}  // namespace

int render_music(const MusicModel& music,
                 const MusicToRender& wanted,
                 const synth::DrawSettings& draw,
                 AudioOutput& output) {
  const double rate = music.frame_rate();
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
  return generate(session, *music.codec, output);
}

}  // namespace melisma::cli
