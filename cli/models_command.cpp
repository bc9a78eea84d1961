#include <cstdio>
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "cli/command.h"
#include "cli/models_quantize_command.h"
#include "cli/option_parsing.h"
#include "cli/published_models.h"
#include "models/checkpoint/safetensors.h"
#include "models/hub/model_record.h"
#include "models/model_store.h"
#include "models/published/published_store.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

std::string title_of(const models::ModelInfo& info) {
  return info.role.empty() ? info.kind : info.role + " " + info.kind;
}

nlohmann::json to_json(const models::ModelInfo& info) {
  return {{"name", info.name},
          {"path", info.path.string()},
          {"kind", info.kind},
          {"role", info.role},
          {"parameters", info.parameters},
          {"bytes", info.bytes},
          {"licence", info.licence},
          {"provenance", info.provenance},
          {"codec_hash", info.codec_hash},
          {"config", nlohmann::json::parse(info.config, nullptr, false)}};
}

void list(bool as_json) {
  const auto all = models::list_models();
  if (as_json) {
    auto array = nlohmann::json::array();
    for (const auto& info : all) {
      array.push_back(to_json(info));
    }
    for (const auto& model : models::list_published()) {
      array.push_back({{"name", model.name},
                       {"path", model.folder.string()},
                       {"kind", model.family},
                       {"bytes", model.bytes},
                       {"licence", models::licence_of(model.folder)}});
    }
    std::cout << array.dump(2) << '\n';
    return;
  }
  std::printf("%-16s %-24s %10s %8s  %s\n", "name", "kind", "parameters", "MB", "licence");
  for (const auto& info : all) {
    std::printf("%-16s %-24s %10lld %8.1f  %s\n",
                info.name.c_str(),
                title_of(info).c_str(),
                static_cast<long long>(info.parameters),
                static_cast<double>(info.bytes) / 1e6,
                info.licence.c_str());
  }
  for (const auto& model : models::list_published()) {
    const std::string licence = models::licence_of(model.folder);
    std::printf("%-16s %-24s %10s %8.1f  %s\n",
                model.name.c_str(),
                model.family.c_str(),
                "",
                static_cast<double>(model.bytes) / 1e6,
                licence.empty() ? "not recorded" : licence.c_str());
  }
}

void describe(const std::string& name, bool as_json) {
  if (const auto folder = models::find_published(name)) {
    describe_published(name, *folder, as_json);
    return;
  }
  const auto path = models::find_model(name);
  const models::ModelInfo info = models::read_model_info(path);
  const std::string hash = models::SafetensorsFile(path).content_hash();
  if (as_json) {
    auto json = to_json(info);
    json["hash"] = hash;
    std::cout << json.dump(2) << '\n';
    return;
  }
  std::cout << "name        " << info.name << "\nkind        " << title_of(info) << "\nfile        "
            << info.path.string() << "\nbytes       " << info.bytes << "\nparameters  "
            << info.parameters << "\nhash        " << hash << "\nlicence     " << info.licence
            << "\nprovenance  " << info.provenance << "\n";
  if (!info.codec_hash.empty()) {
    std::cout << "codec hash  " << info.codec_hash << "\n";
  }
  std::cout << "config      " << info.config << "\n";
}

}  // namespace

int run_models(Arguments arguments) {
  CommandLine line(
      "melisma models list [--json]\n"
      "       melisma models info NAME|PATH [--json]\n"
      "       melisma models quantize NAME|PATH -o FILE|FOLDER [--type f16|int8|int4]\n"
      "       melisma models pull ORG/NAME [--revision REVISION]\n"
      "       melisma models verify ORG/NAME|FOLDER\n"
      "       melisma models remove ORG/NAME [--yes]\n\n"
      "Models are .safetensors files in $MELISMA_MODELS, ~/.local/share/melisma/models,\n"
      "../share/melisma/models beside the program and the source tree's models/bundled: the first "
      "of a name wins.\nPublished ones, ORG/NAME, are pulled into ~/.local/share/melisma/models, "
      "or found in the Hugging Face cache.",
      "models");
  std::string action;
  QuantizeOptions quantize;
  PullCommand pull;
  std::string name;
  bool sure = false;
  line.options.add_options()("action",
                             po::value(&action)->default_value("list"),
                             "list, info, quantize, pull, verify or remove")(
      "name", po::value(&name), "model name or path")(
      "output,o", po::value(&quantize.output), "quantize: file or folder to write")(
      "type", with_default(quantize.type), "quantize: weights as f16, int8 or int4")(
      "force", po::bool_switch(&quantize.force), "quantize: write it even if it loses much")(
      "revision", with_default(pull.revision), "pull: branch, tag or commit")(
      "connections", with_default(pull.connections), "pull: at once, 1 to 16")(
      "quiet,q", po::bool_switch(&pull.quiet), "pull: no progress")(
      "yes", po::bool_switch(&sure), "remove: do not ask")("json", "machine-readable output");
  line.positional.add("action", 1).add("name", 1);
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  const bool as_json = values.count("json") > 0;
  quantize.name = pull.name = name;
  if (action == "list") {
    list(as_json);
  } else if (name.empty()) {
    throw ConfigError("models " + action + ": wanted a NAME behind it. See melisma models --help.");
  } else if (action == "info") {
    describe(name, as_json);
  } else if (action == "quantize") {
    quantize_model(quantize);
  } else if (action == "pull") {
    return pull_published(pull);
  } else if (action == "verify") {
    verify_published(name);
  } else if (action == "remove") {
    remove_published(name, sure);
  } else {
    throw ConfigError("models: found \"" + action +
                      "\", wanted list, info, quantize, pull, verify or remove.");
  }
  return 0;
}

}  // namespace melisma::cli
