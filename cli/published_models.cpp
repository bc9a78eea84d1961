#include "cli/published_models.h"

#include <atomic>
#include <cstdio>
#include <iostream>
#include <thread>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "audio/error.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/weights_licence.h"
#include "models/hub/hub_listing.h"
#include "models/hub/model_pull.h"
#include "models/published/config_json.h"
#include "models/published/published_store.h"
#include "models/run_time_module.h"

namespace melisma::cli {

namespace fs = std::filesystem;

namespace {

constexpr double kMegabyte = 1e6;
constexpr int kMostConnections = 16;

void check_name(const std::string& name) {
  if (!models::is_published_name(name)) {
    throw ConfigError("found \"" + name +
                      "\", wanted a published model's ORG/NAME, such as facebook/musicgen-small.");
  }
}

/// Plain names need no quoting in an address.
void check_revision(const std::string& revision) {
  if (!models::is_plain_name(revision)) {
    throw ConfigError("--revision is \"" + revision +
                      "\", wanted a branch, tag or commit such as main.");
  }
}

std::uint64_t bytes_of(const models::ModelRecord& record) {
  std::uint64_t bytes = 0;
  for (const auto& file : record.files) {
    bytes += file.size;
  }
  return bytes;
}

/// pull_model() with a bar: bytes arrive in several threads, the bar is drawn in one of its own.
fs::path pull_with_progress(models::HttpClients& clients,
                            const models::Hub& hub,
                            const models::ModelRecord& record,
                            models::DownloadOptions options,
                            bool quiet) {
  Progress progress(record.name, quiet);
  const double total = static_cast<double>(bytes_of(record)) / kMegabyte;
  std::atomic<std::uint64_t> arrived{0};
  options.arrived = [&](std::uint64_t bytes) { arrived += bytes; };
  const std::jthread drawing([&](const std::stop_token& done) {
    while (!done.stop_requested()) {
      progress.update(static_cast<double>(arrived) / kMegabyte, total, "MB");
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
  return models::pull_model(clients, hub, record, options);
}

/// What is known of the files in `folder`, from pulling them or from the Hugging Face cache.
models::ModelRecord known_files(const std::string& name, const fs::path& folder) {
  auto record = models::read_model_record(folder);
  if (!record) {
    record = models::record_of_snapshot(folder);
  }
  if (record->files.empty()) {
    throw CheckpointError(name + " (" + folder.string() +
                          ") has no record of what it should be. models pull " + name +
                          " brings it with one, if it is published.");
  }
  return *record;
}

bool is_confirmed(const std::string& what) {
  std::cerr << "Remove " << what << "? [y/N] ";
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "yes";
}

}  // namespace

int pull_published(const PullCommand& command) {
  check_name(command.name);
  check_revision(command.revision);
  if (command.connections < 1 || command.connections > kMostConnections) {
    throw ConfigError("--connections is " + std::to_string(command.connections) + ", wanted 1 to " +
                      std::to_string(kMostConnections) + ".");
  }
  auto& clients = models::RunTimeModule::http().interface<models::HttpClients>(models::kHttpSymbol);
  models::DownloadOptions options;
  options.connections = command.connections;
  options.stop = &interrupt_flag();
  const models::Hub hub = models::hub_of_environment();
  auto record = models::ask_hub(clients, hub, command.name, command.revision, options);
  record.files = models::needed_files(record);
  std::fprintf(stderr,
               "%s: %.1f MB in %zu files, licence: %s\n",
               record.name.c_str(),
               static_cast<double>(bytes_of(record)) / kMegabyte,
               record.files.size(),
               described_licence(record.licence).c_str());
  try {
    const fs::path folder =
        pull_with_progress(clients, hub, record, std::move(options), command.quiet);
    std::cout << folder.string() << '\n';
  } catch (const Interrupted&) {
    std::cerr << "What has come is kept; the same command goes on from it, models remove "
              << record.name << " drops it.\n";
    throw;
  }
  return 0;
}

void verify_published(const std::string& name) {
  const auto folder = models::find_published(name);
  if (!folder) {
    throw ConfigError("found \"" + name +
                      "\", wanted a published model's ORG/NAME or folder, with a config.json.");
  }
  const auto record = known_files(name, *folder);
  const auto damaged = models::damaged_files(*folder, record);
  for (const std::string& fault : damaged) {
    std::cout << fault << '\n';
  }
  if (!damaged.empty()) {
    throw CheckpointError(folder->string() + ": " + std::to_string(damaged.size()) + " of " +
                          std::to_string(record.files.size()) +
                          " files are not what was published. Get them again: models pull " +
                          (record.name.empty() ? name : record.name) + ".");
  }
  std::cout << record.files.size() << " files are as published: " << folder->string() << '\n';
}

void remove_published(const std::string& name, bool sure) {
  check_name(name);
  const fs::path folder = models::own_store() / name;
  if (!sure && isatty(STDIN_FILENO) == 0) {
    throw ConfigError("models remove: give --yes to remove " + folder.string() + ".");
  }
  if (sure || is_confirmed(folder.string())) {
    models::remove_model(name);
  }
}

void describe_published(const std::string& name, const fs::path& folder, bool as_json) {
  const auto record = models::read_model_record(folder);
  const std::string family = models::ConfigJson(folder / "config.json").text("model_type");
  const std::string licence = models::licence_of(folder);
  if (as_json) {
    std::cout << nlohmann::json{{"name", record ? record->name : name},
                                {"path", folder.string()},
                                {"kind", family},
                                {"commit", record ? record->commit : ""},
                                {"licence", licence}}
                     .dump(2)
              << '\n';
    return;
  }
  std::cout << "name        " << (record ? record->name : name) << "\nkind        " << family
            << "\nfolder      " << folder.string() << "\nlicence     " << described_licence(licence)
            << '\n';
  if (record) {
    std::cout << "commit      " << record->commit << '\n';
  }
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      std::printf("%12.1f MB  %s\n",
                  static_cast<double>(entry.file_size()) / kMegabyte,
                  entry.path().filename().c_str());
    }
  }
}

}  // namespace melisma::cli
