#include "models/interface_version.h"
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

extern "C" __attribute__((visibility("default"))) int melisma_tokenizer_version() {
  return melisma::models::kInterfaceVersion;
}

extern "C" __attribute__((visibility("default"))) melisma::models::TokenizerOpener*
melisma_tokenizers() {
  static melisma::models::Opener opener;
  return &opener;
}
