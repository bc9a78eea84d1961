# libmelisma_torch.so: the only target that sees LibTorch. It is opened at run time
# (models/run_time_module.h) and never linked by the command.
find_package(Torch REQUIRED)
add_library(melisma_torch SHARED)
target_compile_features(melisma_torch PRIVATE cxx_std_20)
target_include_directories(melisma_torch PRIVATE ${PROJECT_SOURCE_DIR})
target_include_directories(melisma_torch SYSTEM PRIVATE ${TORCH_INCLUDE_DIRS})
target_link_libraries(melisma_torch PRIVATE melisma_published melisma_codec_fitting melisma_codec melisma_corpus melisma_models melisma_audio
                                            ${TORCH_LIBRARIES} gloo)
target_precompile_headers(melisma_torch PRIVATE <torch/torch.h>)
add_subdirectory(models/torch)
add_subdirectory(models/training)
add_subdirectory(codec/torch)
add_subdirectory(codec/training)
