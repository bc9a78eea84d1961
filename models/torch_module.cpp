#include "models/torch_module.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

#include <dlfcn.h>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr const char* kFileName = "libmelisma_torch.so";
constexpr int kInterfaceVersion = 1;

std::vector<std::filesystem::path> candidate_paths() {
  if (const char* named = std::getenv("MELISMA_TORCH_MODULE"); named != nullptr && *named != '\0') {
    return {named};
  }
  std::error_code ignored;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  return {folder / kFileName, folder / ".." / "lib" / "melisma" / kFileName};
}

void* open_library() {
  const auto candidates = candidate_paths();
  for (const auto& path : candidates) {
    if (!std::filesystem::exists(path)) {
      continue;
    }
    // RTLD_GLOBAL: LibTorch's own libraries find each other's operators by global registration.
    if (void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL); handle != nullptr) {
      return handle;
    }
    throw Error("cannot load " + path.string() + ": " + dlerror() +
                ". Install the package libtorch-dev (scripts/setup does) and build again.");
  }
  throw Error("found no " + std::string(kFileName) + " at " + candidates.front().string() +
              ". Build it with scripts/build, or name it in MELISMA_TORCH_MODULE.");
}

}  // namespace

TorchModule& TorchModule::open() {
  static TorchModule module = [] {
    TorchModule opened(open_library());
    const auto version = reinterpret_cast<int (*)()>(opened.symbol("melisma_torch_version"));
    if (version() != kInterfaceVersion) {
      throw Error(std::string(kFileName) + " has interface version " + std::to_string(version()) +
                  ", this program needs " + std::to_string(kInterfaceVersion) +
                  ". Build both from the same sources.");
    }
    return opened;
  }();
  return module;
}

void* TorchModule::symbol(const std::string& name) const {
  void* address = dlsym(handle_, name.c_str());
  if (address == nullptr) {
    throw Error(std::string(kFileName) + " exports no " + name +
                ". Build it and the program from the same sources.");
  }
  return address;
}

}  // namespace melisma::models
