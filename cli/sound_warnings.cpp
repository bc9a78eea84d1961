#include "cli/sound_warnings.h"

#include <cstdio>

namespace melisma::cli {

void warn_of_sound(const std::string& path,
                   std::uint64_t replaced_samples,
                   const std::string& damage) {
  if (replaced_samples > 0) {
    std::fprintf(stderr,
                 "melisma: warning: %s: %llu samples were not finite and became 0\n",
                 path.c_str(),
                 static_cast<unsigned long long>(replaced_samples));
  }
  if (!damage.empty()) {
    std::fprintf(stderr, "melisma: warning: %s; what was readable is used\n", damage.c_str());
  }
}

}  // namespace melisma::cli
