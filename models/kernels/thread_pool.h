#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

namespace melisma::models {

/// Runs the chunks of one job at a time on the calling thread and some helpers. Chunks are handed
/// out one by one, so a helper that another process keeps from its core delays a job by one chunk
/// at most, and one that sleeps delays nothing. Between jobs helpers spin for about a tenth of a
/// millisecond, then sleep. A job allocates nothing and takes no lock. One thread uses a pool at a
/// time.
class ThreadPool {
 public:
  static constexpr int kMostThreads = 64;

  /// `threads` work, the caller among them: 1 (no helpers) to kMostThreads.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  [[nodiscard]] int threads() const noexcept { return static_cast<int>(helpers_.size()) + 1; }

  /// Calls work(0) to work(chunks - 1), in any order and on any thread, and returns when all are
  /// done. `work` must not throw. At most 65,535 chunks.
  template <typename Work>
  void run(std::size_t chunks, const Work& work) {
    run_calls(
        chunks,
        [](const void* context, std::size_t chunk) { (*static_cast<const Work*>(context))(chunk); },
        &work);
  }

 private:
  using Call = void (*)(const void* context, std::size_t chunk);

  void run_calls(std::size_t chunks, Call call, const void* context);
  void help();
  std::uint32_t take_chunks(std::uint64_t job);
  void sleep_until_changed(std::uint64_t ticket);

  // The job's number (32 bits), its chunks (16 bits) and the next chunk (16 bits): a thread that
  // comes late finds another number, or no chunk left.
  alignas(64) std::atomic<std::uint64_t> ticket_{0};
  alignas(64) std::atomic<std::uint32_t> done_by_helpers_{0};
  alignas(64) std::atomic<std::uint32_t> wakes_{0};
  std::atomic<std::uint32_t> sleepers_{0};
  std::atomic<Call> call_{nullptr};
  std::atomic<const void*> context_{nullptr};
  std::atomic<bool> stop_{false};
  std::vector<std::thread> helpers_;
};

/// With a pool its threads share the chunks, without one the caller does them all.
template <typename Work>
void run_chunks(ThreadPool* pool, std::size_t chunks, const Work& work) {
  if (pool != nullptr && chunks > 1) {
    pool->run(chunks, work);
    return;
  }
  for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
    work(chunk);
  }
}

}  // namespace melisma::models
