#pragma once

#include <complex>
#include <span>

namespace melisma::codec {

// The loops of phase reconstruction, for the processor's best instruction set. Thread-safe; nothing
// allocates.

/// y[i] = a[i] * b[i].
void multiply(std::span<const float> a, std::span<const float> b, std::span<float> y);
/// spectrum[k] += momentum * (spectrum[k] - before[k]); `before` becomes what spectrum was.
void extrapolate(std::span<std::complex<float>> spectrum,
                 std::span<std::complex<float>> before,
                 float momentum);
/// Keeps the phases of `spectrum` and sets its magnitudes. A bin without phase gets that of an
/// impulse in the middle of the window, (-1)^k.
void impose_magnitudes(std::span<std::complex<float>> spectrum, std::span<const float> magnitudes);
/// share = window * time * scale; what changes of it is added to `overlap`.
void replace_share(std::span<const float> window,
                   std::span<const float> time,
                   float scale,
                   std::span<float> share,
                   std::span<float> overlap);

}  // namespace melisma::codec
