#pragma once

namespace melisma::cli {

/// From the build's project version.
inline constexpr const char* kVersion = MELISMA_VERSION;

}  // namespace melisma::cli
