#include "synth/delay_generation.h"

#include <algorithm>
#include <string>
#include <utility>

#include "audio/error.h"

namespace melisma::synth {
namespace {

constexpr std::int64_t kColumnsAtOnce = 64;  // of a prompt

std::size_t size(std::int64_t value) {
  return static_cast<std::size_t>(value);
}

void check(const DelayRequest& request, const models::DelayLanguageModelConfig& config) {
  const std::size_t width = size(config.main.width);
  if (request.prompt.size() % size(config.codebooks) != 0) {
    throw ShapeError("the prompt has " + std::to_string(request.prompt.size()) +
                     " codes, wanted a multiple of " + std::to_string(config.codebooks));
  }
  for (const DelayConditions& each : request.sequences) {
    if (each.memory.size() % width != 0 || each.prefix.size() % width != 0 ||
        each.prefix.size() != each.null_prefix.size() ||
        each.prefix.size() != request.sequences.front().prefix.size()) {
      throw ShapeError("conditions have " + std::to_string(each.memory.size()) + " and " +
                       std::to_string(each.prefix.size()) + " values, wanted rows of " +
                       std::to_string(width) + " and prefixes of one length");
    }
  }
  if (request.sequences.empty() || request.frames < 0 || request.stride < 1 ||
      request.window <= request.stride) {
    throw ConfigError("found " + std::to_string(request.sequences.size()) + " sequences of " +
                      std::to_string(request.frames) + " frames, a window of " +
                      std::to_string(request.window) + " and a stride of " +
                      std::to_string(request.stride) +
                      "; wanted at least one, and a stride from 1 to less than the window.");
  }
}

/// Rows [S, D] of columns that take turns, [S, columns, D].
std::vector<float> interleave(const std::vector<const std::vector<float>*>& columns,
                              std::size_t width) {
  std::vector<float> rows;
  for (std::size_t at = 0; at < columns.front()->size(); at += width) {
    for (const std::vector<float>* column : columns) {
      const auto from = column->begin() + static_cast<std::ptrdiff_t>(at);
      rows.insert(rows.end(), from, from + static_cast<std::ptrdiff_t>(width));
    }
  }
  return rows;
}

}  // namespace

DelayGeneration::DelayGeneration(const models::DelayModel& model, DelayRequest request)
    : model_(model),
      request_(std::move(request)),
      books_(size(model.config().codebooks)),
      columns_(request_.draw.sampling.guidance > 1 ? 2 : 1),
      frames_(request_.frames + static_cast<std::int64_t>(request_.prompt.size() / books_)),
      random_(request_.draw.seed),
      sampler_(request_.draw.sampling, model.config().code_size) {
  check(request_, model.config());
  stream_ = model.open({columns_ * request_.sequences.size(),
                        request_.sequences.size(),
                        most_steps(),
                        request_.draw.pool.get()});
  const std::int64_t given = frames_ - request_.frames;
  std::vector<std::int32_t> codes = request_.prompt;
  codes.resize(size(frames_) * books_);
  codes_.assign(request_.sequences.size(), codes);
  set_conditions();
  // Of a prompt that leaves no room the model hears the end.
  const std::int64_t heard = std::min(given, request_.window - request_.stride);
  begin_segment(given - heard, heard);
  complete_ = given;
}

/// Of a segment: its prefix, an empty column, its frames, and what the last codebook is late.
std::size_t DelayGeneration::most_steps() const {
  const std::size_t prefix =
      request_.sequences.front().prefix.size() / size(model_.config().main.width);
  return prefix + size(std::min(request_.window, frames_) + delay_of(books_ - 1));
}

void DelayGeneration::set_conditions() {
  for (std::size_t s = 0; s < request_.sequences.size(); ++s) {
    if (!request_.sequences[s].memory.empty()) {
      stream_->set_memory(s * columns_, request_.sequences[s].memory);
    }
  }
}

void DelayGeneration::begin_segment(std::int64_t first, std::int64_t given) {
  first_ = first;
  given_ = given;
  length_ = std::min(request_.window, frames_ - first);
  stream_->restart();
  std::vector<const std::vector<float>*> prefixes;
  for (const DelayConditions& each : request_.sequences) {
    prefixes.push_back(&each.prefix);
    if (columns_ == 2) {
      prefixes.push_back(&each.null_prefix);
    }
  }
  const auto rows = interleave(prefixes, size(model_.config().main.width));
  if (!rows.empty()) {
    stream_->prepend(rows);
  }
  // Columns whose codes are all known: the empty one at the start, and those of given frames.
  for (column_ = 0; column_ <= given;) {
    ids_.clear();
    for (std::int64_t i = 0; i < kColumnsAtOnce && column_ <= given; ++i, ++column_) {
      add_column(column_, ids_);
    }
    logits_ = stream_->step(ids_);
  }
}

std::int64_t DelayGeneration::delay_of(std::size_t codebook) const {
  return 1 + static_cast<std::int64_t>(codebook) / model_.config().channels;
}

std::int32_t& DelayGeneration::code(std::size_t sequence,
                                    std::int64_t frame,
                                    std::size_t codebook) {
  return codes_[sequence][size(first_ + frame) * books_ + codebook];
}

/// Appends the ids [sequences, K] of a column.
void DelayGeneration::add_column(std::int64_t column, std::vector<std::int32_t>& ids) const {
  for (const std::vector<std::int32_t>& codes : codes_) {
    for (std::size_t k = 0; k < books_; ++k) {
      const std::int64_t frame = column - delay_of(k);
      ids.push_back(frame >= 0 && frame < length_ ? codes[size(first_ + frame) * books_ + k]
                                                  : model_.config().code_size);
    }
  }
}

void DelayGeneration::draw_column() {
  const std::size_t vocabulary = size(model_.config().code_size);
  const std::size_t all = columns_ * codes_.size();  // columns of a codebook
  for (std::size_t s = 0; s < codes_.size(); ++s) {
    for (std::size_t k = 0; k < books_; ++k) {
      const std::int64_t frame = column_ - delay_of(k);
      if (frame < given_ || frame >= length_) {
        continue;
      }
      const auto logits =
          logits_.subspan((k * all + s * columns_) * vocabulary, columns_ * vocabulary);
      const double uniform = random_.uniform(first_ + frame,
                                             static_cast<std::uint32_t>(k),
                                             request_.draw.stream + static_cast<std::uint32_t>(s));
      code(s, frame, k) = sampler_.draw(logits, columns_, uniform);
    }
  }
}

bool DelayGeneration::advance() {
  if (complete_ >= frames_) {
    return false;
  }
  if (complete_ == first_ + length_) {
    const std::int64_t kept = request_.window - request_.stride;
    begin_segment(complete_ - kept, kept);
  } else if (column_ > given_ + 1) {
    ids_.clear();
    add_column(column_ - 1, ids_);
    logits_ = stream_->step(ids_);
  }
  draw_column();
  complete_ = std::max(complete_, first_ + column_ - delay_of(books_ - 1) + 1);
  ++column_;
  return true;
}

std::span<const std::int32_t> DelayGeneration::frame(std::size_t sequence,
                                                     std::int64_t index) const {
  MELISMA_ASSERT(index >= 0 && index < complete_);
  return std::span(codes_.at(sequence)).subspan(size(index) * books_, books_);
}

bool DelaySession::next(std::span<std::int32_t> codes) {
  while (generation_.complete() <= next_) {
    if (!generation_.advance()) {
      return false;
    }
  }
  const auto frame = generation_.frame(0, next_++);
  std::copy(frame.begin(), frame.end(), codes.begin());
  return true;
}

}  // namespace melisma::synth
