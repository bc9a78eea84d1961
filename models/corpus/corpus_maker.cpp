#include "models/corpus/corpus_maker.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "audio/replacement_file.h"
#include "audio/sound_file_writer.h"
#include "models/corpus/corpus_index.h"
#include "models/corpus/worker_processes.h"

namespace melisma::models {
namespace {

/// Items of another corpus would be kept as if they were this one's.
void refuse_other_corpus(const std::filesystem::path& folder,
                         const std::string& kind,
                         std::uint64_t seed) {
  if (!std::filesystem::exists(folder / "corpus.json")) {
    return;
  }
  const CorpusIndex found = read_corpus_index(folder);
  if (found.kind != kind || found.seed != seed) {
    throw ConfigError(folder.string() + " holds a " + found.kind + " corpus of seed " +
                      std::to_string(found.seed) + ", wanted " + kind + " of seed " +
                      std::to_string(seed) + ". Give another folder with -o.");
  }
}

}  // namespace

void make_corpus(const std::string& kind,
                 double mean_seconds,
                 const CorpusOptions& options,
                 const std::function<void(std::int64_t)>& make_item,
                 const std::atomic<bool>& stop,
                 const std::function<void(std::int64_t, std::int64_t)>& progress) {
  if (!(options.hours > 0 && options.hours <= 10000) || options.jobs < 1 || options.jobs > 256) {
    throw ConfigError("a corpus needs --hours above 0 (at most 10000) and --jobs 1 to 256.");
  }
  refuse_other_corpus(options.folder, kind, options.seed);
  CorpusIndex index;
  index.kind = kind;
  index.seed = options.seed;
  index.hours = options.hours;
  index.items = std::llround(std::ceil(options.hours * 3600 / mean_seconds));
  write_corpus_index(options.folder, index);
  run_workers(
      options.jobs,
      index.items,
      [&](std::int64_t item) {
        if (!std::filesystem::exists(corpus_item(options.folder, item, ".json"))) {
          make_item(item);
        }
      },
      stop,
      progress);
}

void write_item_sound(const std::filesystem::path& folder,
                      std::int64_t item,
                      std::span<const float> samples) {
  audio::SoundFileSpec spec;
  spec.format = audio::AudioFormat::kWav;
  spec.sample_rate = audio::SampleRate(kCorpusSampleRate);
  audio::write_sound_file(corpus_item(folder, item, ".wav"), samples, spec);
}

void write_item_json(const std::filesystem::path& folder,
                     std::int64_t item,
                     const nlohmann::json& json) {
  audio::replace_file(corpus_item(folder, item, ".json"), json.dump() + "\n");
}

}  // namespace melisma::models
