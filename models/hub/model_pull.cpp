#include "models/hub/model_pull.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "audio/error.h"
#include "models/hub/file_hash.h"
#include "models/hub/hub_listing.h"
#include "models/published/published_store.h"

namespace melisma::models {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostListingBytes = std::size_t{8} << 20U;
constexpr std::uint64_t kSpareBytes = std::uint64_t{64} << 20U;
constexpr long kOk = 200;

/// Where the files of `name` wait until all are there.
fs::path waiting_place(const std::string& name) {
  const fs::path target = own_store() / name;
  fs::path hidden = ".";
  hidden += target.filename();
  hidden += ".partial";
  return target.parent_path() / hidden;
}

bool is_there(const fs::path& path, const HubFile& file) {
  std::error_code missing;
  return fs::file_size(path, missing) == file.size && !missing && has_hash(path, file.hash);
}

void check_space(const fs::path& folder, std::uint64_t bytes) {
  std::error_code unknown;
  const auto space = fs::space(folder, unknown);
  if (!unknown && space.available < bytes + kSpareBytes) {
    throw Error(folder.string() + " has room for " + std::to_string(space.available >> 20U) +
                " MiB, wanted " + std::to_string((bytes + kSpareBytes) >> 20U) +
                ". Make room, or put $XDG_DATA_HOME elsewhere.");
  }
}

/// What another revision left there and this one does not have.
void remove_others(const fs::path& folder, const std::vector<HubFile>& files) {
  std::set<fs::path> wanted;
  for (const HubFile& file : files) {
    for (const char* suffix : {"", ".partial", ".parts"}) {
      wanted.insert(file.name + suffix);
    }
  }
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!wanted.contains(entry.path().filename())) {
      fs::remove_all(entry.path());
    }
  }
}

/// Puts `folder` in the place of `target`.
void swap_in(const fs::path& folder, const fs::path& target) {
  fs::path old = folder;
  old += ".old";
  fs::remove_all(old);
  if (fs::exists(target)) {
    fs::rename(target, old);
  }
  fs::rename(folder, target);
  fs::remove_all(old);
}

}  // namespace

Hub hub_of_environment() {
  Hub hub;
  if (const std::string endpoint = environment("HF_ENDPOINT"); !endpoint.empty()) {
    hub.endpoint = endpoint;
  }
  while (hub.endpoint.ends_with('/')) {
    hub.endpoint.pop_back();
  }
  if (!hub.endpoint.starts_with("https://") && !hub.endpoint.starts_with("http://")) {
    throw ConfigError("$HF_ENDPOINT is \"" + hub.endpoint +
                      "\", wanted an address such as https://huggingface.co.");
  }
  hub.token = environment("HF_TOKEN");
  const std::string offline = environment("HF_HUB_OFFLINE");
  hub.offline = !offline.empty() && offline != "0";
  return hub;
}

ModelRecord ask_hub(HttpClients& clients,
                    const Hub& hub,
                    const std::string& name,
                    const std::string& revision,
                    const DownloadOptions& options) {
  if (hub.offline) {
    throw ConfigError("$HF_HUB_OFFLINE is set, so nothing is asked of " + hub.endpoint +
                      ". Unset it to pull.");
  }
  HttpRequest request{
      hub.endpoint + "/api/models/" + name + "/revision/" + revision + "?blobs=true", hub.token};
  request.stall_s = options.stall_s;
  request.stop = [&] { return options.stop != nullptr && *options.stop; };
  std::string text;
  const auto client = clients.open();
  const HttpAnswer answer =
      client->get(request, [&](const HttpAnswer& /*begun*/, std::span<const std::byte> bytes) {
        if (text.size() + bytes.size() > kMostListingBytes) {
          throw CheckpointError(request.url + ": the answer is longer than any list of files.");
        }
        text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      });
  if (answer.status != kOk) {
    refuse_status(answer.status, request.url);
  }
  return read_hub_listing(text, name);
}

fs::path pull_model(HttpClients& clients,
                    const Hub& hub,
                    const ModelRecord& record,
                    const DownloadOptions& options) {
  const fs::path target = own_store() / record.name;
  const fs::path waiting = waiting_place(record.name);
  DownloadOptions download = options;
  download.token = hub.token;
  try {
    fs::create_directories(waiting);
    remove_others(waiting, record.files);
    std::uint64_t bytes = 0;
    for (const HubFile& file : record.files) {
      bytes += fs::exists(waiting / file.name) ? 0 : file.size;
    }
    check_space(waiting, bytes);
    for (const HubFile& file : record.files) {
      if (is_there(waiting / file.name, file)) {
        options.arrived(file.size);
        continue;
      }
      const std::string url =
          hub.endpoint + "/" + record.name + "/resolve/" + record.commit + "/" + file.name;
      download_file(clients, url, file, waiting / file.name, download);
    }
    write_model_record(waiting, record);
    swap_in(waiting, target);
  } catch (const fs::filesystem_error& error) {
    throw Error("cannot write " + error.path1().string() + ": " + error.code().message() + ".");
  }
  return target;
}

void remove_model(const std::string& name) {
  const fs::path folder = own_store() / name;
  std::error_code failed;
  const auto removed = fs::remove_all(waiting_place(name), failed) + fs::remove_all(folder, failed);
  if (failed) {
    throw Error("cannot remove " + folder.string() + ": " + failed.message() + ".");
  }
  if (removed == 0) {
    throw CheckpointError("found no " + folder.string() +
                          ": only what melisma models pull brought is removed by it.");
  }
  fs::remove(folder.parent_path(), failed);  // when it was the last of that ORG
}

}  // namespace melisma::models
