# Finds PocketSphinx 5prealpha by its files: the pkg-config file of Debian 12 names an include folder
# that does not exist. Defines PocketSphinx::PocketSphinx and PocketSphinx_MODEL_DIR (the folder that
# holds cmudict-en-us.dict and the acoustic model en-us, package pocketsphinx-en-us).
find_path(PocketSphinx_INCLUDE_DIR pocketsphinx.h PATH_SUFFIXES pocketsphinx)
find_path(PocketSphinx_BASE_INCLUDE_DIR sphinxbase/cmd_ln.h
          PATH_SUFFIXES ${CMAKE_LIBRARY_ARCHITECTURE})
find_path(PocketSphinx_MODEL_DIR cmudict-en-us.dict PATHS /usr/share /usr/local/share
          PATH_SUFFIXES pocketsphinx/model/en-us)
find_library(PocketSphinx_LIBRARY pocketsphinx)
find_library(PocketSphinx_BASE_LIBRARY sphinxbase)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  PocketSphinx
  REQUIRED_VARS PocketSphinx_LIBRARY PocketSphinx_BASE_LIBRARY PocketSphinx_INCLUDE_DIR
                PocketSphinx_BASE_INCLUDE_DIR PocketSphinx_MODEL_DIR
  REASON_FAILURE_MESSAGE
    "Install libpocketsphinx-dev, libsphinxbase-dev and pocketsphinx-en-us (scripts/setup does).")

if(PocketSphinx_FOUND AND NOT TARGET PocketSphinx::PocketSphinx)
  add_library(PocketSphinx::PocketSphinx UNKNOWN IMPORTED)
  set_target_properties(
    PocketSphinx::PocketSphinx
    PROPERTIES IMPORTED_LOCATION "${PocketSphinx_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES
               "${PocketSphinx_INCLUDE_DIR};${PocketSphinx_BASE_INCLUDE_DIR}"
               INTERFACE_LINK_LIBRARIES "${PocketSphinx_BASE_LIBRARY}")
endif()
mark_as_advanced(PocketSphinx_INCLUDE_DIR PocketSphinx_BASE_INCLUDE_DIR PocketSphinx_MODEL_DIR
                 PocketSphinx_LIBRARY PocketSphinx_BASE_LIBRARY)
