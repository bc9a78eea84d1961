#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "cli/compose_options.h"

namespace melisma::cli {

/// The folder of the published model that `model` names; none if it is a model of ours.
std::optional<std::filesystem::path> published_folder(const std::string& model);

/// `melisma compose` with a MusicGen checkpoint: texts, and a tune or the beginning of a piece, to
/// sound. Returns the exit code. Throws ConfigError for options that only our own models take.
int compose_published(ComposeOptions& options, const std::filesystem::path& folder);

}  // namespace melisma::cli
