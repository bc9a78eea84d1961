#include "models/training/crop_batch.h"

#include <algorithm>

#include "audio/error.h"

namespace melisma::models {
namespace {

/// Sizes that the fast matrix products like (mixed_ops.h).
std::int64_t padded(std::int64_t size) {
  return (size + kFastMultiple - 1) / kFastMultiple * kFastMultiple;
}

std::int64_t frame_count(const Crop& crop, std::int64_t books) {
  const auto size = static_cast<std::int64_t>(crop.codes.size());
  if (size == 0 || size % books != 0) {
    throw ShapeError("a crop has " + std::to_string(size) + " codes; wanted a multiple of " +
                     std::to_string(books) + " (codebooks) above 0.");
  }
  return size / books;
}

void check_codes(const std::vector<std::int32_t>& codes, const std::vector<int>& sizes, int low) {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const int size = sizes[i % sizes.size()];
    if (codes[i] < low || codes[i] >= size) {
      throw ShapeError("a crop has code " + std::to_string(codes[i]) + " in codebook " +
                       std::to_string(i % sizes.size()) + "; wanted 0.." + std::to_string(size - 1) +
                       ". Is the corpus encoded by this model's codec?");
    }
  }
}

at::Tensor longs(std::vector<std::int64_t>& values, at::IntArrayRef shape, const at::Device& device) {
  return at::from_blob(values.data(), shape, at::kLong).clone().to(device);
}

SparseRows sparse_rows(const std::vector<Crop>& crops, std::int64_t frames, int feature_count) {
  std::vector<std::int64_t> offsets{0};
  std::vector<std::int32_t> indices;
  std::vector<float> values;
  for (const Crop& crop : crops) {
    for (std::int64_t t = 0; t < frames; ++t) {
      if (t < crop.features.frame_count()) {
        for (const Feature& feature : crop.features.frame(t)) {
          if (feature.index < 0 || feature.index >= feature_count) {
            throw ShapeError("a crop has feature " + std::to_string(feature.index) + "; wanted 0.." +
                             std::to_string(feature_count - 1));
          }
          indices.push_back(feature.index);
          values.push_back(feature.value);
        }
      }
      offsets.push_back(static_cast<std::int64_t>(indices.size()));
    }
  }
  const auto count = static_cast<std::int64_t>(indices.size());
  return {at::from_blob(offsets.data(), {static_cast<std::int64_t>(offsets.size())}, at::kLong).clone(),
          at::from_blob(indices.data(), {count}, at::kInt).clone(),
          at::from_blob(values.data(), {count}, at::kFloat).clone()};
}

void add_text(const std::vector<Crop>& crops, int vocabulary, const at::Device& device,
              FrameInputs& inputs) {
  std::size_t longest = 1;
  for (const Crop& crop : crops) {
    longest = std::max(longest, crop.text.size());
  }
  longest = static_cast<std::size_t>(padded(static_cast<std::int64_t>(longest)));
  std::vector<std::int64_t> tokens(crops.size() * longest, 0);
  std::vector<std::int64_t> lengths;
  for (std::size_t row = 0; row < crops.size(); ++row) {
    const auto& text = crops[row].text;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] < 0 || text[i] >= vocabulary) {
        throw ShapeError("a crop has text token " + std::to_string(text[i]) + "; wanted 0.." +
                         std::to_string(vocabulary - 1));
      }
      tokens[row * longest + i] = text[i];
    }
    lengths.push_back(std::max<std::int64_t>(1, static_cast<std::int64_t>(text.size())));
  }
  const auto rows = static_cast<std::int64_t>(crops.size());
  inputs.text = longs(tokens, {rows, static_cast<std::int64_t>(longest)}, device);
  inputs.text_lengths = longs(lengths, {rows}, at::kCPU);
}

}  // namespace

CropBatch make_batch(const std::vector<Crop>& crops, const LanguageModelConfig& config,
                     const at::Device& device) {
  CropBatch batch;
  const std::int64_t books = config.codebooks();
  for (const Crop& crop : crops) {
    check_codes(crop.codes, config.code_sizes, 0);
    check_codes(crop.targets, config.code_sizes, -1);
    check_codes(crop.previous, config.code_sizes, 0);
    check_codes(crop.heard, config.code_sizes, 0);
    batch.lengths.push_back(frame_count(crop, books));
    if (!crop.weights.empty() && std::ssize(crop.weights) != batch.lengths.back()) {
      throw ShapeError("a crop has " + std::to_string(crop.weights.size()) + " weights; wanted " +
                       std::to_string(batch.lengths.back()) + ", one a frame, or none.");
    }
    batch.frames = std::max(batch.frames, batch.lengths.back());
  }
  batch.frames = padded(batch.frames);
  const auto rows = static_cast<std::int64_t>(crops.size());
  const auto size = static_cast<std::size_t>(rows * batch.frames * books);
  std::vector<std::int64_t> codes(size, 0);
  std::vector<std::int64_t> targets(size, -1);
  std::vector<std::int64_t> previous(size, 0);
  std::vector<float> weights(static_cast<std::size_t>(rows * batch.frames), 1.0F);
  for (std::size_t row = 0; row < crops.size(); ++row) {
    const Crop& crop = crops[row];
    const std::size_t at = row * static_cast<std::size_t>(batch.frames * books);
    const auto width = static_cast<std::size_t>(books);
    const auto& wanted = crop.targets.empty() ? crop.codes : crop.targets;
    std::copy(crop.codes.begin(), crop.codes.end(), codes.begin() + static_cast<std::ptrdiff_t>(at));
    std::copy(wanted.begin(), wanted.end(), targets.begin() + static_cast<std::ptrdiff_t>(at));
    std::copy(crop.weights.begin(), crop.weights.end(),
              weights.begin() + static_cast<std::ptrdiff_t>(row) * batch.frames);
    for (std::size_t k = 0; k < width; ++k) {
      previous[at + k] = crop.previous.empty() ? -1 : crop.previous[k];
    }
    const auto& heard = crop.heard.empty() ? crop.codes : crop.heard;
    std::copy(heard.begin(), heard.end() - static_cast<std::ptrdiff_t>(width),
              previous.begin() + static_cast<std::ptrdiff_t>(at + width));
  }
  batch.codes = longs(codes, {rows * batch.frames, books}, device);
  batch.targets = longs(targets, {rows * batch.frames, books}, device);
  batch.weights =
      at::from_blob(weights.data(), {rows * batch.frames}, at::kFloat).clone().to(device);
  batch.inputs.previous = longs(previous, {rows, batch.frames, books}, device);
  if (config.feature_count > 0) {
    batch.inputs.features = sparse_rows(crops, batch.frames, config.feature_count);
  }
  if (config.text_vocabulary > 0) {
    add_text(crops, config.text_vocabulary, device, batch.inputs);
  }
  return batch;
}

void drop_features(Crop& crop, std::int64_t frames) {
  crop.features = {};
  const Feature none{0, 1.0F};
  for (std::int64_t t = 0; t < frames; ++t) {
    crop.features.push_frame({&none, 1});
  }
}

void drop_text(Crop& crop) { crop.text = {0}; }

void mishear(Crop& crop, std::int64_t books, double share, CropRandom& random) {
  const std::int64_t frames = frame_count(crop, books);
  crop.heard = crop.codes;
  for (std::int64_t t = 0; t < frames; ++t) {
    if (!random.chance(share)) {
      continue;
    }
    const std::int64_t other = random.below(frames);
    const std::int64_t first = std::max<std::int64_t>(0, random.below(2 * books) - books);
    std::copy(crop.codes.begin() + other * books + first, crop.codes.begin() + (other + 1) * books,
              crop.heard.begin() + t * books + first);
  }
}

}  // namespace melisma::models
