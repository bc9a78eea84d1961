#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "codec/codec.h"

namespace melisma::codec {

/// Codes of one signal, as kept in a token file: safetensors with
///   tensor "codes"        I32 [K, T], K may be less than the codec's (a lower bit rate)
///   metadata "format"     "melisma/1"
///            "kind"       "codes"
///            "codec"      id of the codec that wrote it, such as "melisma-speech-24khz"
///            "codec_hash" its hash; codes mean nothing to a codec of another hash
///            "sample_rate", "samples"   of the signal, as decimal text
struct TokenFile {
  std::vector<std::int32_t> codes;  // frame-major [T][K], as coders take them
  int codebooks = 0;                // K
  std::int64_t samples = 0;         // length of the signal; frames x hop may be longer
  int sample_rate = 0;              // Hz
  std::string codec_id;
  std::string codec_hash;

  [[nodiscard]] std::int64_t frames() const noexcept {
    return codebooks == 0 ? 0 : static_cast<std::int64_t>(codes.size()) / codebooks;
  }
};

/// A token file of `codec`: keeps the first `codebooks` of the K codes of every frame of `codes`
/// [T][K]. Throws ConfigError when `codebooks` is not 1..K, ShapeError when codes or samples do not
/// fit.
TokenFile make_token_file(const Codec& codec,
                          const std::vector<std::int32_t>& codes,
                          int codebooks,
                          std::int64_t samples);

/// Writes atomically.
void write_token_file(const std::filesystem::path& path, const TokenFile& tokens);

/// Throws InputError when the file is missing, no token file or damaged: wrong kind, shape, counts.
TokenFile read_token_file(const std::filesystem::path& path);

/// Throws CheckpointError when `codec` did not make `tokens`, saying which codec is needed, and
/// InputError when codes are out of its range.
void check_token_file(const TokenFile& tokens, const Codec& codec, const std::string& name);

}  // namespace melisma::codec
