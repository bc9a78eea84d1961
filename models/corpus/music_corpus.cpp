#include "models/corpus/music_corpus.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

#include "audio/midi/midi_file.h"
#include "models/corpus/caption_writer.h"
#include "models/corpus/composition.h"
#include "models/corpus/corpus_index.h"
#include "models/corpus/music_synthesiser.h"

namespace melisma::models {
namespace {

constexpr double kMeanPieceSeconds = 51;  // of 1000 pieces
static_assert(kMusicSampleRate == kCorpusSampleRate);

template <typename T>
void set_if_known(nlohmann::json& json, const char* name, const std::optional<T>& value) {
  if (value) {
    json[name] = *value;
  }
}

nlohmann::json describe(const CaptionAttributes& facts) {
  constexpr std::array kModes = {"major", "minor", "dorian", "mixolydian"};
  nlohmann::json json;
  set_if_known(json, "style", facts.style);
  set_if_known(json, "tempo_bpm", facts.tempo_bpm);
  set_if_known(json, "tonic", facts.tonic);
  set_if_known(json, "drums", facts.drums);
  set_if_known(json, "dynamics", facts.dynamics);
  set_if_known(json, "ensemble", facts.ensemble);
  if (facts.mode) {
    json["mode"] = kModes.at(static_cast<std::size_t>(*facts.mode));
  }
  if (facts.metre) {
    json["metre"] = {facts.metre->numerator, facts.metre->denominator};
  }
  std::vector<int> families;
  for (const int program : facts.programs) {
    if (std::find(families.begin(), families.end(), program / 8) == families.end()) {
      families.push_back(program / 8);
    }
  }
  json["programs"] = facts.programs;
  json["families"] = families;
  json["moods"] = facts.moods;
  json["textures"] = facts.textures;
  json["forms"] = facts.forms;
  return json;
}

void add_beats(nlohmann::json& json, const audio::Score& score) {
  auto& times = json["beats"] = nlohmann::json::array();
  auto& downbeats = json["downbeats"] = nlohmann::json::array();
  for (const audio::Beat& beat : audio::beats(score)) {
    times.push_back(std::round(beat.time_s * 1e4) / 1e4);
    downbeats.push_back(beat.downbeat ? 1 : 0);
  }
}

void make_item(const CorpusOptions& options,
               const std::filesystem::path& sound_font,
               std::int64_t item) {
  const Composition piece = compose_piece(options.seed, item);
  double seconds = audio::duration_seconds(piece.score);
  if (!options.scores_only) {
    const std::vector<float> sound =
        synthesise_music(piece.score, music_loudness_lufs(piece.facts), sound_font);
    write_item_sound(options.folder, item, sound);
    seconds = static_cast<double>(sound.size()) / kCorpusSampleRate;
  }
  audio::write_midi_file(corpus_item(options.folder, item, ".mid"), piece.score);
  nlohmann::json json = {{"captions", write_captions(piece.facts, options.seed, item, kCorpusCaptions)},
                         {"facts", describe(piece.facts)},
                         {"seconds", seconds}};
  add_beats(json, piece.score);
  write_item_json(options.folder, item, json);
}

}  // namespace

void make_music_corpus(const CorpusOptions& options,
                       const std::atomic<bool>& stop,
                       const std::function<void(std::int64_t, std::int64_t)>& progress) {
  const auto sound_font = options.scores_only ? std::filesystem::path() : default_sound_font();
  make_corpus(
      "music",
      kMeanPieceSeconds,
      options,
      [&](std::int64_t item) { make_item(options, sound_font, item); },
      stop,
      progress);
}

}  // namespace melisma::models
