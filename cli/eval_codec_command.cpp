#include <algorithm>
#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "audio/error.h"
#include "cli/eval/codec_evaluation.h"
#include "cli/eval_command.h"
#include "cli/interrupt.h"
#include "cli/option_parsing.h"
#include "models/corpus/corpus_index.h"
#include "models/model_store.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

struct Words {
  std::string codec;
  std::string corpus;
  std::string kind;
  int clips = 30;
  double seconds = 8;
  std::vector<int> codebooks;
  bool no_words = false;
  bool json = false;
};

void add_options(CommandLine& line, Words& words) {
  line.options.add_options()("codec", po::value(&words.codec)->required(), "name or path")(
      "corpus", po::value(&words.corpus)->required(), "its held-out items are measured")(
      "kind", po::value(&words.kind), "music or speech; by the corpus if not given")(
      "clips", with_default(words.clips), "at most")(
      "seconds", with_default(words.seconds), "of a music clip; sentences stay whole")(
      "codebooks",
      po::value(&words.codebooks)->multitoken(),
      "numbers of codebooks, such as 8 4; every second one if not given")(
      "no-words", po::bool_switch(&words.no_words), "no word error rates (they take longest)")(
      "json", po::bool_switch(&words.json), "machine-readable output");
}

void check(Words& words, const models::CorpusIndex& index, int codebooks) {
  if (words.kind.empty()) {
    words.kind = index.kind;
  }
  if (words.kind != index.kind) {
    throw ConfigError("--kind is \"" + words.kind + "\", but the corpus at " + words.corpus +
                      " is of kind " + index.kind + ".");
  }
  if (words.clips < 1 || !(words.seconds >= 1 && words.seconds <= 3600)) {
    throw ConfigError("--clips must be at least 1 and --seconds 1..3600.");
  }
  if (words.codebooks.empty()) {
    words.codebooks = default_codebook_counts(codebooks);
  }
  for (const int count : words.codebooks) {
    if (count < 1 || count > codebooks) {
      throw ConfigError("--codebooks: found " + std::to_string(count) + ", wanted 1.." +
                        std::to_string(codebooks) + ".");
    }
  }
}

void print(const Words& words,
           const codec::CodecInfo& info,
           const std::vector<HeldOutClip>& clips,
           const std::vector<SystemFigures>& systems) {
  const FigureTable table = codec_table(systems);
  // The first that coded anything is the codec with most codebooks.
  const auto coded = std::find_if(systems.begin(), systems.end(), [](const SystemFigures& system) {
    return !system.figures.perplexity.empty();
  });
  const auto& perplexity = coded->figures.perplexity;
  const double seconds = coded->figures.seconds;
  if (words.json) {
    const nlohmann::json report = {{"codec", info.id},
                                   {"hash", info.hash},
                                   {"corpus", words.corpus},
                                   {"kind", words.kind},
                                   {"clips", clips.size()},
                                   {"seconds", seconds},
                                   {"perplexity", perplexity},
                                   {"codebook_size", info.codebook_size},
                                   {"systems", table.json()}};
    std::cout << report.dump(2) << '\n';
    return;
  }
  std::printf("codec %s (hash %.12s), %zu held-out clips of %s, %.0f s\n\n%s\n",
              info.id.c_str(),
              info.hash.c_str(),
              clips.size(),
              words.corpus.c_str(),
              seconds,
              table.text().c_str());
  std::printf("perplexity of %d:", info.codebook_size);
  for (const double value : perplexity) {
    std::printf(" %.0f", value);
  }
  std::puts("");
}

}  // namespace

int eval_codec(Arguments arguments) {
  Words words;
  CommandLine line("melisma eval codec --codec NAME|PATH --corpus DIR [OPTIONS]", "codec");
  add_options(line, words);
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  const auto codec = codec::open_codec(models::find_model(words.codec));
  const auto index = models::read_corpus_index(words.corpus);
  check(words, index, codec->info().codebooks);
  const auto clips =
      read_held_out_clips(words.corpus, words.clips, words.seconds, codec->info().sample_rate);
  std::optional<Intelligibility> intelligibility;
  if (index.kind == "speech" && !words.no_words) {
    std::vector<std::string> texts;
    for (const HeldOutClip& clip : clips) {
      texts.push_back(clip.text);
    }
    intelligibility.emplace(texts, other_grammar_seed(index.seed));
  }
  const CodecEvaluation evaluation{.codec = *codec,
                                   .clips = clips,
                                   .words = intelligibility ? &*intelligibility : nullptr,
                                   .progress = [](const std::string& name) {
                                     if (interrupt_flag()) {
                                       throw Interrupted();
                                     }
                                     std::fprintf(stderr, "measuring %s\n", name.c_str());
                                   }};
  print(words, codec->info(), clips, evaluate_systems(evaluation, words.codebooks));
  return 0;
}

}  // namespace melisma::cli
