#include <cstdio>

#include "audio/error.h"
#include "cli/interrupt.h"
#include "cli/option_parsing.h"
#include "cli/train_command.h"
#include "cli/training_options.h"
#include "codec/torch_training.h"
#include "models/corpus/corpus_index.h"
#include "models/run_time_module.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

void list_clips(const std::string& folder, codec::CodecTraining& training) {
  const models::CorpusIndex index = models::read_corpus_index(folder);
  for (const std::int64_t item : models::complete_items(folder, index)) {
    auto& list = models::is_held_out(item) ? training.held_out_clips : training.clips;
    list.push_back(models::corpus_item(folder, item, ".wav"));
  }
}

}  // namespace

int train_codec(Arguments arguments) {
  codec::CodecTraining training;
  training.options.learning_rate = 3e-4;
  training.options.weight_decay = 0.01;
  training.options.mixed_precision = false;
  training.options.average_keep = 0.995;
  std::string corpus;
  std::string config;
  CommandLine line(
      "melisma train codec --corpus DIR -o RUN [OPTIONS]\n\n"
      "Writes RUN/codec.safetensors: first with its codes fixed and a decoder in closed form, then "
      "with\n"
      "the trained decoder, which keeps the codes. The same command goes on with a run that was "
      "cut short.",
      "codec");
  line.options.add_options()("corpus", po::value(&corpus)->required(), "a music or speech corpus")(
      "output,o", po::value<std::string>()->required(), "folder of the run")(
      "config", po::value(&config), "JSON of the codec's configuration, instead of the defaults")(
      "id", po::value(&training.config.id), "name kept in the codec and its token files")(
      "max-frames",
      po::value(&training.max_frames)->default_value(training.max_frames),
      "codec frames analysed, about 10 kB of memory each")(
      "autoencoder-minutes",
      with_default(training.autoencoder_minutes),
      "training of encoder and decoder before the codebooks are fitted; 0 = linear encoder")(
      "decoder-minutes",
      with_default(training.decoder_minutes),
      "training of the decoder on the frozen codes; 0 = leave it in closed form");
  add_training_options(line.options, training.options);
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  training.options.run = values["output"].as<std::string>();
  training.options.steps = 0;
  training.options.minutes = 1;  // every phase has its own
  settle(training.options, false);
  if (!config.empty()) {
    training.config = codec::spectral_codec_config_from_json(read_text_file(config));
  }
  list_clips(corpus, training);
  training.provenance = "trained by melisma train codec on " +
                        std::to_string(training.clips.size()) + " clips of a synthesised corpus";
  models::torch_interface<codec::CodecTorch>(codec::kCodecTorchSymbol).train(training);
  return static_cast<int>(interrupt_flag() ? ExitCode::kInterrupted : ExitCode::kDone);
}

}  // namespace melisma::cli
