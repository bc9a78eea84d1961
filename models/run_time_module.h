#pragma once

#include <memory>
#include <string>

namespace melisma::models {

/// A shared module of ours that is opened at run time, because what it links would slow the start
/// of the command, or does not get on with what another module links. Looked for at the path that
/// its environment variable names, then beside the executable, then in ../lib/melisma. Modules
/// export C functions that return interfaces; everything crossing is a virtual call on plain C++
/// types, so both sides must come from one build: an exported version is compared first.
class RunTimeModule {
 public:
  /// LibTorch (training, reference, published codecs and text encoders, GPU): libmelisma_torch.so.
  /// Each is opened once a process; throws Error naming the file looked for, the loader's reason
  /// and the package to install.
  static const RunTimeModule& torch();
  /// SentencePiece, whose copy of Protocol Buffers would take the place of LibTorch's:
  /// libmelisma_tokenizer.so.
  static const RunTimeModule& tokenizer();
  /// libcurl and the thirty libraries behind it: libmelisma_http.so.
  static const RunTimeModule& http();

  /// Address of an exported C function, or Error.
  [[nodiscard]] void* symbol(const std::string& name) const;
  /// What the exported factory `symbol` gives.
  template <typename Interface>
  [[nodiscard]] Interface& interface(const char* factory) const {
    return *reinterpret_cast<Interface* (*)()>(symbol(factory))();
  }

 private:
  struct Description;
  explicit RunTimeModule(const Description& description);

  const char* file_;
  void* handle_;
};

/// What the LibTorch module's exported factory `symbol` gives.
template <typename Interface>
Interface& torch_interface(const char* symbol) {
  return RunTimeModule::torch().interface<Interface>(symbol);
}

}  // namespace melisma::models
