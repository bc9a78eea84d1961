#include "models/http/curl_client.h"
#include "models/interface_version.h"

extern "C" __attribute__((visibility("default"))) int melisma_http_version() {
  return melisma::models::kInterfaceVersion;
}

extern "C" __attribute__((visibility("default"))) melisma::models::HttpClients*
melisma_http_clients() {
  static melisma::models::CurlClients clients;
  return &clients;
}
