#include "models/kernels/thread_pool.h"

#include <string>

#include "audio/error.h"

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace melisma::models {
namespace {

constexpr std::uint64_t kChunkBits = 16;
constexpr std::uint64_t kChunkMask = (1U << kChunkBits) - 1;
constexpr int kSpins = 2000;

void pause() {
#if defined(__x86_64__) || defined(__i386__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

std::uint64_t job_of(std::uint64_t ticket) {
  return ticket >> (2 * kChunkBits);
}
std::uint64_t chunks_of(std::uint64_t ticket) {
  return ticket >> kChunkBits & kChunkMask;
}
std::uint64_t next_of(std::uint64_t ticket) {
  return ticket & kChunkMask;
}

}  // namespace

ThreadPool::ThreadPool(int threads) {
  if (threads < 1 || threads > kMostThreads) {
    throw ConfigError("threads: found " + std::to_string(threads) + ", wanted 1 to " +
                      std::to_string(kMostThreads) + ".");
  }
  for (int i = 1; i < threads; ++i) {
    helpers_.emplace_back([this] { help(); });
  }
}

ThreadPool::~ThreadPool() {
  stop_.store(true);
  wakes_.fetch_add(1);
  wakes_.notify_all();
  for (std::thread& helper : helpers_) {
    helper.join();
  }
}

void ThreadPool::run_calls(std::size_t chunks, Call call, const void* context) {
  MELISMA_ASSERT(chunks <= kChunkMask);
  if (chunks == 0) {
    return;
  }
  if (helpers_.empty() || chunks == 1) {
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
      call(context, chunk);
    }
    return;
  }
  // No chunk of the last job is left, so no helper can begin one with what is written here.
  done_by_helpers_.store(0, std::memory_order_relaxed);
  call_.store(call, std::memory_order_relaxed);
  context_.store(context, std::memory_order_relaxed);
  const std::uint64_t job = (job_of(ticket_.load(std::memory_order_relaxed)) + 1) & 0xFFFFFFFFU;
  ticket_.store(job << (2 * kChunkBits) | chunks << kChunkBits);
  if (sleepers_.load() > 0) {
    wakes_.fetch_add(1);
    wakes_.notify_all();
  }
  const std::uint32_t own = take_chunks(job);
  for (int spins = 0; done_by_helpers_.load(std::memory_order_acquire) + own < chunks; ++spins) {
    // A helper that has lost its core may need this one.
    spins < kSpins ? pause() : std::this_thread::yield();
  }
}

std::uint32_t ThreadPool::take_chunks(std::uint64_t job) {
  std::uint32_t taken = 0;
  std::uint64_t ticket = ticket_.load(std::memory_order_acquire);
  while (job_of(ticket) == job && next_of(ticket) < chunks_of(ticket)) {
    const Call call = call_.load(std::memory_order_relaxed);
    const void* context = context_.load(std::memory_order_relaxed);
    if (ticket_.compare_exchange_weak(ticket, ticket + 1, std::memory_order_acq_rel)) {
      call(context, next_of(ticket));
      ++taken;
      ticket = ticket_.load(std::memory_order_acquire);
    }
  }
  return taken;
}

void ThreadPool::help() {
  std::uint64_t seen = ticket_.load(std::memory_order_acquire);
  while (!stop_.load(std::memory_order_relaxed)) {
    std::uint64_t ticket = ticket_.load(std::memory_order_acquire);
    for (int spins = 0; job_of(ticket) == job_of(seen) && spins < kSpins; ++spins) {
      pause();
      ticket = ticket_.load(std::memory_order_acquire);
    }
    if (job_of(ticket) == job_of(seen)) {
      sleep_until_changed(seen);
      continue;
    }
    seen = ticket;
    // Added at once at the end: the caller waits for the last chunk anyway.
    const std::uint32_t taken = take_chunks(job_of(ticket));
    done_by_helpers_.fetch_add(taken, std::memory_order_release);
  }
}

void ThreadPool::sleep_until_changed(std::uint64_t ticket) {
  const std::uint32_t wakes = wakes_.load();
  sleepers_.fetch_add(1);
  if (job_of(ticket_.load()) == job_of(ticket) && !stop_.load()) {
    wakes_.wait(wakes);
  }
  sleepers_.fetch_sub(1);
}

}  // namespace melisma::models
