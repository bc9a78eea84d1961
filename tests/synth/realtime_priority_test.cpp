#include "synth/realtime_priority.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sched.h>

namespace melisma::synth {
namespace {

int policy() {
  int policy = -1;
  sched_param parameters{};
  EXPECT_EQ(pthread_getschedparam(pthread_self(), &policy, &parameters), 0);
  return policy & ~SCHED_RESET_ON_FORK;
}

TEST(RealtimePriority, LastsAsLongAsItLives) {
  const int before = policy();
  {
    const RealtimePriority priority;
    EXPECT_EQ(policy(), priority.raised() ? SCHED_FIFO : before);
  }
  EXPECT_EQ(policy(), before);
}

}  // namespace
}  // namespace melisma::synth
