#include <cstdio>
#include <filesystem>
#include <string>

#include "audio/error.h"
#include "cli/interrupt.h"
#include "cli/option_parsing.h"
#include "cli/progress.h"
#include "cli/train_command.h"
#include "models/checkpoint/safetensors.h"
#include "models/corpus/duration_training.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

void check(const models::BoostedTreeOptions& options) {
  if (options.trees < 1 || options.trees > 5000 || options.depth < 1 || options.depth > 10 ||
      !(options.shrinkage > 0 && options.shrinkage <= 1)) {
    throw ConfigError(
        "train durations: wanted --trees 1 to 5000, --depth 1 to 10 and --shrinkage "
        "above 0, at most 1.");
  }
}

void print(const char* name, const models::DurationFigures& figures) {
  std::printf("%-22s %10.3f %11.3f %16.2f %12.3f\n",
              name,
              figures.rmse_log,
              figures.correlation_log,
              figures.mean_error_frames,
              figures.length_ratio);
}

void print(const models::DurationTraining& training) {
  std::printf(
      "trained on %lld sentences, %.2f hours\nheld out: %lld phonemes\n%-22s %10s %11s %16s %12s\n",
      static_cast<long long>(training.sentences),
      training.hours,
      static_cast<long long>(training.held_out.phonemes),
      "",
      "RMSE of ln",
      "correlation",
      "error in frames",
      "length ratio");
  print("mean of the phoneme", training.baseline);
  print("duration model", training.held_out);
}

std::string provenance(const models::DurationTraining& training) {
  char text[200];
  std::snprintf(text,
                sizeof text,
                "trained by melisma train durations on %lld sentences (%.1f hours) that Flite's "
                "voices rms, slt and awb spoke",
                static_cast<long long>(training.sentences),
                training.hours);
  return text;
}

}  // namespace

int train_durations(Arguments arguments) {
  CommandLine line(
      "melisma train durations --corpus DIR -o RUN [OPTIONS]\n\n"
      "Learns how long each phoneme lasts from a speech corpus; writes "
      "RUN/duration_model.safetensors\n"
      "and prints how well it does on sentences that it has not seen.",
      "durations");
  std::string corpus;
  std::string run;
  models::BoostedTreeOptions options;
  line.options.add_options()("corpus", po::value(&corpus)->required(), "a speech corpus")(
      "output,o", po::value(&run)->required(), "folder of the run")(
      "trees", po::value(&options.trees)->default_value(options.trees), "regression trees")(
      "depth", po::value(&options.depth)->default_value(options.depth), "of every tree")(
      "shrinkage",
      po::value(&options.shrinkage)->default_value(options.shrinkage, "0.12"),
      "share of each tree's step that is taken")(
      "seed", po::value(&options.seed)->default_value(options.seed), "of the rows each tree sees")(
      "quiet,q", "no progress");
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  check(options);
  std::filesystem::create_directories(run);
  models::DurationTraining training;
  {
    Progress bar("training", values.count("quiet") > 0);
    training = models::train_durations(
        corpus, options, interrupt_flag(), [&](std::int64_t done, std::int64_t all) {
          bar.update(static_cast<double>(done), static_cast<double>(all), "steps");
        });
  }
  const auto path = std::filesystem::path(run) / "duration_model.safetensors";
  models::write_safetensors(
      path,
      models::tensors_of(training.weights),
      models::metadata_of(training.weights,
                          {{"licence", "Apache-2.0"}, {"provenance", provenance(training)}}));
  print(training);
  std::printf("wrote %s\n", path.c_str());
  return 0;
}

}  // namespace melisma::cli
