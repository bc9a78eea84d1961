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

/// Every head of every row attends to its cache: queries [rows, stride], the first D of a row
/// counting -> mixed [rows, D].
void attend(std::span<const float> queries,
            std::size_t stride,
            std::span<const KeyValueCache* const> caches,
            AttentionScratch& scratch,
            std::span<float> mixed) {
  const CacheShape& shape = caches[0]->shape();
  const std::size_t width = shape.head_width;
  const std::size_t rows = queries.size() / stride;
  std::size_t steps = 0;
  for (const KeyValueCache* cache : caches) {
    steps = std::max(steps, cache->size());
  }
  scratch.scores.resize(rows * shape.heads * steps);
  run_chunks(scratch.workspace.pool, rows * shape.heads, [&](std::size_t chunk) {
    const std::size_t row = chunk / shape.heads;
    const std::size_t head = chunk % shape.heads;
    // One cache holds all columns, or every column has its own; rows go round the columns.
    const bool shared = caches.size() == 1;
    attend_head(
        shape.type,
        queries.subspan(row * stride + head * width, width),
        caches[shared ? 0 : row % caches.size()]->runs(shared ? row % shape.columns : 0, head),
        std::span(scratch.scores).subspan(chunk * steps, steps),
        mixed.subspan(chunk * width, width));
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

void SelfAttention::steps(std::span<const float> x,
                          KeyValueCache& cache,
                          const RotaryEmbedding& rotary,
                          std::span<const RotaryAngles> angles,
                          AttentionScratch& scratch,
                          std::span<float> y) const {
  const std::size_t columns = cache.shape().columns;
  const std::size_t rows = x.size() / width_;
  scratch.projected.resize(rows * 3 * width_);
  scratch.mixed.resize(x.size());
  qkv_.apply(x, scratch.projected, scratch.workspace);
  const KeyValueCache* all = &cache;
  for (std::size_t row = 0; row < rows; row += columns) {
    const auto step = std::span(scratch.projected).subspan(row * 3 * width_, columns * 3 * width_);
    cache.advance();
    for (std::size_t c = 0; c < columns; ++c) {
      const auto column = step.subspan(c * 3 * width_, 3 * width_);
      if (!angles.empty()) {
        rotary.rotate(angles[row / columns], column.first(2 * width_));
      }
      cache.store(c, column.subspan(width_, width_), column.subspan(2 * width_, width_));
    }
    attend(step,
           3 * width_,
           {&all, 1},
           scratch,
           std::span(scratch.mixed).subspan(row * width_, columns * width_));
  }
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
  const KeyValueCache* all = &cache;
  scratch.mixed.resize(x.size());
  attend(scratch.projected, 3 * width_, {&all, 1}, scratch, scratch.mixed);
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

void CrossAttention::steps(std::span<const float> x,
                           std::span<const KeyValueCache* const> memories,
                           AttentionScratch& scratch,
                           std::span<float> y) const {
  scratch.projected.resize(x.size());
  scratch.mixed.resize(x.size());
  query_.apply(x, scratch.projected, scratch.workspace);
  attend(scratch.projected, width_, memories, scratch, scratch.mixed);
  out_.apply(scratch.mixed, y, scratch.workspace);
}

}  // namespace melisma::models
