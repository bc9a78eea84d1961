#include "synth/realtime_priority.h"

#include <pthread.h>
#include <sched.h>

namespace melisma::synth {
namespace {

constexpr int kPriority = 5;  // below the sound server's threads

}  // namespace

RealtimePriority::RealtimePriority() noexcept {
  sched_param before{};
  if (pthread_getschedparam(pthread_self(), &policy_, &before) != 0) {
    return;
  }
  priority_ = before.sched_priority;
  sched_param raised{};
  raised.sched_priority = kPriority;
  raised_ = pthread_setschedparam(pthread_self(), SCHED_FIFO | SCHED_RESET_ON_FORK, &raised) == 0;
}

RealtimePriority::~RealtimePriority() {
  if (raised_) {
    sched_param before{};
    before.sched_priority = priority_;
    pthread_setschedparam(pthread_self(), policy_, &before);
  }
}

}  // namespace melisma::synth
