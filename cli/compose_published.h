#pragma once

#include <filesystem>

#include "cli/compose_options.h"

namespace melisma::cli {

/// `melisma compose` with a MusicGen checkpoint: texts, and a tune or the beginning of a piece, to
/// sound. Returns the exit code. Throws ConfigError for options that only our own models take.
int compose_published(ComposeOptions& options, const std::filesystem::path& folder);

}  // namespace melisma::cli
