#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace melisma::models {

/// A file of a published model.
struct HubFile {
  std::string name;
  std::uint64_t size = 0;
  /// 64 hexadecimal digits: SHA-256 of the bytes; 40: their hash as git makes it. Empty: not known.
  std::string hash;
};

/// What is known of a published model, and kept in its folder as `melisma.json`.
struct ModelRecord {
  std::string name;     // ORG/NAME
  std::string commit;   // of the hub's repository
  std::string licence;  // as the hub calls it, such as "cc-by-nc-4.0"; empty: not known
  std::vector<HubFile> files;
};

/// The record in `folder`; none where there is no such file. Throws CheckpointError for a damaged
/// one.
std::optional<ModelRecord> read_model_record(const std::filesystem::path& folder);

/// What links of a snapshot in the Hugging Face cache say: they lead to files that are named by
/// their hash. Without licence; no files where `folder` is no such snapshot.
ModelRecord record_of_snapshot(const std::filesystem::path& folder);

/// The files that are in `folder` now, with their SHA-256. Throws Error.
std::vector<HubFile> files_in(const std::filesystem::path& folder);

/// Throws Error.
void write_model_record(const std::filesystem::path& folder, const ModelRecord& record);

/// Names of the files of `record` in `folder` that are missing or are not what it says, each with
/// what is wrong. Reads all bytes.
std::vector<std::string> damaged_files(const std::filesystem::path& folder,
                                       const ModelRecord& record);

/// The licence of the weights in `folder`, from its record or from the head of its README.md (the
/// model card); empty when neither says it.
std::string licence_of(const std::filesystem::path& folder);

}  // namespace melisma::models
