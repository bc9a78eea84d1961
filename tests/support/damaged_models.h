#pragma once

#include <filesystem>
#include <string>

namespace melisma::testing {

/// Ways in which a model file may be unusable.
enum class Damage { kTruncated, kOtherVersion, kWrongShape, kOverlap };

inline constexpr Damage kAllDamages[] = {
    Damage::kTruncated, Damage::kOtherVersion, Damage::kWrongShape, Damage::kOverlap};

/// For messages.
std::string name_of(Damage damage);

/// Spoils a safetensors file of ours with at least two tensors, one of them with two dimensions:
/// cuts it in half; says format melisma/2; flattens a matrix; lets a tensor begin inside the one
/// before it.
void spoil(const std::filesystem::path& file, Damage damage);

}  // namespace melisma::testing
