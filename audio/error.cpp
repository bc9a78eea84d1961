#include "audio/error.h"

#include <cstdio>
#include <cstdlib>

namespace melisma {

void assertion_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "melisma: internal error: %s (%s:%d)\n", expression, file, line);
  std::abort();
}

}  // namespace melisma
