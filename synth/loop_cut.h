#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace melisma::synth {

/// Where in a sound that plays something twice its loop lies, in samples.
struct LoopPlace {
  std::int64_t begin = 0;   // of the second time; at least `fade`
  std::int64_t length = 0;  // of one time; more than `fade`
  std::int64_t fade = 0;    // cross-fade at the end
};

/// Cuts the second time out of a stream of samples, so that its end leads into its own beginning:
/// the last samples are faded into those that came before the beginning. One thread.
class LoopCut {
 public:
  explicit LoopCut(const LoopPlace& place) : place_(place) {}

  /// Takes the next samples of the stream; appends what became final of the loop to `out`.
  void process(std::span<const float> samples, std::vector<float>& out);
  /// The loop is whole: no more samples are needed.
  [[nodiscard]] bool complete() const noexcept { return taken_ >= place_.begin + place_.length; }

 private:
  LoopPlace place_;
  std::int64_t taken_ = 0;      // samples so far
  std::vector<float> lead_in_;  // the `fade` samples before the beginning
};

}  // namespace melisma::synth
