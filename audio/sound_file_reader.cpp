#include "audio/sound_file_reader.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "audio/error.h"
#include "audio/sndfile_handle.h"

namespace melisma::audio {
namespace {

constexpr float kMaxMagnitude = 1e10F;
/// More than any tag list of ours; a longer chunk is not read.
constexpr unsigned kMaxListBytes = 1U << 20U;

std::string format_description(int format) {
  SF_FORMAT_INFO info{};
  info.format = format & SF_FORMAT_TYPEMASK;
  const int rc = sf_command(nullptr, SFC_GET_FORMAT_INFO, &info, sizeof(info));
  return rc == 0 && info.name != nullptr ? info.name : "unknown";
}

void check(const std::filesystem::path& path, const SF_INFO& found) {
  if (found.channels < 1 || found.channels > kMaxChannels) {
    throw AudioFileError(path.string() + " claims " + std::to_string(found.channels) +
                         " channels; wanted 1 to " + std::to_string(kMaxChannels));
  }
  if (!is_supported(SampleRate(found.samplerate))) {
    throw AudioFileError(path.string() + " claims a sample rate of " +
                         std::to_string(found.samplerate) + " Hz; wanted " +
                         std::to_string(kMinSampleRate.hz) + " to " +
                         std::to_string(kMaxSampleRate.hz) + " Hz");
  }
}

SndfileHandle open(const std::filesystem::path& path, SF_INFO& info) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    throw AudioFileError("cannot read " + path.string() + ": there is no such file");
  }
  if (std::filesystem::is_directory(status)) {
    throw AudioFileError("cannot read " + path.string() +
                         ": it is a folder, a sound file was wanted");
  }
  SndfileHandle handle(sf_open(path.c_str(), SFM_READ, &info));
  if (handle == nullptr) {
    throw AudioFileError("cannot read " + path.string() + " as audio: " + sf_strerror(nullptr) +
                         " Wanted WAV, FLAC, Ogg Vorbis, Opus, MP3 or AIFF; convert it first");
  }
  return handle;
}

std::string read_chunk(SNDFILE* file, SF_CHUNK_ITERATOR* iterator) {
  SF_CHUNK_INFO chunk{};
  if (sf_get_chunk_size(iterator, &chunk) != SF_ERR_NO_ERROR || chunk.datalen > kMaxListBytes) {
    return {};
  }
  std::string data(chunk.datalen, '\0');
  chunk.data = data.data();
  if (file == nullptr || sf_get_chunk_data(iterator, &chunk) != SF_ERR_NO_ERROR) {
    return {};
  }
  return data;
}

/// libsndfile gives up on WAV tags longer than 2 KiB, so the list is read here.
SoundTags riff_tags(SNDFILE* file) {
  SF_CHUNK_INFO wanted{};
  constexpr char kId[] = "LIST";
  std::copy_n(kId, 4, wanted.id);
  wanted.id_size = 4;
  for (SF_CHUNK_ITERATOR* it = sf_get_chunk_iterator(file, &wanted); it != nullptr;
       it = sf_next_chunk_iterator(it)) {
    const std::string body = read_chunk(file, it);
    if (body.starts_with("INFO")) {
      return parse_riff_info_list(body);
    }
  }
  return {};
}

std::string tag(SNDFILE* file, int kind) {
  const char* text = sf_get_string(file, kind);
  return text == nullptr ? std::string() : std::string(text);
}

}  // namespace

struct SoundFileReader::Handle {
  SndfileHandle file;
  SF_INFO info;
};

SoundFileReader::SoundFileReader(std::filesystem::path path, std::optional<RawLayout> raw)
    : path_(std::move(path)), handle_(std::make_unique<Handle>()) {
  SF_INFO& found = handle_->info;
  found = {};
  if (raw) {
    found.format = SF_FORMAT_RAW | SF_FORMAT_FLOAT | SF_ENDIAN_LITTLE;
    found.samplerate = raw->sample_rate.hz;
    found.channels = raw->channels;
    check(path_, found);
  }
  handle_->file = open(path_, found);
  check(path_, found);
  info_.sample_rate = SampleRate(found.samplerate);
  info_.channels = found.channels;
  if (found.frames >= 0 && found.frames < SF_COUNT_MAX) {
    info_.claimed_frames = found.frames;
  }
  info_.format = format_description(found.format);
}

SoundFileReader::~SoundFileReader() = default;
SoundFileReader::SoundFileReader(SoundFileReader&&) noexcept = default;
SoundFileReader& SoundFileReader::operator=(SoundFileReader&&) noexcept = default;

SoundTags SoundFileReader::tags() const {
  SNDFILE* file = handle_->file.get();
  SoundTags tags{tag(file, SF_STR_TITLE), tag(file, SF_STR_COMMENT), tag(file, SF_STR_SOFTWARE)};
  const int container = handle_->info.format & SF_FORMAT_TYPEMASK;
  if (container == SF_FORMAT_WAV || container == SF_FORMAT_WAVEX) {
    const SoundTags list = riff_tags(file);
    tags = list == SoundTags() ? tags : list;
  }
  // libsndfile signs the software it is told, and the rest of the string is not always ours.
  if (const auto signature = tags.software.find(" (libsndfile-"); signature != std::string::npos) {
    tags.software.resize(signature);
  }
  return tags;
}

std::size_t SoundFileReader::read(std::span<float> interleaved) {
  const auto channels = static_cast<std::size_t>(info_.channels);
  const auto wanted = static_cast<sf_count_t>(interleaved.size() / channels);
  const sf_count_t got = sf_readf_float(handle_->file.get(), interleaved.data(), wanted);
  if (got <= 0) {
    if (wanted > 0) {
      note_end();
    }
    return 0;
  }
  const auto frames = static_cast<std::size_t>(got);
  for (float& sample : interleaved.first(frames * channels)) {
    if (!(std::abs(sample) <= kMaxMagnitude)) {  // also true for NaN
      sample = 0.0F;
      ++replaced_samples_;
    }
  }
  frames_read_ += got;
  return frames;
}

void SoundFileReader::note_end() {
  if (!damage_.empty()) {
    return;
  }
  if (sf_error(handle_->file.get()) != SF_ERR_NO_ERROR) {
    damage_ = path_.string() + " is damaged after " + std::to_string(frames_read_) +
              " samples: " + sf_strerror(handle_->file.get());
  } else if (info_.claimed_frames && *info_.claimed_frames > frames_read_) {
    damage_ = path_.string() + " ends after " + std::to_string(frames_read_) +
              " samples; its header promised " + std::to_string(*info_.claimed_frames);
  }
}

}  // namespace melisma::audio
