#include "models/published/musicgen_folder.h"

#include <map>
#include <string>

#include "audio/error.h"
#include "models/checkpoint/safetensors.h"
#include "models/published/checkpoint_folder.h"
#include "models/published/musicgen_config.h"
#include "models/published/musicgen_decoder.h"

namespace melisma::models {

namespace fs = std::filesystem;

namespace {

const std::string kDecoderPart = "decoder.";

OwnedTensor copy_of(const TensorView& view) {
  return {view.type, view.shape, {view.bytes.begin(), view.bytes.end()}};
}

std::map<std::string, OwnedTensor> converted(const fs::path& from, WeightType type) {
  const TensorSet all = open_published_tensors(from);
  const auto config = read_musicgen_config(ConfigJson(from / "config.json"));
  std::map<std::string, OwnedTensor> tensors;
  for (const auto& [name, view] : all.tensors) {
    if (!name.starts_with(kDecoderPart)) {
      tensors[name] = copy_of(view);
    }
  }
  const TensorSet decoder =
      musicgen_decoder_tensors(part_of(all, kDecoderPart), config.decoder, type);
  for (const auto& [name, view] : decoder.tensors) {
    tensors[kDecoderPart + name] = copy_of(view);
  }
  return tensors;
}

}  // namespace

void write_musicgen_folder(const fs::path& from, const fs::path& to, WeightType type) {
  fs::path partial = to;
  partial += ".partial";
  try {
    fs::remove_all(partial);
    fs::create_directories(partial);
    for (const auto& entry : fs::directory_iterator(from)) {
      const fs::path name = entry.path().filename();
      if (entry.is_regular_file() &&
          (name.extension() == ".json" || name.extension() == ".model") &&
          name != "model.safetensors.index.json") {
        fs::copy_file(entry.path(), partial / name);
      }
    }
    write_safetensors(partial / "model.safetensors", converted(from, type), {{"format", "pt"}});
    fs::rename(partial, to);
  } catch (const fs::filesystem_error& error) {
    fs::remove_all(partial);
    throw Error("cannot write " + to.string() + ": " + error.code().message() + ".");
  } catch (...) {
    fs::remove_all(partial);
    throw;
  }
}

}  // namespace melisma::models
