#pragma once

#include <memory>

#include <sndfile.h>

namespace melisma::audio {

/// Internal: libsndfile's handle, closed with its owner.
struct SndfileCloser {
  void operator()(SNDFILE* file) const noexcept { sf_close(file); }
};
using SndfileHandle = std::unique_ptr<SNDFILE, SndfileCloser>;

}  // namespace melisma::audio
