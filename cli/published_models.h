#pragma once

#include <filesystem>
#include <string>

namespace melisma::cli {

struct PullCommand {
  std::string name;  // ORG/NAME
  std::string revision = "main";
  int connections = 4;
  bool quiet = false;
};

/// `melisma models pull`: prints the folder that it came to. Returns the exit code.
int pull_published(const PullCommand& command);

/// `melisma models verify`: throws CheckpointError that lists the files which are not what was
/// published, or for a model of which that is not known.
void verify_published(const std::string& name);

/// `melisma models remove`: asks first on a terminal, unless `sure`.
void remove_published(const std::string& name, bool sure);

/// `melisma models info` of a folder in the published layout, which is called `name`.
void describe_published(const std::string& name, const std::filesystem::path& folder, bool as_json);

}  // namespace melisma::cli
