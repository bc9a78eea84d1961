#include "audio/seekable_output.h"

#include <algorithm>
#include <cerrno>

#include <unistd.h>

namespace melisma::audio {
namespace {

SeekableOutput& object(void* self) {
  return *static_cast<SeekableOutput*>(self);
}

}  // namespace

SeekableOutput::SeekableOutput(int descriptor)
    : descriptor_(descriptor), origin_(std::max<off_t>(0, ::lseek(descriptor, 0, SEEK_CUR))) {}

SNDFILE* SeekableOutput::open(SF_INFO& info) {
  SF_VIRTUAL_IO io{};
  io.get_filelen = &SeekableOutput::length;
  io.seek = &SeekableOutput::seek;
  io.read = &SeekableOutput::read;
  io.write = &SeekableOutput::write;
  io.tell = &SeekableOutput::tell;
  return sf_open_virtual(&io, SFM_WRITE, &info, this);
}

sf_count_t SeekableOutput::length(void* self) {
  return object(self).length_;
}

sf_count_t SeekableOutput::tell(void* self) {
  return object(self).position_;
}

sf_count_t SeekableOutput::seek(sf_count_t offset, int whence, void* self) {
  SeekableOutput& output = object(self);
  const off_t base = whence == SEEK_CUR   ? output.position_
                     : whence == SEEK_END ? output.length_
                                          : 0;
  output.position_ = std::max<off_t>(0, base + offset);
  return output.position_;
}

sf_count_t SeekableOutput::read(void* bytes, sf_count_t count, void* self) {
  SeekableOutput& output = object(self);
  const ssize_t got = ::pread(output.descriptor_,
                              bytes,
                              static_cast<std::size_t>(count),
                              output.origin_ + output.position_);
  output.position_ += std::max<ssize_t>(0, got);
  return std::max<ssize_t>(0, got);
}

sf_count_t SeekableOutput::write(const void* bytes, sf_count_t count, void* self) {
  SeekableOutput& output = object(self);
  sf_count_t done = 0;
  while (done < count && output.failure_ == 0) {
    const ssize_t written = ::pwrite(output.descriptor_,
                                     static_cast<const char*>(bytes) + done,
                                     static_cast<std::size_t>(count - done),
                                     output.origin_ + output.position_);
    if (written > 0) {
      done += written;
      output.position_ += written;
    } else if (written == 0 || errno != EINTR) {
      output.failure_ = written == 0 ? ENOSPC : errno;
    }
  }
  output.length_ = std::max(output.length_, output.position_);
  return done;
}

}  // namespace melisma::audio
