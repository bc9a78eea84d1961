#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace melisma::models {

/// The first `most` bytes of a file, or all of it. `what` names the kind of file in messages ("text
/// file"). Throws InputError when it cannot be read.
std::string read_beginning(const std::filesystem::path& path,
                           std::size_t most,
                           const std::string& what);

}  // namespace melisma::models
