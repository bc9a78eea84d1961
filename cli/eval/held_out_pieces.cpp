#include "cli/eval/held_out_pieces.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "audio/midi/midi_file.h"
#include "audio/read_mono.h"
#include "cli/eval/held_out_clips.h"
#include "models/corpus/corpus_index.h"
#include "models/corpus/item_json.h"

namespace melisma::cli {
namespace {

std::string first_caption(const std::filesystem::path& corpus, std::int64_t item) {
  const nlohmann::json json = models::read_item_json(corpus, item);
  const auto captions = json.find("captions");
  if (captions == json.end() || !captions->is_array() || captions->empty() ||
      !captions->front().is_string()) {
    return {};
  }
  return captions->front().get<std::string>();
}

}  // namespace

std::vector<HeldOutPiece> read_held_out_pieces(const std::filesystem::path& corpus,
                                               int count,
                                               double seconds,
                                               int sample_rate) {
  if (const auto index = models::read_corpus_index(corpus); index.kind != "music") {
    throw ConfigError("the corpus at " + corpus.string() + " is of kind " + index.kind +
                      ", wanted music. Make one with: melisma corpus music");
  }
  const auto longest = static_cast<std::size_t>(std::max(0.0, seconds) * sample_rate);
  std::vector<HeldOutPiece> pieces;
  for (const std::int64_t item : held_out_items(corpus, count)) {
    HeldOutPiece piece;
    piece.item = item;
    piece.score = audio::read_midi_file(models::corpus_item(corpus, item, ".mid"));
    piece.samples =
        audio::read_mono(models::corpus_item(corpus, item, ".wav"), audio::SampleRate(sample_rate))
            .samples;
    piece.samples.resize(std::min(piece.samples.size(), longest));
    piece.caption = first_caption(corpus, item);
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace melisma::cli
