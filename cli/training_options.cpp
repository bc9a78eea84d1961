#include "cli/training_options.h"

#include <cstdio>
#include <fstream>
#include <iterator>

#include "audio/error.h"
#include "cli/interrupt.h"
#include "cli/option_parsing.h"
#include "models/corpus/prefetched_crops.h"
#include "models/model_store.h"
#include "models/run_time_module.h"

namespace melisma::cli {

namespace po = boost::program_options;

void add_run_length_options(po::options_description& options, models::TrainingOptions& target) {
  options.add_options()(
      "minutes", with_default(target.minutes), "train for so many minutes; this or --steps")(
      "steps", with_default(target.steps), "train for so many steps in all")(
      "resume",
      po::bool_switch(&target.resume),
      "go on from RUN's checkpoint; with --minutes a new cosine begins at its weights");
}

void add_training_options(po::options_description& options, models::TrainingOptions& target) {
  options.add_options()("device", with_default(target.device), "cpu, cuda or cuda:N")(
      "threads",
      with_default(target.threads),
      "of LibTorch; several processes with one each are faster")(
      "seed", with_default(target.seed), "of weights and data order")(
      "optimizer", with_default(target.optimizer), "adamw, or muon for transformer layers")(
      "rate", with_default(target.learning_rate), "learning rate at its top")(
      "table-rate",
      with_default(target.table_rate),
      "rate of embedding tables and heads, times --rate")(
      "warmup", with_default(target.warmup_steps), "steps until the rate is at its top")(
      "decay", with_default(target.weight_decay), "weight decay of matrices")(
      "clip", with_default(target.gradient_clip), "largest gradient norm")(
      "average", with_default(target.average_keep), "how much the moving average keeps a step")(
      "checkpoint-minutes", with_default(target.checkpoint_minutes), "between checkpoints")(
      "evaluate-minutes", with_default(target.evaluate_minutes), "between held-out evaluations");
}

void add_language_model_options(po::options_description& options,
                                models::LanguageModelTraining& target) {
  const auto find = [&target](const std::string& model) {
    target.from = models::find_model(model);
  };
  options.add_options()("batch", with_default(target.batch), "crops a step and process")(
      "from",
      po::value<std::string>()->notifier(find),
      "begin with the weights of this model, a path or a name, instead of with none")(
      "depth-fraction",
      with_default(target.depth_fraction),
      "part of the frames that train all codebooks (the others train the first)")(
      "first-code-weight", with_default(target.first_code_weight), "of codebook 0 in the loss")(
      "drop-features",
      with_default(target.drop_features),
      "part of the crops without score or phonemes")(
      "drop-text", with_default(target.drop_text), "part of the crops without caption")(
      "drop-both",
      with_default(target.drop_both),
      "part of the crops without score or phonemes and without caption")(
      "loaders",
      with_default(target.loaders),
      "threads that cut crops ahead, for a fast device; 0 = none")(
      "mishear",
      with_default(target.mishear),
      "largest part of a crop's frames that the model hears wrong, as it hears its own errors")(
      "wide-products",
      po::bool_switch(&target.options.wide_products),
      "multiply in float32, not bfloat16: faster on some CPUs");
}

void settle(models::TrainingOptions& options, bool quiet) {
  if (options.minutes < 0 || options.steps < 0 || (options.minutes <= 0 && options.steps <= 0)) {
    throw ConfigError("training needs --minutes M or --steps N above 0.");
  }
  if (options.threads < 1 || options.learning_rate <= 0 || options.table_rate <= 0 ||
      options.average_keep < 0 || options.average_keep >= 1) {
    throw ConfigError(
        "--threads must be at least 1, --rate and --table-rate above 0 and --average in 0..1.");
  }
  options.stop = &interrupt_flag();
  if (!quiet) {
    options.progress = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
  }
}

int train_in_module(models::LanguageModelTraining& training,
                    const std::function<std::unique_ptr<models::CropSource>()>& open) {
  if (training.batch < 1 || training.batch > 65536 || training.depth_fraction <= 0 ||
      training.depth_fraction > 1 || training.mishear < 0 || training.mishear > 1) {
    throw ConfigError(
        "--batch must be 1..65536, --depth-fraction above 0, up to 1, and --mishear in 0..1.");
  }
  auto& torch =
      models::torch_interface<models::LanguageModelTorch>(models::kLanguageModelTorchSymbol);
  const auto source = training.loaders == 0 ? open()
                                            : std::make_unique<models::PrefetchedCrops>(
                                                  open, training.loaders, training.batch);
  const auto result = torch.train(training, *source);
  std::fprintf(stderr,
               "%s after %lld steps: %s\n",
               result.finished ? "done" : "stopped",
               static_cast<long long>(result.steps),
               (training.options.run / "model.safetensors").c_str());
  return static_cast<int>(result.finished ? ExitCode::kDone : ExitCode::kInterrupted);
}

std::string read_text_file(const std::string& path) {
  std::ifstream stream(path);
  if (!stream) {
    throw InputError("cannot read " + path + ". Check its name and rights.");
  }
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace melisma::cli
