#include <cstdio>
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "cli/eval_command.h"
#include "cli/option_parsing.h"
#include "cli/sample_material.h"
#include "cli/task_figures.h"
#include "models/model_store.h"
#include "models/sampling/model_difference.h"

namespace melisma::cli {

namespace po = boost::program_options;

int eval_quant(Arguments arguments) {
  CommandLine line(
      "melisma eval quant REFERENCE QUANTIZED [--json]\n"
      "  melisma eval quant runs/lm_music/model.safetensors music\n\n"
      "How far a quantized language model is from the one it was made of: both say, before each\n"
      "of several hundred frames that the reference draws, what comes next. With --tasks N both\n"
      "also do their work: say N sentences (word errors) or play N pieces (chroma, onsets).",
      "eval quant");
  std::string reference_name;
  std::string other_name;
  bool json = false;
  int tasks = 0;
  line.options.add_options()("reference", po::value(&reference_name), "name or path of a model")(
      "quantized", po::value(&other_name), "name or path of what was made of it")(
      "tasks", with_default(tasks), "sentences or pieces to be judged by, 0 to 1000")(
      "json", po::bool_switch(&json), "machine-readable output");
  line.positional.add("reference", 1).add("quantized", 1);
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  if (reference_name.empty() || other_name.empty()) {
    throw ConfigError("eval quant: wanted two models. See melisma eval quant --help.");
  }
  if (tasks < 0 || tasks > 1000) {
    throw ConfigError("--tasks is " + std::to_string(tasks) + "; wanted 0 to 1000.");
  }
  const auto path = models::find_model(reference_name);
  const auto other_path = models::find_model(other_name);
  const auto reference = models::LanguageModel::load(path);
  const auto other = models::LanguageModel::load(other_path);
  const auto difference = models::compare_models(reference, other, sample_probe(reference, path));
  nlohmann::json report = {{"divergence_nats", difference.divergence},
                           {"worst_codebook_nats", difference.worst_divergence},
                           {"agreement", difference.agreement}};
  if (tasks > 0) {
    report["tasks"] = {{"reference", task_figures(path, tasks)},
                       {"quantized", task_figures(other_path, tasks)}};
  }
  if (json) {
    std::cout << report.dump(2) << '\n';
    return 0;
  }
  std::printf(
      "divergence %.4f nats a code (%.4f in the worst codebook); the likeliest code is the same "
      "for %.1f %%\n",
      difference.divergence,
      difference.worst_divergence,
      100 * difference.agreement);
  if (tasks > 0) {
    for (const auto& [name, value] : report["tasks"]["reference"].items()) {
      std::printf("%s %.4f, quantized %.4f\n",
                  name.c_str(),
                  value.get<double>(),
                  report["tasks"]["quantized"][name].get<double>());
    }
  }
  return 0;
}

}  // namespace melisma::cli
