#pragma once

#include <string>

namespace melisma::cli {

struct QuantizeOptions {
  std::string name;
  std::string output;
  std::string type = "int8";
  bool force = false;
};

/// `melisma models quantize`: writes a language model of ours, or the folder of a MusicGen, with
/// its weights in fewer bits, unless that changes what it says. Throws CheckpointError when it
/// loses too much and `force` is not set.
void quantize_model(const QuantizeOptions& options);

}  // namespace melisma::cli
