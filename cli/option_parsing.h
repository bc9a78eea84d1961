#pragma once

#include <optional>
#include <sstream>
#include <string>

#include <boost/program_options.hpp>

#include "cli/command.h"

namespace melisma::cli {

/// A command's options and how its positional words map to them.
struct CommandLine {
  std::string usage;  // "melisma speak TEXT [OPTIONS]" and examples, printed above the options
  boost::program_options::options_description options;
  boost::program_options::positional_options_description positional;

  CommandLine(std::string usage_text, const std::string& title)
      : usage(std::move(usage_text)), options(title, 100, 60) {
    options.add_options()("help,h", "print this help");
  }
};

/// An option whose target stays empty when it is not given.
template <typename T>
boost::program_options::typed_value<T>* into(std::optional<T>& target) {
  return boost::program_options::value<T>()->notifier(
      [&target](const T& value) { target = value; });
}

/// An option whose target keeps its value when it is not given; the help shows that value, rounded.
template <typename T>
boost::program_options::typed_value<T>* with_default(T& target) {
  std::ostringstream shown;
  shown << target;
  return boost::program_options::value<T>(&target)->default_value(target, shown.str());
}

/// Parses `arguments`; prints the help and returns false when it is asked for. A wrong option
/// throws ConfigError that names it and how to get help.
bool parse(CommandLine& line, Arguments arguments, boost::program_options::variables_map& values);

}  // namespace melisma::cli
