#include <cstdio>
#include <string>

#include "audio/error.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/option_parsing.h"
#include "cli/progress.h"
#include "models/corpus/music_corpus.h"
#include "models/corpus/speech_corpus.h"

namespace melisma::cli {

namespace po = boost::program_options;

int run_corpus(Arguments arguments) {
  CommandLine line(
      "melisma corpus music|speech --hours H --seed N -o DIR [--jobs J]\n\n"
      "Synthesises a training corpus. The same seed gives the same items; an interrupted corpus "
      "goes\n"
      "on where it stopped when the command is given again.",
      "corpus");
  std::string kind;
  models::CorpusOptions options;
  std::string folder;
  line.options.add_options()("kind", po::value(&kind)->required(), "music or speech")(
      "output,o", po::value(&folder)->required(), "folder of the corpus")(
      "hours", po::value(&options.hours)->default_value(1.0), "of sound, about")(
      "seed", po::value(&options.seed)->default_value(1), "of everything that is drawn")(
      "jobs", po::value(&options.jobs)->default_value(2), "processes")(
      "scores-only",
      po::bool_switch(&options.scores_only),
      "music without its sound: what the planner trains on")("quiet,q", "no progress");
  line.positional.add("kind", 1);
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  options.folder = folder;
  Progress bar("synthesising", values.count("quiet") > 0);
  const auto progress = [&](std::int64_t done, std::int64_t items) {
    bar.update(static_cast<double>(done), static_cast<double>(items), "items");
  };
  if (options.scores_only && kind != "music") {
    throw ConfigError("corpus: --scores-only is for music.");
  }
  if (kind == "speech") {
    models::make_speech_corpus(options, interrupt_flag(), progress);
  } else if (kind == "music") {
    models::make_music_corpus(options, interrupt_flag(), progress);
  } else {
    throw ConfigError("corpus: found \"" + kind + "\", wanted music or speech.");
  }
  return 0;
}

}  // namespace melisma::cli
