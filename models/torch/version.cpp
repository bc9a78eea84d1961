#include "models/interface_version.h"

extern "C" __attribute__((visibility("default"))) int melisma_torch_version() {
  return melisma::models::kInterfaceVersion;
}
