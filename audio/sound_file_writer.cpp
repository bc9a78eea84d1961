#include "audio/sound_file_writer.h"

namespace melisma::audio {

SoundFileWriter::SoundFileWriter(const std::filesystem::path& path, const SoundFileSpec& spec)
    : file_(path), encoder_(file_.descriptor(), path.string(), spec) {}

void SoundFileWriter::close() {
  encoder_.finish();
  file_.commit();
}

void write_sound_file(const std::filesystem::path& path,
                      std::span<const float> interleaved,
                      const SoundFileSpec& spec) {
  SoundFileWriter writer(path, spec);
  writer.write(interleaved);
  writer.close();
}

}  // namespace melisma::audio
