#include "tests/support/lock_guard.h"

#include <mutex>

#include <gtest/gtest.h>

namespace melisma::synth {
namespace {

TEST(LockGuard, SeesALock) {
  if (!test_support::counts_locks()) {
    GTEST_SKIP() << "the sanitizer owns the lock functions";
  }
  std::mutex mutex;
  const test_support::LockGuard guard;
  EXPECT_EQ(guard.count(), 0);
  {
    const std::lock_guard lock(mutex);
  }
  EXPECT_EQ(guard.count(), 1);
}

}  // namespace
}  // namespace melisma::synth
