#include <memory>

#include "cli/option_parsing.h"
#include "cli/train_command.h"
#include "cli/training_options.h"
#include "models/corpus/planner_crops.h"
#include "models/planner/plan_features.h"
#include "models/planner/score_event_layout.h"
#include "models/text/music_words.h"
#include "models/transformer/language_model_presets.h"

namespace melisma::cli {

namespace po = boost::program_options;

int train_planner(Arguments arguments) {
  models::LanguageModelTraining training;
  training.batch = 6;
  training.depth_fraction = 1.0;
  training.first_code_weight = 1.0;
  training.drop_features = 0;
  training.drop_text = 0.1;
  training.drop_both = 0;
  models::PlannerCropOptions crops;
  std::string corpus;
  std::uint64_t pieces_seed = 2;
  std::string config;
  CommandLine line("melisma train planner -o RUN --minutes M [OPTIONS]", "planner");
  line.options.add_options()("corpus",
                             po::value(&corpus),
                             "a music corpus; without one, pieces are composed as training goes")(
      "pieces-seed", with_default(pieces_seed), "of the pieces that are composed")(
      "output,o", po::value<std::string>()->required(), "folder of the run")(
      "config", po::value(&config), "JSON of the model's configuration, instead of the preset")(
      "events", po::value(&crops.events)->default_value(crops.events), "events of a crop")(
      "at-start",
      po::value(&crops.at_start)->default_value(crops.at_start),
      "part of the crops that begin a piece, where the caption says most")(
      "bar-weight",
      with_default(crops.bar_weight),
      "of the events that begin a bar, with its chord and section, in the loss");
  add_run_length_options(line.options, training.options);
  add_training_options(line.options, training.options);
  add_language_model_options(line.options, training);
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  training.options.run = values["output"].as<std::string>();
  settle(training.options, false);
  const std::vector<int> sizes(models::kScoreEventSizes.begin(), models::kScoreEventSizes.end());
  training.config =
      config.empty()
          ? models::planner_language_model({.code_sizes = sizes,
                                            .feature_count = models::kPlanFeatureCount,
                                            .text_vocabulary = models::kMusicVocabularySize,
                                            .codec_hash = ""})
          : models::language_model_config_from_json(read_text_file(config));
  training.provenance = {{"licence", "Apache-2.0"},
                         {"provenance", "trained by melisma train planner on a procedural corpus"},
                         {"role", "planner"}};
  return train_in_module(training, [&]() -> std::unique_ptr<models::CropSource> {
    if (corpus.empty()) {
      return std::make_unique<models::ComposedPlannerCrops>(pieces_seed, crops);
    }
    return std::make_unique<models::PlannerCrops>(corpus, crops);
  });
}

}  // namespace melisma::cli
