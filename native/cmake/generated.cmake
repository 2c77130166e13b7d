# Headers, default entry points and version scripts, from the tables in abi/.
set(GENERATED ${CMAKE_BINARY_DIR}/generated)
set(generated_cuda cuda_stubs.c cuda_per_thread.c cuda_proc_address.c cuda_errors.c)
set(generated_nvml nvml_stubs.c)
set(generated_files ${generated_cuda} ${generated_nvml} cuda_abi.h nvml_abi.h cuda.map cuda-440.map nvml.map)
list(TRANSFORM generated_cuda PREPEND ${GENERATED}/)
list(TRANSFORM generated_nvml PREPEND ${GENERATED}/)
list(TRANSFORM generated_files PREPEND ${GENERATED}/)

file(GLOB abi_sources CONFIGURE_DEPENDS abi/*.tsv abi/generator/*.py abi/generate)
add_custom_command(
  OUTPUT ${generated_files}
  COMMAND Python3::Interpreter -B ${CMAKE_SOURCE_DIR}/abi/generate ${GENERATED}
  DEPENDS ${abi_sources}
  COMMENT "Generating the driver's interface"
  VERBATIM)
add_custom_target(generated DEPENDS ${generated_files})

# The generated headers are found as "cuda_abi.h", others as "simgpu/driver/driver.h".
add_library(simgpu-headers INTERFACE)
target_include_directories(simgpu-headers INTERFACE ${GENERATED} ${CMAKE_SOURCE_DIR})
target_link_libraries(simgpu-headers INTERFACE Threads::Threads)
add_dependencies(simgpu-headers generated)
