#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace melisma::cli {

/// `licence` as people should read it: says of a non-commercial one what that means.
std::string described_licence(const std::string& licence);

/// find_published() for use: the first time on this machine, the licence of the weights is told on
/// standard error before.
std::optional<std::filesystem::path> use_published(const std::string& name_or_path);

}  // namespace melisma::cli
