#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/text/caption_attributes.h"
#include "models/text/music_words.h"

namespace melisma::models {

/// What a caption came to.
struct ParsedCaption {
  std::vector<int> tokens;  // in order of mention, each once; {kNoneToken} when nothing was known
  CaptionAttributes attributes;
  std::vector<std::string> unknown_words;  // in order, each once, lower case
};

/// The documented vocabulary of music words (tables in music_words.h) and its tokeniser. Text is
/// read in lower case, hyphens as blanks, longest phrase first, plurals as singulars; numbers with
/// "bpm" (or after "at" and "tempo") become tempo buckets, "F# minor" a key and a mode token,
/// "30 seconds" a length without a token. "no X" and "without X" exclude X: drums have a token for
/// that, other instruments only an attribute. Immutable after construction: any thread.
class MusicVocabulary {
 public:
  static const MusicVocabulary& instance();
  MusicVocabulary();

  /// Throws InputError when the text is not UTF-8 or longer than kMaxCaptionBytes. Empty text gives
  /// {kNoneToken} and empty attributes.
  [[nodiscard]] ParsedCaption parse(std::string_view text) const;

  static constexpr std::size_t kMaxCaptionBytes = 1 << 20;

  /// Entry of a token; nullptr for spare tokens, kNoneToken, and for tempo buckets and keys, which
  /// have no table.
  [[nodiscard]] const MusicWord* word(int token) const;
  /// Readable name of any token: "piano", "100 bpm", "F#", "<none>", "<spare 500>".
  [[nodiscard]] std::string token_name(int token) const;
  /// Up to `count` phrases of the vocabulary nearest to an unknown word by edit distance, nearest
  /// first; empty when nothing is near.
  [[nodiscard]] std::vector<std::string> nearest_words(std::string_view word,
                                                       std::size_t count = 3) const;
  /// Longest phrase, in words.
  [[nodiscard]] std::size_t longest_phrase() const noexcept { return longest_; }
  /// The entry that a phrase (words separated by single blanks) means; its last word may be a
  /// plural. nullptr when it is not in the vocabulary; fillers give an entry of kind kNone.
  [[nodiscard]] const MusicWord* find(const std::string& phrase) const;

 private:
  void add(const MusicWord& word);

  std::map<std::string, MusicWord, std::less<>> phrases_;
  std::map<int, const MusicWord*> by_token_;
  std::size_t longest_ = 1;
};

/// "C", "C#", ... "B".
std::string_view tonic_name(int tonic);

}  // namespace melisma::models
