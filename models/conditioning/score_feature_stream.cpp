#include "models/conditioning/score_feature_stream.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace melisma::models {

namespace {

constexpr std::size_t kParts = 129;  // 128 programs and the drum kit
constexpr float kPresent = 0.5F;
constexpr float kMaxBendSemitones = 24.0F;

}  // namespace

ScoreFeatureStream::ScoreFeatureStream(double frame_rate, const ScoreMask& mask)
    : frame_rate_(frame_rate),
      mask_(mask),
      voices_(kParts * kMidiPitches),
      values_(kScoreFeatureCount, 0.0F) {
  lateness_.fill(1);
}

ScoreFeatureStream::Voice& ScoreFeatureStream::voice(ScorePart part, std::uint8_t pitch) {
  const std::size_t row = part.drums ? kDrumPart : part.program & 0x7FU;
  const std::size_t key = row * kMidiPitches + (pitch & 0x7FU);
  if (!voices_[key].listed) {
    voices_[key] = {std::numeric_limits<std::int64_t>::min() / 2, 0, 0, true};
    active_.push_back(static_cast<std::uint16_t>(key));
  }
  return voices_[key];
}

void ScoreFeatureStream::note_on(ScorePart part,
                                 std::uint8_t pitch,
                                 std::uint8_t velocity,
                                 float lateness) {
  const auto loudness = static_cast<std::uint8_t>(velocity & 0x7FU);
  if (loudness == 0) {
    return note_off(part, pitch);
  }
  Voice& v = voice(part, pitch);
  // Two strikes inside one frame are one, the louder.
  v.velocity = v.onset_frame == frame_ ? std::max(v.velocity, loudness) : loudness;
  v.onset_frame = frame_;
  ++v.held;
  const auto family =
      static_cast<std::size_t>(part.drums ? kMidiFamilies : (part.program & 0x7FU) / 8);
  lateness_[family] = std::min(lateness_[family], lateness);
}

void ScoreFeatureStream::note_off(ScorePart part, std::uint8_t pitch) {
  Voice& v = voice(part, pitch);
  v.held = std::max(v.held - 1, 0);
}

void ScoreFeatureStream::all_notes_off() {
  for (const std::uint16_t key : active_) {
    voices_[key].held = 0;
  }
}

void ScoreFeatureStream::resume_note(
    ScorePart part, std::uint8_t pitch, std::uint8_t velocity, std::int64_t age_frames, bool held) {
  Voice& v = voice(part, pitch);
  v.velocity = static_cast<std::uint8_t>(velocity & 0x7FU);
  v.onset_frame = frame_ - std::max<std::int64_t>(age_frames, 1);
  v.held = held ? 1 : 0;
}

void ScoreFeatureStream::set_program_present(std::uint8_t program, bool present) {
  present_.set(program & 0x7FU, present);
}

void ScoreFeatureStream::pitch_bend(ScorePart part, float semitones) {
  if (!part.drums && std::isfinite(semitones)) {
    bends_[static_cast<std::size_t>((part.program & 0x7FU) / 8)] =
        std::clamp(semitones, -kMaxBendSemitones, kMaxBendSemitones);
  }
}

void ScoreFeatureStream::put(int index, float value) {
  float& slot = values_[static_cast<std::size_t>(index)];
  if (slot == 0.0F && value != 0.0F) {
    touched_.push_back(index);
    slot = value;
  }
  slot = std::max(slot, value);
}

void ScoreFeatureStream::put_note(
    std::size_t part, int pitch, bool sounds, float loudness, float onset) {
  const int family = static_cast<int>(part / 8);
  const int row = family * kMidiPitches + pitch;
  if (sounds) {
    put(kSustainFeatures + row, loudness);
    put(kSharedSustainFeatures + pitch, loudness);
    if (!mask_.hide_programs) {
      put(kProgramFeatures + static_cast<int>(part), 1.0F);
    }
  }
  if (onset > kOnsetFloor) {
    put(kOnsetFeatures + row, onset);
    put(kSharedOnsetFeatures + pitch, onset);
  }
}

void ScoreFeatureStream::put_voices() {
  std::erase_if(active_, [&](std::uint16_t key) {
    Voice& v = voices_[key];
    const std::int64_t age = frame_ - v.onset_frame;
    const bool sounds = v.held > 0 || age == 0;
    if (!sounds && age >= kOnsetTailFrames) {
      v.listed = false;
      return true;
    }
    const std::size_t part = key / kMidiPitches;
    const int pitch = key % kMidiPitches;
    const float loudness = static_cast<float>(v.velocity) / 127.0F;
    const float onset = age >= kOnsetTailFrames
                            ? 0.0F
                            : loudness * std::exp(-static_cast<float>(age) / kOnsetDecayFrames);
    if (part == kDrumPart) {
      if (!mask_.free_drums && onset > kOnsetFloor) {
        put(kDrumOnsetFeatures + pitch, onset);
      }
    } else if (!mask_.free_families[part / 8]) {
      put_note(part, pitch, sounds, loudness, onset);
    }
    return false;
  });
}

void ScoreFeatureStream::put_programs() {
  for (std::size_t family = 0; family < kMidiFamilies; ++family) {
    const bool free = mask_.free_families[family];
    if (free) {
      put(kFreeFamilyFeatures + static_cast<int>(family), 1.0F);
    } else {
      put(kBendFeatures + static_cast<int>(family), bends_[family] / 12.0F);
    }
    if (mask_.hide_programs || (free && !mask_.name_free_programs)) {
      continue;
    }
    for (std::size_t program = family * 8; program < family * 8 + 8; ++program) {
      if (present_[program]) {
        put(kProgramFeatures + static_cast<int>(program), kPresent);
      }
    }
  }
  if (mask_.free_drums) {
    put(kFreeDrumsFeature, 1.0F);
  }
}

void ScoreFeatureStream::put_lateness() {
  for (std::size_t family = 0; family < lateness_.size(); ++family) {
    const bool free = family < kMidiFamilies ? mask_.free_families[family] : mask_.free_drums;
    if (!free && lateness_[family] < 1) {
      put(kLatenessFeatures + static_cast<int>(family), lateness_[family]);
    }
  }
  lateness_.fill(1);
}

void ScoreFeatureStream::put_clock() {
  if (!clock_) {
    return;
  }
  BeatClock& clock = *clock_;
  if (!mask_.hide_beat) {
    const double turn = 2.0 * std::numbers::pi;
    const double beat = turn * (clock.beat - std::floor(clock.beat));
    const double bar = turn * clock.beat / clock.beats_per_bar;
    put(kBeatPhaseFeatures, static_cast<float>(std::cos(beat)));
    put(kBeatPhaseFeatures + 1, static_cast<float>(std::sin(beat)));
    put(kBarPhaseFeatures, static_cast<float>(std::cos(bar)));
    put(kBarPhaseFeatures + 1, static_cast<float>(std::sin(bar)));
    put(kTempoFeature, static_cast<float>(std::log2(clock.bpm / 120.0)));
    put(kKnownTempoFeature, 1.0F);
  }
  clock.beat += clock.bpm / 60.0 / frame_rate_ / clock.quarters_per_beat;
  clock.beat = std::fmod(clock.beat, clock.beats_per_bar);
}

void ScoreFeatureStream::next_frame(std::vector<Feature>& out) {
  put_programs();
  put_voices();
  put_lateness();
  put_clock();
  std::sort(touched_.begin(), touched_.end());
  out.clear();
  for (const std::int32_t index : touched_) {
    float& value = values_[static_cast<std::size_t>(index)];
    out.push_back({index, value});
    value = 0.0F;
  }
  touched_.clear();
  ++frame_;
}

void ScoreFeatureStream::reset() {
  for (const std::uint16_t key : active_) {
    voices_[key].listed = false;
  }
  active_.clear();
  present_.reset();
  bends_.fill(0.0F);
  lateness_.fill(1);
  clock_.reset();
  frame_ = 0;
}

}  // namespace melisma::models
