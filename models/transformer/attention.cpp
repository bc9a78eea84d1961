#include "models/transformer/attention.h"

#include <algorithm>
#include <cmath>

#include "audio/error.h"
#include "models/nn/dense_kernels.h"
#include "models/nn/softmax.h"

namespace melisma::models {

Linear read_linear(TensorReader& reader, const std::string& name, std::size_t out, std::size_t in) {
  return {reader.floats(name + ".weight",
                        {static_cast<std::int64_t>(out), static_cast<std::int64_t>(in)}),
          out,
          in};
}

void attend(std::span<const float> query,
            const std::array<KeyValueCache::Run, 2>& runs,
            std::size_t heads,
            std::vector<float>& scores,
            std::span<float> y) {
  const std::size_t width = query.size();
  const std::size_t head_width = width / heads;
  const float scale = 1.0F / std::sqrt(static_cast<float>(head_width));
  const DenseKernels& kernels = dense_kernels();
  scores.resize(runs[0].steps + runs[1].steps);
  std::fill(y.begin(), y.end(), 0.0F);
  for (std::size_t at = 0; at < width; at += head_width) {
    float* run_scores = scores.data();
    for (const auto& run : runs) {
      kernels.multiply({run.keys + at, run.steps, head_width, width},
                       {query.data() + at, 1, width},
                       run_scores,
                       run.steps);
      run_scores += run.steps;
    }
    for (float& score : scores) {
      score *= scale;
    }
    softmax(scores);
    run_scores = scores.data();
    for (const auto& run : runs) {
      kernels.add_weighted_rows(
          {run.values + at, run.steps, head_width, width}, run_scores, y.data() + at);
      run_scores += run.steps;
    }
  }
}

SelfAttention::SelfAttention(TensorReader& reader,
                             const std::string& name,
                             const TransformerConfig& config)
    : width_(static_cast<std::size_t>(config.width)),
      heads_(static_cast<std::size_t>(config.heads)),
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
  scratch.mixed.resize(columns * width_);
  qkv_.apply(x, scratch.projected);
  cache.advance();
  for (std::size_t c = 0; c < columns; ++c) {
    const auto row = std::span<float>(scratch.projected).subspan(c * 3 * width_, 3 * width_);
    if (angles != nullptr) {
      rotary.rotate(*angles, row.first(2 * width_));
    }
    cache.store(c, row.subspan(width_, width_), row.subspan(2 * width_, width_));
    attend(row.first(width_),
           cache.runs(c),
           heads_,
           scratch.scores,
           std::span<float>(scratch.mixed).subspan(c * width_, width_));
  }
  out_.apply(scratch.mixed, y);
}

void SelfAttention::all_to_all(std::span<const float> x,
                               const RotaryEmbedding& rotary,
                               const std::vector<RotaryAngles>& angles,
                               AttentionScratch& scratch,
                               std::span<float> y) const {
  const std::size_t rows = x.size() / width_;
  scratch.projected.resize(rows * 3 * width_);
  scratch.mixed.resize(rows * width_);
  qkv_.apply(x, scratch.projected);
  KeyValueCache cache(1, width_, rows);
  for (std::size_t s = 0; s < rows; ++s) {
    const auto row = std::span<float>(scratch.projected).subspan(s * 3 * width_, 3 * width_);
    if (!angles.empty()) {
      rotary.rotate(angles[s], row.first(2 * width_));
    }
    cache.advance();
    cache.store(0, row.subspan(width_, width_), row.subspan(2 * width_, width_));
  }
  for (std::size_t s = 0; s < rows; ++s) {
    attend(std::span<const float>(scratch.projected).subspan(s * 3 * width_, width_),
           cache.runs(0),
           heads_,
           scratch.scores,
           std::span<float>(scratch.mixed).subspan(s * width_, width_));
  }
  out_.apply(scratch.mixed, y);
}

CrossAttention::CrossAttention(TensorReader& reader,
                               const std::string& name,
                               const TransformerConfig& config)
    : width_(static_cast<std::size_t>(config.width)),
      heads_(static_cast<std::size_t>(config.heads)),
      query_(read_linear(reader, name + ".query", width_, width_)),
      key_value_(read_linear(reader, name + ".key_value", 2 * width_, width_)),
      out_(read_linear(reader, name + ".out", width_, width_)) {}

KeyValueCache CrossAttention::project(std::span<const float> memory) const {
  const std::size_t rows = memory.size() / width_;
  MELISMA_ASSERT(rows > 0);
  std::vector<float> projected(rows * 2 * width_);
  key_value_.apply(memory, projected);
  KeyValueCache cache(1, width_, rows);
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
  const std::size_t columns = x.size() / width_;
  MELISMA_ASSERT(memories.size() == columns);
  scratch.projected.resize(columns * width_);
  scratch.mixed.resize(columns * width_);
  query_.apply(x, scratch.projected);
  for (std::size_t c = 0; c < columns; ++c) {
    attend(std::span<const float>(scratch.projected).subspan(c * width_, width_),
           memories[c]->runs(0),
           heads_,
           scratch.scores,
           std::span<float>(scratch.mixed).subspan(c * width_, width_));
  }
  out_.apply(scratch.mixed, y);
}

}  // namespace melisma::models
