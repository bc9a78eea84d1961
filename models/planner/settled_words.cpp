#include "models/planner/settled_words.h"

#include <algorithm>
#include <iterator>

#include "audio/error.h"
#include "models/text/music_words.h"

namespace melisma::models {
namespace {

bool is_of_header(std::int32_t token) {
  return token >= kTempoBpmTokens && token < kFormTokens;
}

}  // namespace

std::vector<std::int32_t> with_settled_words(const std::vector<std::int32_t>& tokens,
                                             const CaptionAttributes& settled) {
  MELISMA_ASSERT(settled.tempo_bpm && settled.tonic && settled.mode && settled.metre);
  std::vector<std::int32_t> words;
  for (const std::int32_t token : tokens) {
    if (token != kNoneToken && !is_of_header(token)) {
      words.push_back(token);
    }
  }
  words.push_back(kTempoBpmTokens + tempo_bucket(*settled.tempo_bpm));
  words.push_back(kKeyTokens + *settled.tonic);
  words.push_back(kModeTokens + static_cast<int>(*settled.mode));
  for (const MusicWord& word : metre_words()) {
    if (metre_of(word.value) == *settled.metre) {
      words.push_back(word.token);
    }
  }
  return words;
}

bool is_word_of_rules(std::int32_t token) {
  const bool of_players = token > kNoneToken && token < kStyleTokens;
  return of_players || is_of_header(token);
}

std::vector<std::int32_t> words_of_rules(const std::vector<std::int32_t>& tokens) {
  std::vector<std::int32_t> words;
  std::ranges::copy_if(tokens, std::back_inserter(words), is_word_of_rules);
  return words;
}

}  // namespace melisma::models
