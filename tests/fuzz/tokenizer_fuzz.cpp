#include <cstddef>
#include <cstdint>
#include <string>

#include "audio/error.h"
#include "models/tokenizer/t5_tokenizer.h"

/// Any bytes are a tokenizer that takes any text, or a CheckpointError.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace melisma::models;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  for (const std::string name : {"fuzz.json", "fuzz.model"}) {
    try {
      const T5Tokenizer tokenizer(bytes, name);
      static_cast<void>(tokenizer.ids("80s synth pop, \xF0\x9F\x8E\xB9 and a\tbroken \xFF byte"));
      static_cast<void>(tokenizer.ids(bytes.substr(0, 200)));
    } catch (const melisma::CheckpointError&) {
      // Refused with a message: as it should be.
    } catch (const melisma::InputError&) {
      // A text that this tokenizer cannot take.
    }
  }
  return 0;
}
