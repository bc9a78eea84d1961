#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "audio/midi/score.h"

namespace melisma::audio {

/// Reads a Standard MIDI File, formats 0 and 1 (RP-001). Handles running status, tempo map,
/// programs, drums on channel 10, sustain pedal, pitch bend with its range, SMPTE divisions
/// (converted to a 480-tick score). Input is hostile: every length is checked and counts are capped
/// before allocation. Throws MidiFileError; a file without end-of-track events is accepted, a
/// truncated event is not.
Score read_midi_file(const std::filesystem::path& path);
Score parse_midi(std::span<const std::byte> bytes, const std::string& name);

/// Writes format 1: a conductor track and one track a channel. The file appears under its name only
/// when it is whole. Throws MidiFileError for a score that the format cannot hold, Error when the
/// place cannot be written.
void write_midi_file(const std::filesystem::path& path, const Score& score);
std::vector<std::byte> format_midi(const Score& score);

}  // namespace melisma::audio
