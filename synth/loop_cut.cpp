#include "synth/loop_cut.h"

#include <algorithm>

namespace melisma::synth {

void LoopCut::process(std::span<const float> samples, std::vector<float>& out) {
  const std::int64_t end = place_.begin + place_.length;
  for (const float sample : samples) {
    const std::int64_t at = taken_++;
    if (at >= end) {
      continue;
    }
    if (at < place_.begin) {
      if (at >= place_.begin - place_.fade) {
        lead_in_.push_back(sample);
      }
      continue;
    }
    const std::int64_t into_fade = at - (end - place_.fade);
    if (into_fade < 0) {
      out.push_back(sample);
    } else {
      const float share = (static_cast<float>(into_fade) + 0.5F) / static_cast<float>(place_.fade);
      const float lead = lead_in_[static_cast<std::size_t>(into_fade)];
      out.push_back(sample + share * (lead - sample));
    }
  }
}

}  // namespace melisma::synth
