#include "models/corpus/sound_font_player.h"

#include <algorithm>
#include <cmath>

#include <fluidsynth.h>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr int kBendRange = 24;  // semitones each side
constexpr double kGain = 0.2;   // headroom; the level is set afterwards

struct DeleteSettings {
  void operator()(fluid_settings_t* settings) const { delete_fluid_settings(settings); }
};
struct DeleteSynth {
  void operator()(fluid_synth_t* synth) const { delete_fluid_synth(synth); }
};

}  // namespace

struct SoundFontPlayer::Handles {
  std::unique_ptr<fluid_settings_t, DeleteSettings> settings{new_fluid_settings()};
  std::unique_ptr<fluid_synth_t, DeleteSynth> synth;  // goes before its settings
};

SoundFontPlayer::SoundFontPlayer(const std::filesystem::path& sound_font, int channels)
    : handles_(std::make_unique<Handles>()) {
  for (const int level : {FLUID_PANIC, FLUID_ERR, FLUID_WARN, FLUID_INFO, FLUID_DBG}) {
    fluid_set_log_function(level, nullptr, nullptr);  // failures are thrown
  }
  fluid_settings_t* settings = handles_->settings.get();
  const auto set = [&](const char* name, int value) {
    fluid_settings_setint(settings, name, value);
  };
  set("synth.lock-memory", 0);
  set("synth.dynamic-sample-loading", 1);  // the whole font would be 150 MB
  set("synth.cpu-cores", 1);
  set("synth.reverb.active", 0);
  set("synth.chorus.active", 0);
  set("synth.polyphony", 1024);  // no voice is ever stolen
  set("synth.midi-channels", (std::clamp(channels, 1, kMaxChannels) + 15) / 16 * 16);
  fluid_settings_setnum(settings, "synth.sample-rate", kSampleRate);
  fluid_settings_setnum(settings, "synth.gain", kGain);
  handles_->synth.reset(new_fluid_synth(settings));
  if (!handles_->synth ||
      fluid_synth_sfload(handles_->synth.get(), sound_font.c_str(), 0) == FLUID_FAILED) {
    throw Error("FluidSynth cannot read the sound font " + sound_font.string() +
                ". Wanted a SoundFont 2 file, such as FluidR3_GM.sf2 of the package "
                "fluid-soundfont-gm; install it again.");
  }
  MELISMA_ASSERT(fluid_synth_get_internal_bufsize(handles_->synth.get()) == kBlock);
}

SoundFontPlayer::~SoundFontPlayer() = default;

void SoundFontPlayer::select(int channel, int program, bool drums) {
  fluid_synth_t* synth = handles_->synth.get();
  fluid_synth_set_channel_type(synth, channel, drums ? CHANNEL_TYPE_DRUM : CHANNEL_TYPE_MELODIC);
  fluid_synth_bank_select(synth, channel, drums ? 128 : 0);
  if (fluid_synth_program_change(synth, channel, program) == FLUID_FAILED) {
    throw Error("the sound font has no " + std::string(drums ? "drum kit " : "program ") +
                std::to_string(program) + ". Use a General MIDI font.");
  }
  fluid_synth_pitch_wheel_sens(synth, channel, kBendRange);
}

void SoundFontPlayer::note_on(int channel, int pitch, int velocity) {
  fluid_synth_noteon(handles_->synth.get(), channel, pitch, velocity);
}

void SoundFontPlayer::note_off(int channel, int pitch) {
  fluid_synth_noteoff(handles_->synth.get(), channel, pitch);
}

void SoundFontPlayer::bend(int channel, double semitones) {
  const double place = std::clamp(semitones / kBendRange, -1.0, 1.0) * 8192;
  fluid_synth_pitch_bend(handles_->synth.get(),
                         channel,
                         std::clamp(8192 + static_cast<int>(std::lround(place)), 0, 16383));
}

void SoundFontPlayer::play(std::int64_t blocks, std::vector<float>& mono) {
  while (blocks > 0) {
    const auto samples = static_cast<std::size_t>(std::min<std::int64_t>(blocks, 64) * kBlock);
    sides_.resize(2 * samples);
    fluid_synth_write_float(
        handles_->synth.get(), static_cast<int>(samples), sides_.data(), 0, 2, sides_.data(), 1, 2);
    for (std::size_t i = 0; i < samples; ++i) {
      mono.push_back(0.5F * (sides_[2 * i] + sides_[2 * i + 1]));
    }
    blocks -= static_cast<std::int64_t>(samples) / kBlock;
  }
}

}  // namespace melisma::models
