#pragma once

#include <span>

namespace melisma::models {

/// Root-mean-square norm (Zhang and Sennrich 2019, arXiv 1910.07467) of every column of x [columns,
/// D]: y = x / sqrt(mean(x^2) + epsilon) * weight. x and y may be the same.
void rms_norm(std::span<const float> x,
              std::span<const float> weight,
              float epsilon,
              std::span<float> y);

/// Layer norm (Ba et al. 2016, arXiv 1607.06450), population variance: (x - mean) / sqrt(variance +
/// epsilon) * weight + bias, for every column of x [columns, D]. x and y may be the same.
void layer_norm(std::span<const float> x,
                std::span<const float> weight,
                std::span<const float> bias,
                float epsilon,
                std::span<float> y);

}  // namespace melisma::models
