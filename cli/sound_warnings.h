#pragma once

#include <cstdint>
#include <string>

namespace melisma::cli {

/// Tells on standard error of samples in `path` that were not finite and became 0, and of `damage`
/// (empty = none), after which the rest of the file was left out.
void warn_of_sound(const std::string& path,
                   std::uint64_t replaced_samples,
                   const std::string& damage);

}  // namespace melisma::cli
