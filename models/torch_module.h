#pragma once

#include <memory>
#include <string>

namespace melisma::models {

/// libmelisma_torch.so, opened at run time: the only way to LibTorch (training, reference, GPU).
/// Looked for in MELISMA_TORCH_MODULE (a path), then beside the executable, then in ../lib/melisma.
/// The module exports C functions that return interfaces (models/torch_training.h,
/// codec/torch_training.h); everything crossing is a virtual call on plain C++ types, so both sides
/// must come from one build: `melisma_torch_version` is compared first.
class TorchModule {
 public:
  /// Opens the module, once a process; throws Error naming the file looked for, the loader's reason
  /// and the package to install (libtorch-dev).
  static TorchModule& open();
  /// Address of an exported C function, or Error.
  [[nodiscard]] void* symbol(const std::string& name) const;

 private:
  explicit TorchModule(void* handle) : handle_(handle) {}
  void* handle_;
};

/// What the module's exported factory `symbol` gives; TorchModule::open() throws where it is missing.
template <typename Interface>
Interface& torch_interface(const char* symbol) {
  using Factory = Interface* (*)();
  return *reinterpret_cast<Factory>(TorchModule::open().symbol(symbol))();
}

}  // namespace melisma::models
