#include "models/http/curl_client.h"

// Raised together with kInterfaceVersion (models/run_time_module.cpp).
extern "C" __attribute__((visibility("default"))) int melisma_http_version() {
  return 3;
}

extern "C" __attribute__((visibility("default"))) melisma::models::HttpClients*
melisma_http_clients() {
  static melisma::models::CurlClients clients;
  return &clients;
}
