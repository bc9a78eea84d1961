#include "models/run_time_module.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

#include <dlfcn.h>

#include "audio/error.h"
#include "models/interface_version.h"

namespace melisma::models {

struct RunTimeModule::Description {
  const char* file;
  const char* variable;        // of the environment: where else it may be
  const char* package;         // that it needs
  const char* version_symbol;  // of a function that returns an int
  int flags;                   // of dlopen
};

namespace {

std::vector<std::filesystem::path> candidate_paths(const char* file, const char* variable) {
  if (const char* named = std::getenv(variable); named != nullptr && *named != '\0') {
    return {named};
  }
  std::error_code ignored;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  return {folder / file, folder / ".." / "lib" / "melisma" / file};
}

}  // namespace

RunTimeModule::RunTimeModule(const Description& description)
    : file_(description.file), handle_(nullptr) {
  const auto candidates = candidate_paths(description.file, description.variable);
  for (const auto& path : candidates) {
    if (!std::filesystem::exists(path)) {
      continue;
    }
    handle_ = dlopen(path.c_str(), description.flags);
    if (handle_ == nullptr) {
      throw Error("cannot load " + path.string() + ": " + dlerror() + ". Install the package " +
                  description.package + " (scripts/setup does) and build again.");
    }
    const auto version = reinterpret_cast<int (*)()>(symbol(description.version_symbol));
    if (version() != kInterfaceVersion) {
      throw Error(std::string(file_) + " has interface version " + std::to_string(version()) +
                  ", this program needs " + std::to_string(kInterfaceVersion) +
                  ". Build both from the same sources.");
    }
    return;
  }
  throw Error("found no " + std::string(file_) + " at " + candidates.front().string() +
              ". Build it with scripts/build, or name it in " + description.variable + ".");
}

const RunTimeModule& RunTimeModule::torch() {
  // Global: LibTorch's own libraries find each other's operators by global registration.
  static const RunTimeModule module({"libmelisma_torch.so",
                                     "MELISMA_TORCH_MODULE",
                                     "libtorch-dev",
                                     "melisma_torch_version",
                                     RTLD_NOW | RTLD_GLOBAL});
  return module;
}

const RunTimeModule& RunTimeModule::tokenizer() {
  static const RunTimeModule module({"libmelisma_tokenizer.so",
                                     "MELISMA_TOKENIZER_MODULE",
                                     "libsentencepiece-dev",
                                     "melisma_tokenizer_version",
                                     RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND});
  return module;
}

const RunTimeModule& RunTimeModule::http() {
  static const RunTimeModule module({"libmelisma_http.so",
                                     "MELISMA_HTTP_MODULE",
                                     "libcurl4-openssl-dev",
                                     "melisma_http_version",
                                     RTLD_NOW | RTLD_LOCAL});
  return module;
}

void* RunTimeModule::symbol(const std::string& name) const {
  void* address = dlsym(handle_, name.c_str());
  if (address == nullptr) {
    throw Error(std::string(file_) + " exports no " + name +
                ". Build it and the program from the same sources.");
  }
  return address;
}

}  // namespace melisma::models
