#include "models/tokenizer/t5_tokenizer.h"

#include <exception>
#include <string>

#include <sentencepiece_processor.h>

#include "audio/error.h"
#include "models/checkpoint/mapped_file.h"
#include "models/tokenizer/normalizer_map.h"
#include "models/tokenizer/unigram_json.h"

namespace melisma::models {

struct T5Tokenizer::Impl {
  sentencepiece::SentencePieceProcessor processor;
};

namespace {

std::string read_bytes(const std::filesystem::path& path) {
  constexpr std::size_t kMostBytes = std::size_t{64} << 20U;
  const MappedFile file(path);
  if (file.bytes().size() > kMostBytes) {
    throw CheckpointError(path.string() + " has more than 64 MB, which no tokenizer has.");
  }
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

/// Loads `bytes`; why they cannot be loaded, or nothing.
std::string reason_against(sentencepiece::SentencePieceProcessor& processor,
                           const std::string& bytes) {
  try {
    const auto status = processor.LoadFromSerializedProto(bytes);
    return status.ok() ? "" : status.ToString();
  } catch (const std::exception& error) {  // of its tries
    return error.what();
  }
}

}  // namespace

T5Tokenizer::T5Tokenizer(const std::filesystem::path& path)
    : T5Tokenizer(read_bytes(path), path.string()) {}

T5Tokenizer::T5Tokenizer(std::string bytes, const std::string& name)
    : impl_(std::make_unique<Impl>()) {
  if (name.ends_with(".json")) {
    bytes = sentencepiece_of_json(bytes, name);
  }
  check_normalizer_maps(bytes, name);
  const std::string reason = reason_against(impl_->processor, bytes);
  if (!reason.empty() || impl_->processor.eos_id() != kEnd || impl_->processor.pad_id() != kPad) {
    throw CheckpointError(name + " is no tokenizer of a T5 model (" + reason +
                          "; wanted padding 0 and end 1). Get it again.");
  }
}

T5Tokenizer::~T5Tokenizer() = default;
T5Tokenizer::T5Tokenizer(T5Tokenizer&&) noexcept = default;
T5Tokenizer& T5Tokenizer::operator=(T5Tokenizer&&) noexcept = default;

std::vector<std::int32_t> T5Tokenizer::ids(std::string_view text) const {
  std::vector<int> pieces;
  const auto status = impl_->processor.Encode(text, &pieces);
  if (!status.ok()) {
    throw InputError("this text cannot be tokenized: " + status.ToString() + ".");
  }
  std::vector<std::int32_t> ids(pieces.begin(), pieces.end());
  ids.push_back(kEnd);
  return ids;
}

}  // namespace melisma::models
