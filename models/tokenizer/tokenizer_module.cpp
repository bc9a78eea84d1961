#include "models/text_tokenizer.h"
#include "models/tokenizer/t5_tokenizer.h"

namespace melisma::models {
namespace {

class Opener final : public TokenizerOpener {
 public:
  std::unique_ptr<TextTokenizer> open_t5(const std::filesystem::path& path) override {
    return std::make_unique<T5Tokenizer>(path);
  }
};

}  // namespace
}  // namespace melisma::models

// Raised together with kInterfaceVersion (models/run_time_module.cpp).
extern "C" __attribute__((visibility("default"))) int melisma_tokenizer_version() {
  return 3;
}

extern "C" __attribute__((visibility("default"))) melisma::models::TokenizerOpener*
melisma_tokenizers() {
  static melisma::models::Opener opener;
  return &opener;
}
