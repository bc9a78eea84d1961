#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "audio/error.h"
#include "audio/midi/midi_file.h"

/// Any bytes are a score that can be used and written again, or an InputError.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace melisma::audio;
  try {
    const Score score = parse_midi(std::as_bytes(std::span(data, size)), "fuzz");
    if (timed_notes(score).size() != score.notes.size()) {
      std::abort();
    }
    beats(score);
    const auto written = format_midi(score);
    if (parse_midi(written, "written").notes.size() != score.notes.size()) {
      std::abort();
    }
  } catch (const melisma::InputError&) {
    // Refused with a message: as it should be.
  }
  return 0;
}
