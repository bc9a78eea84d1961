#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

#include "audio/error.h"
#include "models/checkpoint/safetensors.h"
#include "models/published/dac_config.h"
#include "models/published/melody_config.h"
#include "models/published/musicgen_config.h"

namespace {

using namespace melisma::models;

/// A file that opens can be read to its last tensor.
void read_safetensors(std::span<const std::byte> bytes) {
  const SafetensorsFile file(bytes, "fuzz");
  for (const auto& [name, view] : file.tensors()) {
    std::size_t count = 1;
    for (const std::int64_t size : view.shape) {
      count *= static_cast<std::size_t>(size);
    }
    if (count * size_of(view.type) != view.bytes.size()) {
      std::abort();
    }
    if (is_floating(view.type)) {
      static_cast<void>(view.to_floats());
    }
  }
  TensorReader reader(file);
  reader.floats("w", {3, 4});
  reader.weights("m", 5, 64);
  reader.finish();
}

template <typename Read>
void try_to(const Read& read) {
  try {
    read();
  } catch (const melisma::CheckpointError&) {
    // Refused with a message: as it should be.
  }
}

}  // namespace

/// Any bytes are a checkpoint or a configuration that can be used, or a CheckpointError.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try_to([&] { read_safetensors(std::as_bytes(std::span(data, size))); });
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try_to([&] { read_musicgen_config(ConfigJson(text, "fuzz")); });
  try_to([&] { read_encodec_config(ConfigJson(text, "fuzz")); });
  try_to([&] { read_t5_config(ConfigJson(text, "fuzz")); });
  try_to([&] { read_dac_config(ConfigJson(text, "fuzz")); });
  try_to([&] { read_melody_config(ConfigJson(text, "fuzz")); });
  return 0;
}
