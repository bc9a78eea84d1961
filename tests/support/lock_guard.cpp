#include "tests/support/lock_guard.h"

#include <dlfcn.h>
#include <pthread.h>

namespace {

thread_local std::int64_t locks = 0;

}  // namespace

std::int64_t melisma::test_support::lock_count() noexcept {
  return locks;
}

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)

bool melisma::test_support::counts_locks() noexcept {
  return false;
}

#else

bool melisma::test_support::counts_locks() noexcept {
  return true;
}

namespace {

template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  static const auto real = next<int (*)(pthread_mutex_t*)>("pthread_mutex_lock");
  ++locks;
  return real(mutex);
}

extern "C" int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  static const auto real = next<int (*)(pthread_cond_t*, pthread_mutex_t*)>("pthread_cond_wait");
  ++locks;
  return real(condition, mutex);
}

#endif
