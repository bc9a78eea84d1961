#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/transformer/language_model.h"
#include "synth/frame_generator.h"
#include "synth/frame_source.h"
#include "synth/live_tempo.h"
#include "synth/midi_message.h"
#include "synth/midi_performance.h"

namespace melisma::synth {

/// What a live session does while no note sounds: keeps silent, or lets the model play by itself.
enum class LiveIdle { kSilence, kImprovise };

/// What a MIDI controller may be made to turn.
enum class LiveParameter { kTemperature, kGuidance, kVolume };
/// "temperature", "guidance" or "volume". Throws ConfigError.
LiveParameter parse_live_parameter(const std::string& name);

struct LiveSettings {
  std::vector<std::int32_t> text;  // caption tokens
  DrawSettings draw;
  std::uint8_t program = 0;
  LiveIdle idle = LiveIdle::kSilence;
  std::optional<double> bpm;
  std::map<int, LiveParameter> controllers;  // MIDI controller -> what it turns
};

/// Told of every note, pedal applied, in the frame that it is heard in.
using NoteListener = std::function<void(std::int64_t frame, const PerformedNote&)>;

/// A keyboard to codec frames, without end: what was played since the last frame conditions the
/// next one. Memory does not grow. [inference], but for the queue's other end; the model and the
/// queue must outlive it.
class LiveSession final : public FrameSource {
 public:
  /// `model` has passed require_music_model. Throws ConfigError for settings out of range.
  LiveSession(const models::LanguageModel& model, MidiQueue& queue, const LiveSettings& settings);

  /// Always makes a frame.
  bool next(std::span<std::int32_t> codes) override;
  [[nodiscard]] std::int64_t expected_frames() const override { return 0; }

  void listen(NoteListener listener) { listener_ = std::move(listener); }
  /// Throws InputError as LanguageModel::set_text does.
  void set_text(std::span<const std::int32_t> tokens) { generator_.set_text(tokens); }
  [[nodiscard]] const models::SamplingConfig& sampling() const { return generator_.sampling(); }
  /// Values are clamped to what is legal; guidance stays as it is in a session without any.
  void set_temperature(float temperature);
  void set_guidance(float guidance);
  void set_program(std::uint8_t program) { performance_.set_program(program); }
  /// Percent, 0..200; the engine applies it.
  void set_volume(float percent);
  [[nodiscard]] float volume() const { return volume_; }
  LiveTempo& tempo() { return tempo_; }
  void release_all() { performance_.release_all(); }

  /// Frames since a note sounded.
  [[nodiscard]] std::int64_t silent_frames() const { return performance_.silent_frames(); }
  [[nodiscard]] bool improvises() const { return settings_.idle == LiveIdle::kImprovise; }
  /// When the oldest note of the frame last made was received; none if there was no new note.
  [[nodiscard]] std::optional<LiveTempo::Time> oldest_note() const { return oldest_note_; }
  /// Messages that came too fast to be taken, after which all notes were let go.
  [[nodiscard]] std::uint64_t lost_messages() const { return lost_; }

 private:
  void take_messages();
  void take(const MidiMessage& message);
  void turn(LiveParameter parameter, std::uint8_t value);
  void settle_idle();

  LiveSettings settings_;
  MidiQueue& queue_;
  MidiPerformance performance_;
  LiveTempo tempo_;
  FrameGenerator generator_;
  NoteListener listener_;
  std::vector<models::Feature> features_;
  std::optional<LiveTempo::Time> oldest_note_;
  float volume_ = 100;
  bool improvising_ = false;
  std::uint64_t lost_ = 0;
};

}  // namespace melisma::synth
