#pragma once

#include <span>

namespace melisma::models {

// Loops over one vector. Sums have one fixed order for each instruction set. Nothing allocates;
// thread-safe. [any]

/// y[i] += x[i].
void add_to(std::span<float> y, std::span<const float> x);
/// y[i] += a[i] * b[i].
void add_products(std::span<float> y, std::span<const float> a, std::span<const float> b);

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

/// x * P(X <= x) for a standard normal X, in place. The error function is that of Abramowitz and
/// Stegun 7.1.26, within 1.5e-7.
void gelu(std::span<float> x);
/// y[i] = silu(gate[i]) * up[i], where silu(x) = x / (1 + exp(-x)).
void swiglu(std::span<const float> gate, std::span<const float> up, std::span<float> y);
/// x where it is positive, else exp(x) - 1, in place (ELU, Clevert et al. 2015, arXiv 1511.07289).
void elu(std::span<float> x);
/// A step of an LSTM (Hochreiter and Schmidhuber 1997) from the sums before its activations, gates
/// [4 H] in the order input, forget, candidate, output: cell [H] = sigmoid(f) cell + sigmoid(i)
/// tanh(g), hidden [H] = sigmoid(o) tanh(cell).
void lstm_cell(std::span<const float> gates, std::span<float> cell, std::span<float> hidden);
/// exp(x[i]) in place.
void exponentials(std::span<float> x);
/// exp(scale * x) / sum(exp(scale * x)) in place, shifted by the maximum so that nothing overflows.
/// Not empty.
void softmax(std::span<float> x, float scale = 1);

}  // namespace melisma::models
