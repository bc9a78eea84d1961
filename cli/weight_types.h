#pragma once

#include <string>

#include "models/kernels/matrix.h"

namespace melisma::cli {

/// "f32", "f16", "int8", "int4". Throws ConfigError that names `option`.
models::WeightType parse_weight_type(const std::string& text, const std::string& option);
std::string name_of(models::WeightType type);

}  // namespace melisma::cli
