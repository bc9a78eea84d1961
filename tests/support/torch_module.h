#pragma once

#include <filesystem>
#include <string>

namespace melisma::test_support {

/// For GTEST_SKIP, where has_torch_module() is false.
inline constexpr const char* kNeedsTorchModule = "needs the LibTorch module (MELISMA_BUILD_TORCH)";

/// Whether this build has the module beside the program.
inline bool has_torch_module() {
  return std::filesystem::exists(std::string(MELISMA_BINARY_DIR) + "/bin/libmelisma_torch.so");
}

}  // namespace melisma::test_support
