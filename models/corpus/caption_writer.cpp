#include "models/corpus/caption_writer.h"

#include <algorithm>
#include <array>
#include <set>

#include "audio/error.h"
#include "models/corpus/caption_layout.h"
#include "models/corpus/caption_statements.h"
#include "models/crop_random.h"
#include "models/text/music_vocabulary.h"

namespace melisma::models {
namespace {

constexpr std::uint64_t kCaptionKey = 17;
constexpr int kAttempts = 200;

constexpr CaptionDetail kTerse{.style = 0.6,
                               .mood = 0.35,
                               .tempo_word = 0.3,
                               .tempo_number = 0.12,
                               .key = 0.1,
                               .metre = 0.05,
                               .instruments = 0.55,
                               .drums = 0.15,
                               .texture = 0.03,
                               .form = 0.01,
                               .dynamics = 0.1,
                               .ensemble = 0.1,
                               .most_instruments = 2};
constexpr CaptionDetail kMedium{.style = 0.75,
                                .mood = 0.55,
                                .tempo_word = 0.4,
                                .tempo_number = 0.3,
                                .key = 0.35,
                                .metre = 0.2,
                                .instruments = 0.75,
                                .drums = 0.3,
                                .texture = 0.15,
                                .form = 0.05,
                                .dynamics = 0.2,
                                .ensemble = 0.2,
                                .most_instruments = 3};
constexpr CaptionDetail kFull{.style = 0.95,
                              .mood = 0.8,
                              .tempo_word = 0.5,
                              .tempo_number = 0.65,
                              .key = 0.75,
                              .metre = 0.5,
                              .instruments = 0.95,
                              .drums = 0.5,
                              .texture = 0.35,
                              .form = 0.15,
                              .dynamics = 0.4,
                              .ensemble = 0.35,
                              .most_instruments = 5};
/// Of the captions of a piece, in order.
constexpr std::array<const CaptionDetail*, 6> kDetails = {
    &kFull, &kMedium, &kTerse, &kMedium, &kFull, &kTerse};

bool is_read_as_meant(const std::string& caption, const std::vector<Statement>& statements) {
  std::set<int> meant;
  for (const Statement& statement : statements) {
    meant.insert(statement.tokens.begin(), statement.tokens.end());
  }
  const ParsedCaption read = MusicVocabulary::instance().parse(caption);
  return read.unknown_words.empty() && read.attributes.excluded_programs.empty() &&
         read.attributes.excluded_families.empty() && !read.attributes.duration_s &&
         std::set<int>(read.tokens.begin(), read.tokens.end()) == meant;
}

/// "No drums" or "4/4" alone describes nothing.
bool is_worth_saying(const std::vector<Statement>& statements) {
  return std::any_of(statements.begin(), statements.end(), [](const Statement& statement) {
    return statement.topic == Topic::kStyle || statement.topic == Topic::kMood ||
           statement.topic == Topic::kInstrument || statement.topic == Topic::kTempoWord;
  });
}

CaptionShape draw_shape(const CaptionDetail& detail, CropRandom& random) {
  const double shape = random.uniform();
  if (&detail == &kTerse) {
    return shape < 0.25   ? CaptionShape::kList
           : shape < 0.95 ? CaptionShape::kPhrase
                          : CaptionShape::kSentence;
  }
  return shape < 0.2    ? CaptionShape::kList
         : shape < 0.45 ? CaptionShape::kPhrase
                        : CaptionShape::kSentence;
}

}  // namespace

std::vector<std::string> write_captions(const CaptionAttributes& facts,
                                        std::uint64_t seed,
                                        std::int64_t item,
                                        std::size_t count) {
  std::vector<std::string> captions;
  CropRandom random{kCaptionKey, seed, static_cast<std::uint64_t>(item)};
  for (std::size_t i = 0; i < count; ++i) {
    const CaptionDetail& detail = *kDetails[i % kDetails.size()];
    std::string caption;
    for (int attempt = 0; caption.empty() && attempt < kAttempts; ++attempt) {
      const auto statements = draw_statements(facts, detail, random);
      if (is_worth_saying(statements)) {
        caption = lay_out_caption(statements, draw_shape(detail, random), random);
      }
      if (!is_read_as_meant(caption, statements)) {
        caption.clear();
      }
    }
    if (caption.empty()) {
      throw InputError("found nothing that can be said of piece " + std::to_string(item) +
                       "; wanted a style, a mood, an instrument or a tempo among its facts.");
    }
    captions.push_back(std::move(caption));
  }
  return captions;
}

}  // namespace melisma::models
