#include <cstdio>
#include <memory>
#include <thread>

#include "audio/error.h"
#include "cli/interrupt.h"
#include "cli/option_parsing.h"
#include "cli/progress.h"
#include "cli/train_command.h"
#include "cli/training_options.h"
#include "codec/codec.h"
#include "codec/corpus_codes.h"
#include "codec/spectral_codec_config.h"
#include "models/checkpoint/safetensors.h"
#include "models/conditioning/phoneme_features.h"
#include "models/conditioning/score_feature_layout.h"
#include "models/corpus/corpus_index.h"
#include "models/corpus/music_crops.h"
#include "models/corpus/speech_crops.h"
#include "models/text/music_words.h"
#include "models/transformer/language_model_presets.h"

namespace melisma::cli {

namespace po = boost::program_options;
namespace fs = std::filesystem;

namespace {

/// Encodes what is not yet encoded of the corpus; returns the folder of codes.
fs::path encode_corpus(const codec::Codec& codec, const fs::path& corpus, int jobs) {
  const fs::path folder = corpus / ("codes-" + codec.info().hash.substr(0, 12));
  fs::create_directories(folder);
  const auto index = models::read_corpus_index(corpus);
  codec::CodesToMake work;
  for (const std::int64_t item : models::complete_items(corpus, index)) {
    work.sounds.emplace_back(item, models::corpus_item(corpus, item, ".wav"));
  }
  work.sample_rate = codec.info().sample_rate;
  work.encode = [&](std::span<const float> samples) { return codec::encode_all(codec, samples); };
  Progress bar("encode", false);
  work.exists = [&](std::int64_t item) { return fs::exists(models::code_item(folder, item)); };
  work.write = [&](std::int64_t item, const std::vector<std::int32_t>& codes) {
    models::write_code_item(folder, item, codes, codec.info().codebooks);
  };
  work.progress = [&](std::int64_t done, std::int64_t all) {
    bar.update(static_cast<double>(done), static_cast<double>(all), " items");
  };
  work.stop = &interrupt_flag();
  codec::make_codes(work, jobs);
  if (interrupt_flag()) {
    throw Interrupted();
  }
  return folder;
}

models::CodebookVectors codebook_vectors(const fs::path& codec_file) {
  const models::SafetensorsFile file(codec_file);
  const auto config = codec::spectral_codec_config_from_json(file.metadata_value("config"));
  models::TensorReader reader(file);
  return {reader.floats("quantizer.codebooks",
                        {config.codebooks, config.codebook_size, config.latent_width}),
          config.latent_width};
}

struct DataOptions {
  std::string kind;
  std::string corpus;
  std::string codec;
  std::string config;
  std::int64_t frames = 288;
  int jobs = 1;
};

models::LanguageModelConfig choose_config(const DataOptions& words, const codec::CodecInfo& info) {
  if (!words.config.empty()) {
    auto config = models::language_model_config_from_json(read_text_file(words.config));
    config.codec_hash = info.hash;
    return config;
  }
  models::LanguageModelInterface interface {
    .code_sizes = std::vector<int>(static_cast<std::size_t>(info.codebooks), info.codebook_size),
    .feature_count = models::kScoreFeatureCount, .text_vocabulary = models::kMusicVocabularySize,
    .codec_hash = info.hash
  };
  if (words.kind == "speech") {
    interface.feature_count = models::kPhonemeFeatureCount;
    return models::speech_language_model(interface);
  }
  return models::music_language_model(interface);
}

}  // namespace

int train_language_model(Arguments arguments) {
  models::LanguageModelTraining training;
  DataOptions words;
  CommandLine line(
      "melisma train lm --kind music|speech --corpus DIR --codec FILE -o RUN --minutes M [OPTIONS]",
      "language model");
  line.options.add_options()("kind", po::value(&words.kind)->required(), "music or speech")(
      "corpus", po::value(&words.corpus)->required(), "a corpus of that kind")(
      "codec", po::value(&words.codec)->required(), "the codec whose codes it learns")(
      "output,o", po::value<std::string>()->required(), "folder of the run")(
      "config",
      po::value(&words.config),
      "JSON of the model's configuration, instead of the preset")(
      "frames", po::value(&words.frames)->default_value(words.frames), "frames of a crop, at most")(
      "jobs", po::value(&words.jobs)->default_value(words.jobs), "threads that encode the corpus")(
      "encode-only", "encode the corpus and stop");
  add_run_length_options(line.options, training.options);
  add_training_options(line.options, training.options);
  add_language_model_options(line.options, training);
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  training.options.run = values["output"].as<std::string>();
  if (words.kind != "music" && words.kind != "speech") {
    throw ConfigError("--kind is \"" + words.kind + "\"; wanted music or speech.");
  }
  const auto codec = codec::open_codec(words.codec);
  const fs::path codes = encode_corpus(*codec, words.corpus, words.jobs);
  if (values.count("encode-only") > 0) {
    return 0;
  }
  settle(training.options, false);
  training.config = choose_config(words, codec->info());
  training.codebooks = codebook_vectors(words.codec);
  training.provenance = {{"licence", "Apache-2.0"},
                         {"provenance", "trained by melisma train lm on a synthesised corpus"},
                         {"role", words.kind},
                         {"codec_hash", codec->info().hash}};
  const int books = codec->info().codebooks;
  return train_in_module(training, [&]() -> std::unique_ptr<models::CropSource> {
    if (words.kind == "speech") {
      return std::make_unique<models::SpeechCrops>(
          words.corpus, codes, books, models::SpeechCropOptions{.frames = words.frames});
    }
    return std::make_unique<models::MusicCrops>(
        words.corpus, codes, books, models::MusicCropOptions{.frames = words.frames});
  });
}

}  // namespace melisma::cli
