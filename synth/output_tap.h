#pragma once

#include <chrono>
#include <cstdint>
#include <span>

#include "synth/spsc_ring.h"

namespace melisma::synth {

/// Copies what an audio callback plays to a thread that looks at it, with the time of every block.
/// What does not fit is left out.
class OutputTap {
 public:
  using Clock = std::chrono::steady_clock;
  struct Block {
    Clock::time_point played;  // when the device was given it
    std::uint32_t samples = 0;
  };

  /// Keeps `seconds` of one channel at `sample_rate` Hz.
  OutputTap(double seconds, int sample_rate)
      : samples_(static_cast<std::size_t>(seconds * sample_rate)),
        blocks_(1U << 14U),
        sample_writer_(samples_),
        sample_reader_(samples_),
        block_writer_(blocks_),
        block_reader_(blocks_) {}

  /// [audio] The first channel of interleaved `played`.
  void put(std::span<const float> played, std::size_t channels) noexcept {
    const std::size_t count = played.size() / channels;
    if (sample_writer_.space() < count || block_writer_.space() == 0) {
      return;
    }
    for (std::size_t i = 0; i < count; ++i) {
      sample_writer_.write({&played[i * channels], 1});
    }
    const Block block{Clock::now(), static_cast<std::uint32_t>(count)};
    block_writer_.write({&block, 1});
  }
  /// [control] The next block; false when there is none. `samples` is replaced.
  bool take(Block& block, std::vector<float>& samples) {
    if (block_reader_.read({&block, 1}) == 0) {
      return false;
    }
    samples.resize(block.samples);
    sample_reader_.read(samples);
    return true;
  }

 private:
  SpscRing<float> samples_;
  SpscRing<Block> blocks_;
  SpscRing<float>::Writer sample_writer_;
  SpscRing<float>::Reader sample_reader_;
  SpscRing<Block>::Writer block_writer_;
  SpscRing<Block>::Reader block_reader_;
};

}  // namespace melisma::synth
