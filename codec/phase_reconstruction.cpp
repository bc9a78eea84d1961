#include "codec/phase_reconstruction.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "audio/error.h"
#include "audio/window.h"
#include "codec/phase_kernels.h"

namespace melisma::codec {
namespace {

constexpr int kOverlap = 4;    // sub-frames that cover a sample
constexpr int kJoinsAHop = 5;  // a cross-fade is a fifth of a hop long
constexpr float kLargestMagnitude = 1e6F;

const PhaseReconstructionConfig& checked(const PhaseReconstructionConfig& config) {
  const bool good = config.hop >= 1 && config.hop <= 1 << 16 && config.look_ahead >= 0 &&
                    config.look_ahead < kOverlap && config.sweeps >= 0 && config.momentum >= 0.0F &&
                    config.momentum < 1.0F && config.coverage_floor > 0.0F &&
                    config.coverage_floor <= 1.0F && config.early_hops >= 0 &&
                    config.early_hops <= 2;
  if (!good) {
    throw ConfigError("phase reconstruction with hop " + std::to_string(config.hop) +
                      ", look-ahead " + std::to_string(config.look_ahead) + ", sweeps " +
                      std::to_string(config.sweeps) + ", momentum " +
                      std::to_string(config.momentum) + ", floor " +
                      std::to_string(config.coverage_floor) +
                      " is out of range; want hop >= 1, look-ahead 0..3, sweeps >= 0, momentum in "
                      "[0, 1), floor in (0, 1]");
  }
  return config;
}

std::size_t index(std::int64_t value) {
  return static_cast<std::size_t>(value);
}

/// Sum of the squared windows that `first` .. `last` sub-frames away cover, at sample i of a
/// sub-frame.
float coverage(std::span<const float> window, int i, int hop, int first, int last) {
  float sum = 0.0F;
  for (int q = first; q <= last; ++q) {
    const int position = i - q * hop;
    if (position >= 0 && position < kOverlap * hop) {
      sum += window[index(position)] * window[index(position)];
    }
  }
  return sum;
}

}  // namespace

StreamingPhaseReconstruction::StreamingPhaseReconstruction(const PhaseReconstructionConfig& config)
    : config_(checked(config)),
      fft_(kOverlap * config.hop),
      window_(audio::hann_window(kOverlap * config.hop)),
      sub_frames_(index(config.look_ahead + 1)),
      overlap_(index(kOverlap + config.look_ahead) * index(config.hop)),
      join_(config.early_hops > 0 ? index(config.hop / kJoinsAHop) : 0),
      output_(overlap_.size()) {
  for (SubFrame& sub_frame : sub_frames_) {
    sub_frame.magnitudes.resize(index(fft_.bins()));
    sub_frame.samples.resize(window_.size());
    sub_frame.spectrum.resize(index(fft_.bins()));
  }
  build_normalisations();
  reset();
}

/// N[earlier][later] = w / max(floor c, sum of the squared windows present), c = the full sum.
void StreamingPhaseReconstruction::build_normalisations() {
  const int n = fft_.size();
  for (int earlier = 0; earlier < kOverlap; ++earlier) {
    for (int later = -1; later <= config_.look_ahead; ++later) {
      std::vector<float> table(window_.size());
      for (int i = 0; i < n; ++i) {
        const float full = coverage(window_, i, config_.hop, 1 - kOverlap, kOverlap - 1);
        const float present = coverage(window_, i, config_.hop, -earlier, later);
        table[index(i)] = window_[index(i)] / std::max(config_.coverage_floor * full, present);
      }
      normalisations_.push_back(std::move(table));
    }
  }
  for (int missing_before = 0; missing_before < 2; ++missing_before) {
    for (int missing_after = 0; missing_after < kOverlap; ++missing_after) {
      std::vector<float> table(index(config_.hop));
      for (int i = 0; i < config_.hop; ++i) {
        table[index(i)] =
            coverage(window_, i, config_.hop, missing_before + 1 - kOverlap, -missing_after);
      }
      coverages_.push_back(std::move(table));
    }
  }
}

std::span<const float> StreamingPhaseReconstruction::normalisation(std::int64_t frame,
                                                                   int later) const {
  const std::int64_t earlier = std::min<std::int64_t>(frame, kOverlap - 1);
  return normalisations_[index(earlier * (config_.look_ahead + 2) + later + 1)];
}

StreamingPhaseReconstruction::SubFrame& StreamingPhaseReconstruction::sub_frame(
    std::int64_t frame) {
  return sub_frames_[index(frame % static_cast<std::int64_t>(sub_frames_.size()))];
}

std::span<float> StreamingPhaseReconstruction::overlap_of(std::int64_t frame) {
  // The newest sub-frame (next_) ends where the buffer ends.
  const std::int64_t age = next_ - frame;
  return std::span(overlap_).subspan(index((config_.look_ahead - age) * config_.hop),
                                     window_.size());
}

void StreamingPhaseReconstruction::reset() {
  std::fill(overlap_.begin(), overlap_.end(), 0.0F);
  next_ = 0;
  joins_ = false;
}

/// Leaves the spectrum of the present overlap at `frame` in the transform's buffer.
void StreamingPhaseReconstruction::analyse(std::int64_t frame, int later) {
  const auto overlap = overlap_of(frame);
  const auto scale = normalisation(frame, later);
  multiply(scale, overlap, fft_.time());
  fft_.forward();
}

void StreamingPhaseReconstruction::apply_momentum(SubFrame& sub_frame) {
  const auto spectrum = fft_.spectrum();
  if (sub_frame.swept) {
    extrapolate(spectrum, sub_frame.spectrum, config_.momentum);
  } else {
    std::copy(spectrum.begin(), spectrum.end(), sub_frame.spectrum.begin());
  }
  sub_frame.swept = true;
}

/// Transforms back, windows, and swaps the sub-frame's share of the overlap buffer for the new one.
void StreamingPhaseReconstruction::update_share(std::int64_t frame) {
  fft_.inverse_unscaled();
  replace_share(window_,
                fft_.time(),
                1.0F / static_cast<float>(fft_.size()),
                sub_frame(frame).samples,
                overlap_of(frame));
}

std::span<const float> StreamingPhaseReconstruction::push(std::span<const float> magnitudes) {
  SubFrame& newest = sub_frame(next_);
  MELISMA_ASSERT(magnitudes.size() == newest.magnitudes.size());
  std::transform(magnitudes.begin(), magnitudes.end(), newest.magnitudes.begin(), [](float m) {
    return m > 0.0F ? std::min(m, kLargestMagnitude) : 0.0F;
  });
  std::fill(newest.samples.begin(), newest.samples.end(), 0.0F);
  newest.swept = false;

  analyse(next_, -1);
  impose_magnitudes(fft_.spectrum(), newest.magnitudes);
  update_share(next_);
  const std::int64_t oldest = std::max<std::int64_t>(0, next_ - config_.look_ahead);
  for (int sweep = 0; sweep < config_.sweeps; ++sweep) {
    for (std::int64_t k = next_; k >= oldest; --k) {
      analyse(k, static_cast<int>(next_ - k));
      apply_momentum(sub_frame(k));
      impose_magnitudes(fft_.spectrum(), sub_frame(k).magnitudes);
      update_share(k);
    }
  }
  // The first hop of the buffer belongs to no later sub-frame.
  const auto final = emit(first_hop(), 1, next_);
  std::copy(overlap_.begin() + config_.hop, overlap_.end(), overlap_.begin());
  std::fill(overlap_.end() - config_.hop, overlap_.end(), 0.0F);
  ++next_;
  return final;
}

std::span<const float> StreamingPhaseReconstruction::finish() {
  // The last push moved the buffer on: it now starts one hop later. Samples end at h J, J = next_.
  const std::int64_t first = first_hop();
  const auto rest = emit(first, static_cast<int>(next_ - first), next_ - 1);
  reset();
  return rest;
}

/// The hop to hand on next: at the start of the overlap buffer, which begins at sample
/// (next_ - look_ahead) h - n/2, or one later.
std::int64_t StreamingPhaseReconstruction::first_hop() const {
  return next_ - config_.look_ahead - kOverlap / 2 + config_.early_hops;
}

/// The sum of the squared windows over each of the first samples of hop `b` of the signal: of the
/// sub-frames b - 1 .. b + 2 those that exist.
std::span<const float> StreamingPhaseReconstruction::coverage_of(std::int64_t b,
                                                                 std::int64_t newest) const {
  const std::int64_t missing_before = b == 0 ? 1 : 0;
  const std::int64_t missing_after = std::clamp<std::int64_t>(b + 2 - newest, 0, kOverlap - 1);
  return coverages_[index(missing_before * kOverlap + missing_after)];
}

/// `hops` hops from `first_hop` of the signal on; hops before sample 0 are dropped.
std::span<const float> StreamingPhaseReconstruction::emit(std::int64_t first_hop,
                                                          int hops,
                                                          std::int64_t newest) {
  const int skipped = config_.early_hops;
  std::size_t count = 0;
  for (int hop = 0; hop < hops; ++hop) {
    const std::int64_t b = first_hop + hop;
    if (b < 0) {
      continue;
    }
    const auto cover = coverage_of(b, newest);
    const float* samples = overlap_.data() + index((skipped + hop) * config_.hop);
    for (std::size_t i = 0; i < cover.size(); ++i) {
      output_[count++] = samples[i] / cover[i];
    }
  }
  const auto out = std::span(output_).first(count);
  if (count > 0 && !join_.empty()) {
    join(out, first_hop + hops, skipped + hops, newest);
  }
  return out;
}

/// Fades from what the hop before expected into `out`, and keeps what this one expects of the next.
void StreamingPhaseReconstruction::join(std::span<float> out,
                                        std::int64_t next_hop,
                                        int next_place,
                                        std::int64_t newest) {
  const auto length = static_cast<float>(join_.size());
  for (std::size_t i = 0; i < join_.size() && joins_; ++i) {
    const float fresh = (static_cast<float>(i) + 0.5F) / length;
    out[i] = fresh * out[i] + (1 - fresh) * join_[i];
  }
  joins_ = newest == next_;  // not at the end of the stream
  const auto cover = coverage_of(next_hop, newest);
  const float* samples = overlap_.data() + index(next_place * config_.hop);
  for (std::size_t i = 0; i < join_.size() && joins_; ++i) {
    join_[i] = samples[i] / cover[i];
  }
}

}  // namespace melisma::codec
