#include <chrono>
#include <cstdio>
#include <iostream>
#include <optional>

#include "audio/audio_sink.h"
#include "audio/error.h"
#include "audio/midi/midi_file.h"
#include "audio/replacement_file.h"
#include "cli/arrangement_options.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/live_keys.h"
#include "cli/live_options.h"
#include "cli/live_report.h"
#include "cli/music_models.h"
#include "cli/option_parsing.h"
#include "models/text/music_vocabulary.h"
#include "synth/io/audio_player.h"
#include "synth/io/latency_meter.h"
#include "synth/io/midi_input.h"
#include "synth/live_engine.h"
#include "synth/performance_recorder.h"
#include "synth/sampling_defaults.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kMidiCheckTime = std::chrono::seconds(1);
constexpr double kMeterSettleSeconds = 1;  // after its last note
constexpr double kTapSeconds = 4;

Clock::time_point after(double seconds) {
  return Clock::now() +
         std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

/// One evening at the keyboard, from checked options to the report.
class LivePerformance {
 public:
  explicit LivePerformance(const LiveOptions& options)
      : options_(options),
        music_(open_music_model(options.generation.model)),
        player_({options.device, options.latency_ms / 1e3, options.block_frames, options.reconnect},
                music_.codec->info().sample_rate),
        buffer_(static_cast<std::size_t>(player_.sample_rate()), player_.sample_rate()),
        tap_(kTapSeconds, player_.sample_rate()),
        recorder_(music_.frame_rate()) {}

  int run();

 private:
  [[nodiscard]] synth::LiveSettings settings() const;
  void open_midi();
  void open_recordings(synth::LiveSession& session);
  /// False when it is time to end.
  bool goes_on(synth::LiveSession& session, LiveKeys& keys);
  void look_after_midi(synth::LiveSession& session);
  bool meter_goes_on(synth::LiveSession& session);
  /// Plays to the end; the error of a device that was lost on the way.
  std::optional<DeviceError> play(synth::LiveEngine& engine,
                                  synth::LiveSession& session,
                                  LiveKeys& keys);
  LiveSummary summary_of(const synth::LiveEngine& engine, const synth::LiveSession& session);
  void keep_recordings(std::int64_t frames);
  void introduce(bool listening) const;

  const LiveOptions& options_;
  MusicModel music_;
  synth::AudioPlayer player_;
  synth::PlaybackBuffer buffer_;
  synth::OutputTap tap_;
  synth::PerformanceRecorder recorder_;
  synth::MidiQueue queue_;
  std::optional<synth::LatencyMeter> meter_;
  std::optional<synth::MidiInput> midi_;
  std::unique_ptr<audio::AudioSink> sound_;  // --record
  std::optional<Clock::time_point> end_;
  std::optional<Clock::time_point> meter_end_;
  std::optional<Clock::time_point> last_received_;
  Clock::time_point next_midi_check_;
  bool wants_more_ = true;
};

synth::LiveSettings LivePerformance::settings() const {
  const models::ParsedCaption caption = read_prompt(options_.prompt);
  if (!options_.quiet) {
    report_unknown_words(caption.unknown_words);
  }
  synth::LiveSettings settings;
  settings.text.assign(caption.tokens.begin(), caption.tokens.end());
  settings.draw =
      draw_settings(options_.generation, synth::kMusicSampling, models::random_stream::kMusic);
  settings.program = live_program(options_);
  settings.idle =
      options_.idle == "improvise" ? synth::LiveIdle::kImprovise : synth::LiveIdle::kSilence;
  settings.bpm = options_.bpm ? options_.bpm : caption.attributes.tempo_bpm;
  settings.controllers = live_controllers(options_);
  return settings;
}

void LivePerformance::open_midi() {
  if (options_.measured_notes > 0) {
    meter_.emplace();
    midi_.emplace(synth::LatencyMeter::kPortName, queue_);
  } else {
    midi_.emplace(options_.midi_in, queue_);
  }
}

void LivePerformance::open_recordings(synth::LiveSession& session) {
  if (!options_.record.empty()) {
    audio::OutputSpec spec;
    spec.sample_rate = audio::SampleRate(music_.codec->info().sample_rate);
    sound_ = audio::open_audio_sink(options_.record, spec);
  }
  if (!options_.record_midi.empty()) {
    const audio::ReplacementFile probe(options_.record_midi);  // a wrong place is told now
    session.listen([this](std::int64_t frame, const synth::PerformedNote& note) {
      recorder_.take(frame, note);
    });
  }
}

void LivePerformance::look_after_midi(synth::LiveSession& session) {
  if (Clock::now() < next_midi_check_) {
    return;
  }
  next_midi_check_ = Clock::now() + kMidiCheckTime;
  const auto change = midi_->look_after();
  if (change == synth::MidiInput::Change::kLost) {
    session.release_all();
  }
  if (change != synth::MidiInput::Change::kNone && !options_.quiet) {
    std::fprintf(
        stderr,
        "\r\033[KMIDI input \"%s\" %s\n",
        midi_->name().c_str(),
        change == synth::MidiInput::Change::kLost ? "went away; waiting for it" : "is back");
  }
}

bool LivePerformance::meter_goes_on(synth::LiveSession& session) {
  if (!meter_) {
    return true;
  }
  if (const auto received = session.oldest_note(); received && received != last_received_) {
    meter_->note_received(*received);
    last_received_ = received;
  }
  meter_->listen(tap_);
  if (meter_->finished() && !meter_end_) {
    meter_end_ = after(kMeterSettleSeconds);
  }
  return !meter_end_ || Clock::now() < *meter_end_;
}

bool LivePerformance::goes_on(synth::LiveSession& session, LiveKeys& keys) {
  player_.look_after([] { return !interrupt_flag(); });
  look_after_midi(session);
  return keys.apply(session) && meter_goes_on(session) && !interrupt_flag() && wants_more_ &&
         (!end_ || Clock::now() < *end_);
}

void LivePerformance::keep_recordings(std::int64_t frames) {
  if (sound_) {
    sound_->close();
  }
  if (!options_.record_midi.empty()) {
    audio::write_midi_file(options_.record_midi, recorder_.score(frames));
  }
}

void LivePerformance::introduce(bool listening) const {
  if (options_.quiet) {
    return;
  }
  std::fprintf(stderr,
               "playing on %s at %d Hz (%.1f ms), listening to %s\n",
               player_.device().name.c_str(),
               player_.sample_rate(),
               player_.latency_seconds() * 1e3,
               midi_->name().c_str());
  if (listening) {
    std::fputs(
        "q ends, + - volume, < > temperature, ( ) guidance, t taps the tempo, p new prompt, "
        "! lets go of all notes\n",
        stderr);
  }
}

int LivePerformance::run() {
  open_midi();
  synth::LiveSession session(music_.model(), queue_, settings());
  session.set_volume(static_cast<float>(options_.volume));
  open_recordings(session);
  player_.connect(buffer_, meter_ ? &tap_ : nullptr);
  const double block = options_.block_frames > 0
                           ? static_cast<double>(options_.block_frames) / player_.sample_rate()
                           : player_.latency_seconds() / 2;
  synth::LiveEngine engine(session, *music_.codec, buffer_, player_.sample_rate(), block);
  LiveKeys keys(options_.quiet);
  introduce(keys.listening());
  const auto lost = play(engine, session, keys);
  keep_recordings(engine.report().frames);
  report(summary_of(engine, session), options_);
  if (lost) {
    throw DeviceError(*lost);
  }
  return static_cast<int>(interrupt_flag() && !end_ ? ExitCode::kInterrupted : ExitCode::kDone);
}

std::optional<DeviceError> LivePerformance::play(synth::LiveEngine& engine,
                                                 synth::LiveSession& session,
                                                 LiveKeys& keys) {
  player_.start();
  if (options_.duration_s) {
    end_ = after(*options_.duration_s);
  }
  if (meter_) {
    meter_->start(options_.measured_notes);
  }
  std::optional<DeviceError> lost;
  try {
    engine.run(
        [&] { return goes_on(session, keys); },
        [&](std::span<const float> samples) { wants_more_ = !sound_ || sound_->write(samples); });
  } catch (const DeviceError& error) {
    lost = error;  // what was recorded is kept first
  }
  player_.stop(false);
  return lost;
}

LiveSummary LivePerformance::summary_of(const synth::LiveEngine& engine,
                                        const synth::LiveSession& session) {
  LiveSummary summary{engine.report(),
                      player_.latency_seconds(),
                      player_.device_underruns(),
                      player_.reconnections(),
                      session.lost_messages(),
                      {}};
  if (meter_) {
    meter_->listen(tap_);
    summary.measured = meter_->result(player_.sample_rate(), player_.latency_seconds());
  }
  return summary;
}

}  // namespace

int run_live(Arguments arguments) {
  CommandLine line(
      "melisma live [\"PROMPT\"] [OPTIONS]\n"
      "  melisma live \"warm electric piano\"\n"
      "  melisma live --midi-in \"Keystation\" --instrument violin --record take.wav --record-midi "
      "take.mid\n"
      "  melisma live --measure",
      "live");
  LiveOptions options;
  add_live_options(line.options, options);
  line.positional.add("prompt", 1);
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  check(options);
  settle(options.generation);
  return LivePerformance(options).run();
}

}  // namespace melisma::cli
