#pragma once

#include <sndfile.h>
#include <sys/types.h>

namespace melisma::audio {

/// Internal: lets libsndfile write to a descriptor that can seek, from its present position on, and
/// remembers the first failure. libsndfile itself swallows errors at closing, and all of MP3's.
class SeekableOutput {
 public:
  /// `descriptor` stays the caller's.
  explicit SeekableOutput(int descriptor);
  SeekableOutput(const SeekableOutput&) = delete;
  SeekableOutput& operator=(const SeekableOutput&) = delete;

  /// Null when libsndfile refuses, as sf_open_virtual. The handle must not outlive this.
  SNDFILE* open(SF_INFO& info);
  /// errno of the first write that failed, 0 while none did.
  [[nodiscard]] int failure() const noexcept { return failure_; }

 private:
  static sf_count_t length(void* self);
  static sf_count_t seek(sf_count_t offset, int whence, void* self);
  static sf_count_t read(void* bytes, sf_count_t count, void* self);
  static sf_count_t write(const void* bytes, sf_count_t count, void* self);
  static sf_count_t tell(void* self);

  int descriptor_;
  off_t origin_;        // where libsndfile's byte 0 lies in the file
  off_t position_ = 0;  // relative to origin_
  off_t length_ = 0;
  int failure_ = 0;
};

}  // namespace melisma::audio
