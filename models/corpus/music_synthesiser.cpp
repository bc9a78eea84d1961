#include "models/corpus/music_synthesiser.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

#include "audio/error.h"
#include "audio/loudness.h"
#include "audio/midi/tempo_map.h"
#include "audio/resampler.h"
#include "models/corpus/sound_font_player.h"

namespace melisma::models {
namespace {

constexpr double kMaxSeconds = 3600;
constexpr double kMaxTailSeconds = 1.5;
constexpr double kInaudible = 1e-3;  // of the piece's peak: -60 dB
constexpr double kFadeSeconds = 0.08;
constexpr double kLowCutHz = 8;  // samples of instruments have offsets

/// What is sent to the player at the start of a block. Members in order of what goes first.
struct Event {
  enum class Kind { kOff, kBend, kOn };
  std::int64_t block = 0;
  Kind kind = Kind::kOff;
  int channel = 0;  // the player's
  int pitch = 0;
  std::size_t note = 0;  // place in the score's list
  int velocity = 0;
  double semitones = 0;
};

bool earlier(const Event& left, const Event& right) {
  return std::pair(left.block, left.kind) < std::pair(right.block, right.kind);
}

using Channels = std::map<std::pair<int, int>, int>;  // (channel, program) -> the player's channel

Channels assign_channels(const audio::Score& score) {
  Channels channels;
  for (const audio::Note& note : score.notes) {
    channels.try_emplace({note.channel, note.program}, static_cast<int>(channels.size()));
  }
  if (channels.size() > SoundFontPlayer::kMaxChannels) {
    throw InputError("the score has " + std::to_string(channels.size()) +
                     " pairs of channel and program; at most " +
                     std::to_string(SoundFontPlayer::kMaxChannels) + " can be played. Split the score.");
  }
  return channels;
}

std::vector<Event> list_events(const audio::Score& score, const Channels& channels) {
  const audio::TempoMap tempo(score);
  const auto block_at = [&](std::int64_t tick) -> std::int64_t {
    const double seconds = tempo.seconds_at(static_cast<double>(tick));
    if (!(seconds <= kMaxSeconds)) {
      throw InputError("the score lasts " + std::to_string(seconds) +
                       " s; at most an hour is played. Cut it into shorter files.");
    }
    return std::llround(seconds * SoundFontPlayer::kSampleRate / SoundFontPlayer::kBlock);
  };
  std::vector<Event> events;
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    const audio::Note& note = score.notes[i];
    const int channel = channels.at({note.channel, note.program});
    Event event{block_at(note.start_tick), Event::Kind::kOn, channel, note.pitch, i, note.velocity};
    events.push_back(event);
    event.block = std::max(event.block + 1, block_at(note.end_tick()));
    event.kind = Event::Kind::kOff;
    events.push_back(event);
  }
  for (const audio::PitchBend& bend : score.pitch_bends) {
    for (const auto& [key, channel] : channels) {
      if (key.first == bend.channel) {
        Event event{block_at(bend.tick), Event::Kind::kBend, channel};
        event.semitones = static_cast<double>(bend.semitones);
        events.push_back(event);
      }
    }
  }
  std::stable_sort(events.begin(), events.end(), earlier);
  while (events.back().kind == Event::Kind::kBend) {  // nothing sounds any more
    events.pop_back();
  }
  return events;
}

/// The notes that sound, so that the end of an older note does not end a newer one of its pitch.
using Sounding = std::map<std::pair<int, int>, std::size_t>;  // (channel, pitch) -> note

void send(SoundFontPlayer& player, const Event& event, Sounding& sounding) {
  const std::pair key{event.channel, event.pitch};
  if (event.kind == Event::Kind::kBend) {
    player.bend(event.channel, event.semitones);
  } else if (event.kind == Event::Kind::kOn) {
    if (sounding.contains(key)) {
      player.note_off(event.channel, event.pitch);
    }
    sounding[key] = event.note;
    player.note_on(event.channel, event.pitch, event.velocity);
  } else if (const auto found = sounding.find(key);
             found != sounding.end() && found->second == event.note) {
    player.note_off(event.channel, event.pitch);
    sounding.erase(found);
  }
}

/// The raw sound at 48 kHz, its tail whole; `end` becomes the sample where the last note ends.
std::vector<float> play(const audio::Score& score,
                        const std::filesystem::path& sound_font,
                        std::size_t& end) {
  const Channels channels = assign_channels(score);
  const std::vector<Event> events = list_events(score, channels);
  SoundFontPlayer player(sound_font, static_cast<int>(channels.size()));
  for (const auto& [key, channel] : channels) {
    player.select(channel, key.second, key.first == 9);
  }
  std::vector<float> sound;
  Sounding sounding;
  std::int64_t block = 0;
  for (const Event& event : events) {
    player.play(event.block - block, sound);
    block = event.block;
    send(player, event, sounding);
  }
  end = sound.size();
  player.play(std::llround(kMaxTailSeconds * SoundFontPlayer::kSampleRate / SoundFontPlayer::kBlock), sound);
  return sound;
}

float peak_of(const std::vector<float>& sound) {
  float peak = 0;
  for (const float sample : sound) {
    peak = std::max(peak, std::abs(sample));
  }
  return peak;
}

/// First-order high-pass.
void cut_lows(std::vector<float>& sound) {
  constexpr double kPole = 1 - 2 * std::numbers::pi * kLowCutHz / kMusicSampleRate;
  double before = 0;
  double out = 0;
  for (float& sample : sound) {
    const auto in = static_cast<double>(sample);
    out = in - before + kPole * out;
    before = in;
    sample = static_cast<float>(out);
  }
}

/// Ends the tail where it is inaudible, with a fade; the length becomes a multiple of the hop.
void trim_tail(std::vector<float>& sound, std::size_t end) {
  const float threshold = static_cast<float>(kInaudible) * peak_of(sound);
  const auto audible = [&](float sample) { return std::abs(sample) > threshold; };
  const auto last = std::find_if(sound.rbegin(), sound.rend(), audible);
  const auto length = static_cast<std::size_t>(sound.rend() - last);
  sound.resize(std::max(length, std::min(end, sound.size())));
  const auto fade = static_cast<std::size_t>(kFadeSeconds * kMusicSampleRate);
  const std::size_t faded = std::min(fade, sound.size());
  for (std::size_t i = 0; i < faded; ++i) {  // i samples before the end
    const double place = static_cast<double>(i) / static_cast<double>(fade);
    sound[sound.size() - 1 - i] *=
        static_cast<float>(0.5 - 0.5 * std::cos(std::numbers::pi * place));
  }
  sound.resize(std::max<std::size_t>(1, (sound.size() + kMusicHop - 1) / kMusicHop) * kMusicHop);
}

void set_level(std::vector<float>& sound, double loudness_lufs) {
  const double peak = static_cast<double>(peak_of(sound));
  if (peak <= 0) {
    return;
  }
  const double loudness =
      audio::measure_loudness(sound, audio::SampleRate(kMusicSampleRate)).integrated_lufs;
  const double wanted = std::isfinite(loudness) ? std::pow(10.0, (loudness_lufs - loudness) / 20)
                                                : 0.5 * kMusicPeak / peak;
  const auto gain = static_cast<float>(std::min(wanted, kMusicPeak / peak));
  for (float& sample : sound) {
    sample *= gain;
  }
}

}  // namespace

std::filesystem::path default_sound_font() {
  std::filesystem::path font = MELISMA_SOUND_FONT;
  if (!std::filesystem::exists(font)) {
    throw Error("found no sound font at " + font.string() +
                ". Install the package fluid-soundfont-gm, or build with "
                "-DMELISMA_SOUND_FONT=/path/to/FluidR3_GM.sf2.");
  }
  return font;
}

double music_loudness_lufs(const CaptionAttributes& facts) {
  return facts.dynamics == "soft" ? -24 : facts.dynamics == "loud" ? -17 : -20;
}

std::vector<float> synthesise_music(const audio::Score& score,
                                    double loudness_lufs,
                                    const std::filesystem::path& sound_font) {
  if (score.notes.empty()) {
    return std::vector<float>(kMusicHop);
  }
  std::size_t end = 0;
  const std::vector<float> raw = play(score, sound_font, end);
  std::vector<float> sound = audio::resample_all(
      raw, audio::SampleRate(SoundFontPlayer::kSampleRate), audio::SampleRate(kMusicSampleRate));
  cut_lows(sound);
  trim_tail(sound, end * kMusicSampleRate / SoundFontPlayer::kSampleRate);
  set_level(sound, loudness_lufs);
  return sound;
}

}  // namespace melisma::models
