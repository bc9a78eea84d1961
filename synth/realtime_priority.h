#pragma once

namespace melisma::synth {

/// Asks the system to run the calling thread before ordinary ones for as long as this lives (Linux:
/// SCHED_FIFO at a low priority, which root and, on most systems, the group "audio" may have).
/// Where that is not allowed nothing changes. The thread must rest often: nothing else runs on its
/// core meanwhile.
class RealtimePriority {
 public:
  RealtimePriority() noexcept;
  ~RealtimePriority();
  RealtimePriority(const RealtimePriority&) = delete;
  RealtimePriority& operator=(const RealtimePriority&) = delete;

  [[nodiscard]] bool raised() const noexcept { return raised_; }

 private:
  int policy_ = 0;    // before
  int priority_ = 0;  // before
  bool raised_ = false;
};

}  // namespace melisma::synth
