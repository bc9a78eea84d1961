#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "models/checkpoint/safetensors.h"
#include "models/torch/language_model.h"

namespace melisma::models {

/// Writes the module as a model file that the native path reads; `extra` joins the metadata (licence,
/// provenance).
void write_language_model(const std::filesystem::path& path,
                          LanguageModelModuleImpl& module,
                          DataType type,
                          const std::map<std::string, std::string>& extra);

/// Reads a model file. Throws CheckpointError listing missing, unexpected and mis-shaped tensors.
LanguageModelModule read_language_model(const std::filesystem::path& path);

}  // namespace melisma::models
