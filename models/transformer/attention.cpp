#include "models/transformer/attention.h"

#include <algorithm>

#include "audio/error.h"

namespace melisma::models {
namespace {

std::size_t size(int value) {
  return static_cast<std::size_t>(value);
}

Linear read_linear(TensorReader& reader, const std::string& name, std::size_t out, std::size_t in) {
  return Linear(reader.weights(name + ".weight", out, in));
}

/// Every head of every column attends to its cache: queries [columns, stride], the first D of a row
/// counting -> scratch.mixed [columns, D].
void attend(std::span<const float> queries,
            std::size_t stride,
            std::span<const KeyValueCache* const> caches,
            AttentionScratch& scratch) {
  const CacheShape& shape = caches[0]->shape();
  const std::size_t width = shape.head_width;
  const std::size_t columns = queries.size() / stride;
  std::size_t steps = 0;
  for (const KeyValueCache* cache : caches) {
    steps = std::max(steps, cache->size());
  }
  scratch.scores.resize(columns * shape.heads * steps);
  scratch.mixed.resize(columns * shape.heads * width);
  run_chunks(scratch.workspace.pool, columns * shape.heads, [&](std::size_t chunk) {
    const std::size_t column = chunk / shape.heads;
    const std::size_t head = chunk % shape.heads;
    // One cache holds all columns, or every column has its own.
    const bool shared = caches.size() == 1;
    attend_head(shape.type,
                queries.subspan(column * stride + head * width, width),
                caches[shared ? 0 : column]->runs(shared ? column : 0, head),
                std::span(scratch.scores).subspan(chunk * steps, steps),
                std::span(scratch.mixed).subspan(chunk * width, width));
  });
}

}  // namespace

SelfAttention::SelfAttention(TensorReader& reader,
                             const std::string& name,
                             const TransformerConfig& config)
    : width_(size(config.width)),
      heads_(size(config.heads)),
      qkv_(read_linear(reader, name + ".qkv", 3 * width_, width_)),
      out_(read_linear(reader, name + ".out", width_, width_)) {}

void SelfAttention::step(std::span<const float> x,
                         KeyValueCache& cache,
                         const RotaryEmbedding& rotary,
                         const RotaryAngles* angles,
                         AttentionScratch& scratch,
                         std::span<float> y) const {
  const std::size_t columns = x.size() / width_;
  scratch.projected.resize(columns * 3 * width_);
  qkv_.apply(x, scratch.projected, scratch.workspace);
  cache.advance();
  for (std::size_t c = 0; c < columns; ++c) {
    const auto row = std::span<float>(scratch.projected).subspan(c * 3 * width_, 3 * width_);
    if (angles != nullptr) {
      rotary.rotate(*angles, row.first(2 * width_));
    }
    cache.store(c, row.subspan(width_, width_), row.subspan(2 * width_, width_));
  }
  const KeyValueCache* all = &cache;
  attend(scratch.projected, 3 * width_, {&all, 1}, scratch);
  out_.apply(scratch.mixed, y, scratch.workspace);
}

void SelfAttention::all_to_all(std::span<const float> x,
                               const RotaryEmbedding& rotary,
                               const std::vector<RotaryAngles>& angles,
                               AttentionScratch& scratch,
                               std::span<float> y) const {
  const std::size_t rows = x.size() / width_;
  scratch.projected.resize(rows * 3 * width_);
  qkv_.apply(x, scratch.projected, scratch.workspace);
  KeyValueCache cache({1, heads_, width_ / heads_, rows});
  for (std::size_t s = 0; s < rows; ++s) {
    const auto row = std::span<float>(scratch.projected).subspan(s * 3 * width_, 3 * width_);
    if (!angles.empty()) {
      rotary.rotate(angles[s], row.first(2 * width_));
    }
    cache.advance();
    cache.store(0, row.subspan(width_, width_), row.subspan(2 * width_, width_));
  }
  const std::vector<const KeyValueCache*> same(rows, &cache);
  attend(scratch.projected, 3 * width_, same, scratch);
  out_.apply(scratch.mixed, y, scratch.workspace);
}

CrossAttention::CrossAttention(TensorReader& reader,
                               const std::string& name,
                               const TransformerConfig& config)
    : width_(size(config.width)),
      heads_(size(config.heads)),
      query_(read_linear(reader, name + ".query", width_, width_)),
      key_value_(read_linear(reader, name + ".key_value", 2 * width_, width_)),
      out_(read_linear(reader, name + ".out", width_, width_)) {}

KeyValueCache CrossAttention::project(std::span<const float> memory) const {
  const std::size_t rows = memory.size() / width_;
  MELISMA_ASSERT(rows > 0);
  std::vector<float> projected(rows * 2 * width_);
  Workspace workspace;
  key_value_.apply(memory, projected, workspace);
  KeyValueCache cache({1, heads_, width_ / heads_, rows});
  for (std::size_t s = 0; s < rows; ++s) {
    const auto row = std::span<const float>(projected).subspan(s * 2 * width_, 2 * width_);
    cache.advance();
    cache.store(0, row.first(width_), row.last(width_));
  }
  return cache;
}

void CrossAttention::step(std::span<const float> x,
                          std::span<const KeyValueCache* const> memories,
                          AttentionScratch& scratch,
                          std::span<float> y) const {
  MELISMA_ASSERT(memories.size() == x.size() / width_);
  scratch.projected.resize(x.size());
  query_.apply(x, scratch.projected, scratch.workspace);
  attend(scratch.projected, width_, memories, scratch);
  out_.apply(scratch.mixed, y, scratch.workspace);
}

}  // namespace melisma::models
