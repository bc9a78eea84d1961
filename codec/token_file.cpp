#include "codec/token_file.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "audio/error.h"
#include "models/checkpoint/safetensors.h"

namespace melisma::codec {
namespace {

constexpr std::int64_t kMaxCodebooks = 64;

[[noreturn]] void damaged(const std::string& name, const std::string& fault) {
  throw InputError(name + ": " + fault + ". Encode the sound again with: melisma encode");
}

std::int64_t read_number(const models::SafetensorsFile& file, const std::string& key) {
  const std::string& text = file.metadata_value(key);
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size() || value < 0) {
    damaged(file.name(), "found \"" + text.substr(0, 40) + "\" as " + key + ", wanted a number");
  }
  return value;
}

/// [rows, columns] -> [columns, rows].
std::vector<std::int32_t> transposed(const std::vector<std::int32_t>& values,
                                     std::size_t rows,
                                     std::size_t columns) {
  std::vector<std::int32_t> result(values.size());
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      result[column * rows + row] = values[row * columns + column];
    }
  }
  return result;
}

void check_kind(const models::SafetensorsFile& file) {
  const std::string& format = file.metadata_value("format");
  const std::string& kind = file.metadata_value("kind");
  if (format != "melisma/1" || kind != "codes") {
    damaged(
        file.name(),
        "found a file of format " + format + " and kind " + kind + ", wanted melisma/1 and codes");
  }
}

TokenFile parse(const std::filesystem::path& path) {
  const models::SafetensorsFile file(path);
  check_kind(file);
  const models::TensorView& codes = file.tensor("codes");
  if (codes.type != models::DataType::kI32 || codes.shape.size() != 2 || codes.shape[0] < 1 ||
      codes.shape[0] > kMaxCodebooks || file.tensors().size() != 1) {
    damaged(file.name(), "its tensors are not \"codes\" I32 [K, T] alone");
  }
  TokenFile tokens;
  tokens.codebooks = static_cast<int>(codes.shape[0]);
  tokens.codes = transposed(codes.to_ints(),
                            static_cast<std::size_t>(codes.shape[0]),
                            static_cast<std::size_t>(codes.shape[1]));
  tokens.samples = read_number(file, "samples");
  const std::int64_t rate = read_number(file, "sample_rate");
  if (rate < 1 || rate > std::numeric_limits<int>::max()) {
    damaged(file.name(), "found a sample rate of " + std::to_string(rate) + " Hz");
  }
  tokens.sample_rate = static_cast<int>(rate);
  tokens.codec_id = file.metadata_value("codec");
  tokens.codec_hash = file.metadata_value("codec_hash");
  return tokens;
}

}  // namespace

TokenFile make_token_file(const Codec& codec,
                          const std::vector<std::int32_t>& codes,
                          int codebooks,
                          std::int64_t samples) {
  const CodecInfo& info = codec.info();
  if (codebooks < 1 || codebooks > info.codebooks) {
    throw ConfigError("found " + std::to_string(codebooks) + " codebooks, wanted 1 to " +
                      std::to_string(info.codebooks) + ".");
  }
  const auto books = static_cast<std::size_t>(info.codebooks);
  const auto frames = static_cast<std::int64_t>(codes.size() / books);
  const std::int64_t wanted = (samples + info.hop_length - 1) / info.hop_length;
  if (samples < 0 || codes.size() % books != 0 || frames != wanted) {
    throw ShapeError("found " + std::to_string(codes.size()) + " codes for " +
                     std::to_string(samples) + " samples, wanted " + std::to_string(wanted) +
                     " frames of " + std::to_string(books) + ".");
  }
  TokenFile tokens{{}, codebooks, samples, info.sample_rate, info.id, info.hash};
  tokens.codes.reserve(static_cast<std::size_t>(frames) * static_cast<std::size_t>(codebooks));
  for (auto frame = codes.begin(); frame != codes.end(); frame += info.codebooks) {
    tokens.codes.insert(tokens.codes.end(), frame, frame + codebooks);
  }
  return tokens;
}

void write_token_file(const std::filesystem::path& path, const TokenFile& tokens) {
  const auto frames = static_cast<std::size_t>(tokens.frames());
  const auto rows = transposed(tokens.codes, frames, static_cast<std::size_t>(tokens.codebooks));
  models::write_safetensors(
      path,
      {{"codes", models::OwnedTensor::from_ints(rows, {tokens.codebooks, tokens.frames()})}},
      {{"format", "melisma/1"},
       {"kind", "codes"},
       {"codec", tokens.codec_id},
       {"codec_hash", tokens.codec_hash},
       {"sample_rate", std::to_string(tokens.sample_rate)},
       {"samples", std::to_string(tokens.samples)}});
}

TokenFile read_token_file(const std::filesystem::path& path) {
  try {
    return parse(path);
  } catch (const CheckpointError& fault) {
    throw InputError(std::string("token file ") + fault.what());  // input, not a model
  }
}

void check_token_file(const TokenFile& tokens, const Codec& codec, const std::string& name) {
  const CodecInfo& info = codec.info();
  if (tokens.codec_hash != info.hash) {
    throw CheckpointError(
        name + " was encoded by codec " + tokens.codec_id + " (hash " +
        tokens.codec_hash.substr(0, 12) + "), but this is codec " + info.id + " (hash " +
        info.hash.substr(0, 12) +
        "). Decode it with the codec that made it (--codec), or encode the sound again.");
  }
  const auto out_of_range = [&](std::int32_t code) {
    return code < 0 || code >= info.codebook_size;
  };
  if (tokens.codebooks < 1 || tokens.codebooks > info.codebooks ||
      tokens.sample_rate != info.sample_rate ||
      std::any_of(tokens.codes.begin(), tokens.codes.end(), out_of_range)) {
    damaged(name,
            "its codes do not fit codec " + info.id + ": wanted up to " +
                std::to_string(info.codebooks) + " codebooks of " +
                std::to_string(info.codebook_size) + " at " + std::to_string(info.sample_rate) +
                " Hz");
  }
  // Written as a difference so that a hostile sample count cannot overflow.
  const std::int64_t longest = tokens.frames() * info.hop_length;
  if (tokens.samples > longest || longest - tokens.samples >= info.hop_length) {
    damaged(name,
            "found " + std::to_string(tokens.samples) + " samples for " +
                std::to_string(tokens.frames()) + " frames");
  }
}

}  // namespace melisma::codec
