#include "audio/wav_stream.h"

#include <algorithm>
#include <bit>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "audio/error.h"
#include "audio/pcm.h"

namespace melisma::audio {
namespace {

constexpr std::uint64_t kUnknownSize = 0xFFFFFFFFU;

void append_little_endian(std::string& bytes, std::uint64_t value, int count) {
  for (int i = 0; i < count; ++i) {
    bytes.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
  }
}

std::string wav_header(const SoundFileSpec& spec, int bits) {
  const auto channels = static_cast<std::uint64_t>(spec.channels);
  const auto rate = static_cast<std::uint64_t>(spec.sample_rate.hz);
  const std::uint64_t frame_bytes = channels * static_cast<std::uint64_t>(bits) / 8;
  std::string header = "RIFF";
  append_little_endian(header, kUnknownSize, 4);
  header += "WAVEfmt ";
  append_little_endian(header, 16, 4);
  append_little_endian(header, bits == 32 ? 3 : 1, 2);
  append_little_endian(header, channels, 2);
  append_little_endian(header, rate, 4);
  append_little_endian(header, std::min(rate * frame_bytes, kUnknownSize), 4);
  append_little_endian(header, frame_bytes, 2);
  append_little_endian(header, static_cast<std::uint64_t>(bits), 2);
  if (spec.tags != SoundTags()) {
    const std::string list = riff_info_list(spec.tags);
    header += "LIST";
    append_little_endian(header, list.size(), 4);
    header += list;
  }
  header += "data";
  append_little_endian(header, kUnknownSize, 4);
  return header;
}

}  // namespace

WavStream::WavStream(int descriptor, std::string destination, const SoundFileSpec& spec)
    : descriptor_(descriptor), out_(descriptor, std::move(destination)), spec_(spec) {
  if (spec.format != AudioFormat::kWav && spec.format != AudioFormat::kRaw) {
    throw ConfigError("only wav and raw are streamed this way, not " +
                      std::string(name(spec.format)));
  }
  if (spec.channels < 1 || spec.channels > kMaxChannels || !is_supported(spec.sample_rate)) {
    throw ConfigError("cannot stream " + std::to_string(spec.channels) + " channels at " +
                      std::to_string(spec.sample_rate.hz) +
                      " Hz; wanted 1 to 64 channels and 1000 to 768000 Hz");
  }
  const BitDepth depth = resolve_bit_depth(spec.format, spec.bit_depth);
  bits_ = depth == BitDepth::k16 ? 16 : depth == BitDepth::k24 ? 24 : 32;
}

void WavStream::begin() {
  begun_ = true;
  if (spec_.format == AudioFormat::kWav) {
    // A file opened for appending cannot be patched: every write goes to its end.
    const int flags = ::fcntl(descriptor_, F_GETFL);
    start_ = (flags & O_APPEND) != 0 ? -1 : ::lseek(descriptor_, 0, SEEK_CUR);
    header_ = wav_header(spec_, bits_);
    static_cast<void>(out_.write(header_));
  }
}

bool WavStream::write(std::span<const float> interleaved) {
  MELISMA_ASSERT(interleaved.size() % static_cast<std::size_t>(spec_.channels) == 0);
  if (!begun_) {
    begin();
  }
  bytes_.clear();
  if (bits_ == 32) {
    floats_.assign(interleaved.begin(), interleaved.end());
    clipped_samples_ += replace_non_finite(floats_);
    for (const float sample : floats_) {
      append_little_endian(bytes_, std::bit_cast<std::uint32_t>(sample), 4);
    }
  } else {
    clipped_samples_ += quantise(interleaved, bits_, integers_);
    for (const std::int32_t sample : integers_) {
      append_little_endian(bytes_, static_cast<std::uint32_t>(sample), bits_ / 8);
    }
  }
  frames_written_ += interleaved.size() / static_cast<std::size_t>(spec_.channels);
  return out_.write(bytes_);
}

void WavStream::patch_size(std::uint64_t position, std::uint64_t size) const {
  std::string bytes;
  append_little_endian(bytes, std::min(size, kUnknownSize), 4);
  // A failure leaves "until the end" there, which is true as well.
  static_cast<void>(
      !::pwrite(descriptor_, bytes.data(), bytes.size(), start_ + static_cast<off_t>(position)));
}

void WavStream::close() {
  if (!begun_) {
    begin();
  }
  const std::uint64_t data_bytes = frames_written_ * static_cast<std::uint64_t>(spec_.channels) *
                                   static_cast<std::uint64_t>(bits_ / 8);
  if (!header_.empty() && data_bytes % 2 != 0) {
    static_cast<void>(out_.write(std::string_view("\0", 1)));  // chunks have an even length
  }
  if (start_ >= 0 && !header_.empty() && !out_.closed_by_reader()) {
    patch_size(4, header_.size() - 8 + data_bytes + data_bytes % 2);
    patch_size(header_.size() - 4, data_bytes);
  }
}

}  // namespace melisma::audio
