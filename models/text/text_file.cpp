#include "models/text/text_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "audio/error.h"

namespace melisma::models {

std::string read_beginning(const std::filesystem::path& path,
                           std::size_t most,
                           const std::string& what) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    throw InputError("cannot read the " + what + " " + path.string() + ": " + std::strerror(errno) +
                     ". Check the path.");
  }
  constexpr std::size_t kBlock = std::size_t{1} << 16U;
  std::string text;
  while (stream && text.size() < most) {
    const std::size_t before = text.size();
    text.resize(before + std::min(kBlock, most - before));
    stream.read(text.data() + before, static_cast<std::streamsize>(text.size() - before));
    text.resize(before + static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad() || (stream.fail() && !stream.eof())) {
    throw InputError("cannot read the " + what + " " + path.string() + ". Is it a folder?");
  }
  return text;
}

}  // namespace melisma::models
