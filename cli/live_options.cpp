#include "cli/live_options.h"

#include <charconv>
#include <cmath>

#include "audio/error.h"
#include "cli/arrangement_options.h"
#include "cli/option_parsing.h"
#include "synth/composition_brief.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

constexpr int kNotesMeasured = 50;

void check_range(const char* option, double value, double least, double most, const char* unit) {
  if (!(value >= least && value <= most)) {
    throw ConfigError(std::string(option) + ": found " + std::to_string(value) + ", wanted " +
                      std::to_string(std::lround(least)) + " to " +
                      std::to_string(std::lround(most)) + unit + ".");
  }
}

}  // namespace

void add_live_options(po::options_description& options, LiveOptions& target) {
  options.add_options()("prompt", po::value(&target.prompt), "words that say how it sounds")(
      "midi-in",
      po::value(&target.midi_in),
      "MIDI input, by name or number (melisma devices); virtual = a port to connect to")(
      "instrument", po::value(&target.instrument), "what the keys play, such as \"violin\"")(
      "idle", with_default(target.idle), "while no key is down: silence, or improvise")(
      "tempo", into(target.bpm), "beats a minute, 20 to 400; t taps, and MIDI clock is followed")(
      "cc",
      po::value(&target.controllers)->composing(),
      "NUMBER=temperature, guidance or volume: what a MIDI controller turns")(
      "record", po::value(&target.record), "sound file that keeps what is played")(
      "record-midi", po::value(&target.record_midi), "MIDI file that keeps the notes")(
      "duration", into(target.duration_s), "seconds to play; until q or Ctrl-C if not given")(
      "device", po::value(&target.device), "audio device, by name or number (melisma devices)")(
      "latency",
      with_default(target.latency_ms),
      "milliseconds asked of the device; 0 = its lowest. More where it crackles")(
      "block", with_default(target.block_frames), "samples the device asks for; 0 = its own")(
      "volume", with_default(target.volume), "percent")(
      "reconnect", po::bool_switch(&target.reconnect), "wait for a device that went away")(
      "measure",
      po::value(&target.measured_notes)->implicit_value(kNotesMeasured),
      "send so many notes to itself and measure the time from key to sound")(
      "stats",
      po::bool_switch(&target.stats),
      "tell frame times, underruns and latency at the end")(
      "json", po::bool_switch(&target.json), "report as JSON on standard output")(
      "quiet,q", po::bool_switch(&target.quiet), "say nothing but errors");
  add_generation_options(options, target.generation, "drawn if not given");
}

void check(const LiveOptions& options) {
  if (options.idle != "silence" && options.idle != "improvise") {
    throw ConfigError("--idle: found \"" + options.idle + "\", wanted silence or improvise.");
  }
  check_range("--volume", options.volume, 0, 200, " percent");
  check_range("--latency", options.latency_ms, 0, 2000, " milliseconds");
  check_range("--block", options.block_frames, 0, 8192, " samples");
  check_range("--tempo", options.bpm.value_or(120), 20, 400, " beats a minute");
  check_range("--measure", options.measured_notes, 0, 10000, " notes");
  if (options.duration_s && !(*options.duration_s > 0)) {
    throw ConfigError("--duration: found " + std::to_string(*options.duration_s) +
                      " s, wanted more than 0.");
  }
}

std::uint8_t live_program(const LiveOptions& options) {
  std::vector<int> programs;
  if (!options.instrument.empty()) {
    programs = synth::parse_instruments(options.instrument).programs;
    if (programs.size() != 1) {
      throw ConfigError("--instrument: found " + std::to_string(programs.size()) +
                        " instruments in \"" + options.instrument +
                        "\", wanted one, such as \"violin\".");
    }
  } else {
    programs = named_programs(read_prompt(options.prompt).attributes);
  }
  return static_cast<std::uint8_t>(programs.empty() ? 0 : programs.front());
}

std::map<int, synth::LiveParameter> live_controllers(const LiveOptions& options) {
  std::map<int, synth::LiveParameter> controllers;
  for (const std::string& text : options.controllers) {
    const std::size_t equals = text.find('=');
    int number = -1;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (equals == std::string::npos || parsed.ptr != text.data() + equals || number < 0 ||
        number > 119) {
      throw ConfigError(
          "--cc: found \"" + text +
          "\", wanted NUMBER=PARAMETER with a number 0 to 119, such as 1=temperature.");
    }
    controllers[number] = synth::parse_live_parameter(text.substr(equals + 1));
  }
  return controllers;
}

}  // namespace melisma::cli
