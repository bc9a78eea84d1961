#pragma once

#include <optional>
#include <string>
#include <vector>

namespace melisma::synth {

/// Which of `names` is meant by `wanted`: an index in `indices`, an exact name, or else the only
/// name, or the first, that contains it, whatever the case. None if there is no such name.
std::optional<std::size_t> choose_by_name(const std::vector<std::string>& names,
                                          const std::vector<int>& indices,
                                          const std::string& wanted);

}  // namespace melisma::synth
