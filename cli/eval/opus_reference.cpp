#include "cli/eval/opus_reference.h"

#include <algorithm>
#include <cstring>
#include <string>

#include <sndfile.h>

#include "audio/error.h"

namespace melisma::cli {
namespace {

constexpr int kSampleRate = 24000;
// libsndfile maps its compression level 0..1 to 256..6 kbit/s a channel.
constexpr double kLeastKilobits = 6;
constexpr double kMostKilobits = 256;

/// A file in memory for libsndfile's virtual input and output.
struct MemoryFile {
  std::vector<char> bytes;
  sf_count_t position = 0;

  static MemoryFile& of(void* self) { return *static_cast<MemoryFile*>(self); }
  static sf_count_t length(void* self) { return static_cast<sf_count_t>(of(self).bytes.size()); }
  static sf_count_t tell(void* self) { return of(self).position; }
  static sf_count_t seek(sf_count_t offset, int whence, void* self) {
    MemoryFile& file = of(self);
    const sf_count_t base = whence == SEEK_SET   ? 0
                            : whence == SEEK_CUR ? file.position
                                                 : length(self);
    file.position = std::clamp<sf_count_t>(base + offset, 0, length(self));
    return file.position;
  }
  static sf_count_t read(void* target, sf_count_t count, void* self) {
    MemoryFile& file = of(self);
    const sf_count_t given = std::min(count, length(self) - file.position);
    std::memcpy(target, file.bytes.data() + file.position, static_cast<std::size_t>(given));
    file.position += given;
    return given;
  }
  static sf_count_t write(const void* source, sf_count_t count, void* self) {
    MemoryFile& file = of(self);
    if (file.position + count > length(self)) {
      file.bytes.resize(static_cast<std::size_t>(file.position + count));
    }
    std::memcpy(file.bytes.data() + file.position, source, static_cast<std::size_t>(count));
    file.position += count;
    return count;
  }
  static SF_VIRTUAL_IO functions() { return {length, seek, read, write, tell}; }
};

[[noreturn]] void fail(SNDFILE* file) {
  throw Error(std::string("Opus reference: ") + sf_strerror(file) +
              ". This libsndfile must be built with Opus (Debian's is).");
}

void encode(std::span<const float> samples, double kilobits, MemoryFile& memory) {
  SF_VIRTUAL_IO functions = MemoryFile::functions();
  SF_INFO info{};
  info.samplerate = kSampleRate;
  info.channels = 1;
  info.format = SF_FORMAT_OGG | SF_FORMAT_OPUS;
  SNDFILE* file = sf_open_virtual(&functions, SFM_WRITE, &info, &memory);
  if (file == nullptr) {
    fail(nullptr);
  }
  double level = (kMostKilobits - kilobits) / (kMostKilobits - kLeastKilobits);
  sf_command(file, SFC_SET_COMPRESSION_LEVEL, &level, sizeof level);
  sf_writef_float(file, samples.data(), static_cast<sf_count_t>(samples.size()));
  sf_close(file);
}

}  // namespace

OpusRoundTrip opus_round_trip(std::span<const float> samples, double kilobits_per_second) {
  MemoryFile memory;
  encode(samples, std::clamp(kilobits_per_second, kLeastKilobits, kMostKilobits), memory);
  memory.position = 0;
  SF_VIRTUAL_IO functions = MemoryFile::functions();
  SF_INFO info{};
  SNDFILE* file = sf_open_virtual(&functions, SFM_READ, &info, &memory);
  if (file == nullptr || info.samplerate != kSampleRate) {
    fail(file);
  }
  OpusRoundTrip result;
  result.samples.resize(samples.size());
  sf_readf_float(file, result.samples.data(), static_cast<sf_count_t>(samples.size()));
  sf_close(file);
  result.coded_kilobits_per_second = static_cast<double>(memory.bytes.size()) * 8e-3 * kSampleRate /
                                     static_cast<double>(samples.size());
  return result;
}

}  // namespace melisma::cli
