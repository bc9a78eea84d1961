#pragma once

#include <string>

#include <boost/program_options.hpp>
#include <nlohmann/json.hpp>

#include "synth/io/device_sink.h"

namespace melisma::cli {

/// Playing what is made while it is made; the same options on every command that makes sound.
struct PlaybackOptions {
  bool play = false;
  std::string device;   // name or index; empty = the default
  double volume = 100;  // percent
  double buffer_seconds = 0;
  bool reconnect = false;
};

void add_playback_options(boost::program_options::options_description& options,
                          PlaybackOptions& target);

/// Throws ConfigError for values out of range.
synth::DeviceSinkSettings device_settings(const PlaybackOptions& options,
                                          int sample_rate,
                                          int channels = 1);

/// A line about what was played; with `all`, its latency too.
void print_playback(const nlohmann::json& playback, bool all);
void print_frame_times(const nlohmann::json& measured);

}  // namespace melisma::cli
