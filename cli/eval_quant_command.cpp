#include <cstdio>
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "cli/eval_command.h"
#include "cli/option_parsing.h"
#include "cli/sample_material.h"
#include "models/model_store.h"
#include "models/sampling/model_difference.h"

namespace melisma::cli {

namespace po = boost::program_options;

int eval_quant(Arguments arguments) {
  CommandLine line(
      "melisma eval quant REFERENCE QUANTIZED [--json]\n"
      "  melisma eval quant runs/lm_music/model.safetensors music\n\n"
      "How far a quantized language model is from the one it was made of: both say, before each "
      "of\n"
      "several hundred frames that the reference draws, what comes next.",
      "eval quant");
  std::string reference_name;
  std::string other_name;
  bool json = false;
  line.options.add_options()("reference", po::value(&reference_name), "name or path of a model")(
      "quantized", po::value(&other_name), "name or path of what was made of it")(
      "json", po::bool_switch(&json), "machine-readable output");
  line.positional.add("reference", 1).add("quantized", 1);
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  if (reference_name.empty() || other_name.empty()) {
    throw ConfigError("eval quant: wanted two models. See melisma eval quant --help.");
  }
  const auto path = models::find_model(reference_name);
  const auto reference = models::LanguageModel::load(path);
  const auto other = models::LanguageModel::load(models::find_model(other_name));
  const auto difference = models::compare_models(reference, other, sample_probe(reference, path));
  if (json) {
    std::cout << nlohmann::json{{"divergence_nats", difference.divergence},
                                {"worst_codebook_nats", difference.worst_divergence},
                                {"agreement", difference.agreement}}
                     .dump(2)
              << '\n';
  } else {
    std::printf(
        "divergence %.4f nats a code (%.4f in the worst codebook); the likeliest code is "
        "the same for %.1f %%\n",
        difference.divergence,
        difference.worst_divergence,
        100 * difference.agreement);
  }
  return 0;
}

}  // namespace melisma::cli
