# Everything that all targets share, as INTERFACE targets linked PRIVATE; nothing is set globally
# but the output folders, so that the loader finds libmelisma_torch.so beside the command.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(melisma_warnings INTERFACE)
target_compile_options(
  melisma_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast
                             -Wnon-virtual-dtor)
if(MELISMA_WARNINGS_AS_ERRORS)
  target_compile_options(melisma_warnings INTERFACE -Werror)
endif()

add_library(melisma_sanitizers INTERFACE)
if(MELISMA_SANITIZE)
  target_compile_options(melisma_sanitizers INTERFACE -fsanitize=${MELISMA_SANITIZE}
                                                      -fno-omit-frame-pointer)
  target_link_options(melisma_sanitizers INTERFACE -fsanitize=${MELISMA_SANITIZE})
endif()

# melisma_library(NAME): an empty static library with the project's language level and include root.
# -ffp-contract=off keeps results independent of how the compiler fuses; kernels opt in themselves.
function(melisma_library name)
  add_library(${name} STATIC)
  string(REPLACE "melisma_" "melisma::" alias ${name})
  add_library(${alias} ALIAS ${name})
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_compile_options(${name} PRIVATE -ffp-contract=off)
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE melisma_warnings melisma_sanitizers)
  target_link_libraries(${name} PUBLIC $<BUILD_INTERFACE:melisma_sanitizers>)
endfunction()
