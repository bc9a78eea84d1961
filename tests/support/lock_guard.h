#pragma once

#include <cstdint>

namespace melisma::test_support {

/// Mutexes locked and conditions waited for by the calling thread since it started. The binary that
/// uses it must link tests/support/lock_guard.cpp, which wraps the pthread functions.
std::int64_t lock_count() noexcept;
/// False where a sanitizer owns those functions.
bool counts_locks() noexcept;

/// Counts what the calling thread locks between its construction and count().
class LockGuard {
 public:
  [[nodiscard]] std::int64_t count() const noexcept { return lock_count() - start_; }

 private:
  std::int64_t start_ = lock_count();
};

}  // namespace melisma::test_support
