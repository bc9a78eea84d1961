#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "audio/sound_file_reader.h"
#include "codec/codec.h"
#include "codec/token_file.h"

namespace melisma::codec {

/// Told the seconds of sound done so far, after every block.
using CodingProgress = std::function<void(double seconds)>;

struct EncodedSound {
  std::vector<std::int32_t> codes;  // [T][K], all codebooks
  std::int64_t samples = 0;         // at the codec's rate
  bool interrupted = false;         // `stop` was raised; the codes are of what was read until then
};

/// Reads all that is left of `reader`, mixes it to the codec's channels, resamples it to its rate
/// and encodes it, block by block: memory grows by the codes alone. Afterwards the reader tells of
/// samples it replaced and of damage.
EncodedSound encode_sound(audio::SoundFileReader& reader,
                          const Codec& codec,
                          const std::atomic<bool>& stop,
                          const CodingProgress& progress = {});

struct DecodedSound {
  std::int64_t samples = 0;  // handed on
  bool interrupted = false;
  bool sink_closed = false;  // the sink wanted no more
};

/// Decodes the first `codebooks` codes of every frame and hands on exactly tokens.samples samples,
/// as they become final. `tokens` must belong to `codec` (check_token_file). Throws ConfigError
/// when `codebooks` is not 1..K of the file.
DecodedSound decode_sound(const TokenFile& tokens,
                          const Codec& codec,
                          int codebooks,
                          const std::function<bool(std::span<const float>)>& sink,
                          const std::atomic<bool>& stop,
                          const CodingProgress& progress = {});

}  // namespace melisma::codec
