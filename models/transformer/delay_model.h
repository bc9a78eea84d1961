#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "models/transformer/transformer.h"

namespace melisma::models {

/// Sizes of a language model that writes one code of every codebook a step.
struct DelayLanguageModelConfig {
  int codebooks = 4;
  int code_size = 2048;  // codes of a codebook; the id `code_size` means "none": start and padding
  int channels = 1;      // codebooks of this many channels take turns and are equally late
  TransformerConfig main;
};

/// What a stream is made for.
struct DelayStreamShape {
  std::size_t columns = 1;
  std::size_t sequences = 1;   // that differ in their codes; each has as many neighbouring columns
  std::size_t capacity = 0;    // most steps until restart(), for engines with a fixed cache
  ThreadPool* pool = nullptr;  // of the native engine; must outlive the stream
};

/// One generation of such a model; for one thread at a time. What its columns give does not depend
/// on other sequences.
class DelayStream {
 public:
  virtual ~DelayStream() = default;
  /// Back to the start, with the memories that were set.
  virtual void restart() = 0;
  /// Lets `column` attend to `memory` [S, D], S > 0; until then it attends to nothing.
  virtual void set_memory(std::size_t column, std::span<const float> memory) = 0;
  /// Takes `steps` [S, columns, D] in front of the codes (conditions that are heard, not written).
  virtual void prepend(std::span<const float> steps) = 0;
  /// Steps with the ids [S, sequences, K] of the last ones (`code_size` where the pattern has
  /// none). Returns the logits [K, columns, V] of the last step, valid until the next call. Throws
  /// InputError for an id out of range.
  virtual std::span<const float> step(std::span<const std::int32_t> ids) = 0;
};

/// A model with fixed weights on some engine; thread-safe. Streams must not outlive it.
class DelayModel {
 public:
  virtual ~DelayModel() = default;
  [[nodiscard]] virtual const DelayLanguageModelConfig& config() const = 0;
  [[nodiscard]] virtual std::unique_ptr<DelayStream> open(const DelayStreamShape& shape) const = 0;
};

/// Throws InputError for an id that is not 0 to `code_size`.
void check_delay_ids(std::span<const std::int32_t> ids, int code_size);

}  // namespace melisma::models
