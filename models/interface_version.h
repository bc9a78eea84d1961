#pragma once

namespace melisma::models {

/// Of what crosses the border of the modules that are opened at run time: each exports the one that
/// it was built with, and RunTimeModule compares it first. Raise it whenever an interface, or a
/// struct that it passes, changes.
inline constexpr int kInterfaceVersion = 4;

}  // namespace melisma::models
