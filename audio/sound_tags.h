#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace melisma::audio {

/// What a sound file says about itself, in UTF-8. Empty = absent. Every format but raw keeps all
/// three; the comment holds generation settings as JSON text.
struct SoundTags {
  std::string title;
  std::string comment;
  std::string software;
  friend bool operator==(const SoundTags&, const SoundTags&) = default;
};

/// Bytes a tag may have: more breaks readers of AIFF files. Writers shorten what is longer (a tag
/// is never a reason to lose the sound), so keep settings below it if they are to be parsed again.
inline constexpr std::size_t kMaxTagBytes = 7000;

/// Cut at a character border and at the first NUL to at most kMaxTagBytes.
SoundTags shortened(const SoundTags& tags);

/// The tags as an ID3v2.4 block, to be put before MP3 data (libsndfile's own are Latin-1 only).
std::string id3_block(const SoundTags& tags);

/// The tags as the body of a RIFF "LIST" chunk ("INFO" and its INAM, ICMT, ISFT), even-sized.
std::string riff_info_list(const SoundTags& tags);
/// Reads such a body; anything unknown or damaged is skipped.
SoundTags parse_riff_info_list(std::string_view body);

}  // namespace melisma::audio
