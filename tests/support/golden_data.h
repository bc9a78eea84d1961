#pragma once

#include <cstdlib>
#include <string>

namespace melisma::testing {

/// Reference numerics of published model families. MELISMA_GOLDENS names another folder, with other
/// checkpoints of the same families.
inline std::string golden(const std::string& name) {
  const char* folder = std::getenv("MELISMA_GOLDENS");
  return (folder != nullptr ? std::string(folder)
                            : std::string(MELISMA_SOURCE_DIR) + "/tests/golden/data") +
         "/" + name;
}

}  // namespace melisma::testing
