#pragma once

#include <string_view>

#include "models/hub/model_record.h"

namespace melisma::models {

/// What the hub answers to /api/models/ORG/NAME/revision/REVISION?blobs=true: commit, licence, and
/// all files with size and hash. Throws CheckpointError for an answer that is none.
ModelRecord read_hub_listing(std::string_view text, const std::string& name);

/// Those of `record.files` that Melisma reads: the configuration, weights as safetensors, whole or
/// in parts, and the tokenizer; never pickles, whose opening runs code. Throws CheckpointError when
/// configuration or weights are not among them, or are larger than any model of these families.
std::vector<HubFile> needed_files(const ModelRecord& record);

}  // namespace melisma::models
