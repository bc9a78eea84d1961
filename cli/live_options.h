#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/program_options.hpp>

#include "cli/generation_options.h"
#include "synth/live_session.h"

namespace melisma::cli {

struct LiveOptions {
  std::string prompt;
  GenerationOptions generation;
  std::string midi_in;     // index, name, "virtual"; empty = the first
  std::string instrument;  // empty = the prompt's first, else piano
  std::string idle = "silence";
  std::optional<double> bpm;
  std::vector<std::string> controllers;  // "1=temperature"
  std::string device;
  double latency_ms = 0;  // 0 = the device's lowest
  int block_frames = 0;   // 0 = the device's own
  double volume = 100;    // percent
  bool reconnect = false;
  std::string record;       // sound file
  std::string record_midi;  // MIDI file
  std::optional<double> duration_s;
  int measured_notes = 0;  // 0 = does not measure
  bool stats = false;
  bool json = false;
  bool quiet = false;
};

void add_live_options(boost::program_options::options_description& options, LiveOptions& target);

/// Throws ConfigError that names the option, what was found and what is wanted.
void check(const LiveOptions& options);

/// The program that plays: of --instrument, else of the prompt, else piano. Throws ConfigError.
std::uint8_t live_program(const LiveOptions& options);
/// "--cc 1=temperature" -> {1: temperature}. Throws ConfigError.
std::map<int, synth::LiveParameter> live_controllers(const LiveOptions& options);

}  // namespace melisma::cli
