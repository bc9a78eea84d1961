#pragma once

#include <filesystem>
#include <string>

#include "models/http_client.h"
#include "models/hub/file_download.h"
#include "models/hub/model_record.h"

namespace melisma::models {

/// Where published models come from.
struct Hub {
  std::string endpoint = "https://huggingface.co";
  std::string token;
  bool offline = false;
};

/// The hub of $HF_ENDPOINT, $HF_TOKEN and $HF_HUB_OFFLINE. Throws ConfigError for an endpoint that
/// is no http or https address.
Hub hub_of_environment();

/// What the hub says of `name` at `revision` (a branch, tag or commit). Throws Error.
ModelRecord ask_hub(HttpClients& clients,
                    const Hub& hub,
                    const std::string& name,
                    const std::string& revision,
                    const DownloadOptions& options);

/// Brings the files that `record` lists into own_store()/ORG/NAME, which appears, or changes, when
/// all are there and right; until then they wait in ORG/.NAME.partial, where the same call goes on
/// after it was cut off. Returns the folder. Throws Error, CheckpointError, Interrupted.
std::filesystem::path pull_model(HttpClients& clients,
                                 const Hub& hub,
                                 const ModelRecord& record,
                                 const DownloadOptions& options);

/// Removes ORG/NAME from own_store(), also what is there of a pull that was cut off. Throws
/// CheckpointError when neither is there.
void remove_model(const std::string& name);

}  // namespace melisma::models
