# What both libraries and the tools share.
file(GLOB core_sources CONFIGURE_DEPENDS simgpu/description/*.c simgpu/state/*.c simgpu/calendar/*.c
  simgpu/image/*.c simgpu/mig/*.c simgpu/failure/*.c simgpu/topology/*.c)
if(NOT core_sources)
  file(CONFIGURE OUTPUT ${GENERATED}/empty.c CONTENT "typedef int simgpu_empty;\n")
  set(core_sources ${GENERATED}/empty.c)
endif()
add_library(simgpu-core STATIC ${core_sources})
target_link_libraries(simgpu-core PUBLIC simgpu-headers)
add_dependencies(simgpu-core generated)

# simgpu_library(TARGET NAME FOLDER MAP): a shared library of that soname in FOLDER which exports what the version script
# lists, with the link that programs are built against.
function(simgpu_library target name folder map)
  target_link_libraries(${target} PRIVATE simgpu-headers simgpu-core)
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME ${name} VERSION 1 SOVERSION 1
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${folder}
    LINK_DEPENDS ${GENERATED}/${map})
  # As in the real driver a call inside the library never reaches a preloaded one, so nothing is counted twice.
  target_link_options(${target} PRIVATE
    -Wl,--version-script=${GENERATED}/${map} -Wl,-Bsymbolic-functions -Wl,-z,relro)
  # Its threads run on when a program (ffmpeg at its end) closes the library.
  target_link_options(${target} PRIVATE -Wl,-z,nodelete)
  if(SIMGPU_REQUIRE_COMPLETE)
    target_link_options(${target} PRIVATE -Wl,-z,now -Wl,-z,defs)
  else()
    target_link_options(${target} PRIVATE -Wl,-z,lazy)
  endif()
endfunction()

file(GLOB driver_sources CONFIGURE_DEPENDS simgpu/driver/*.c)
list(REMOVE_ITEM driver_sources ${CMAKE_SOURCE_DIR}/simgpu/driver/profile.c)
add_library(simgpu-driver OBJECT ${driver_sources} ${generated_cuda})
target_link_libraries(simgpu-driver PUBLIC simgpu-headers)

add_library(cuda SHARED simgpu/driver/profile.c $<TARGET_OBJECTS:simgpu-driver>)
target_compile_definitions(cuda PRIVATE SIMGPU_PROFILE_CUDA_VERSION=0)
simgpu_library(cuda cuda . cuda.map)

# A driver of branch 440: no cuGetProcAddress, no pools.
add_library(cuda-440 SHARED simgpu/driver/profile.c $<TARGET_OBJECTS:simgpu-driver>)
target_compile_definitions(cuda-440 PRIVATE SIMGPU_PROFILE_CUDA_VERSION=10020)
simgpu_library(cuda-440 cuda profile-440 cuda-440.map)

file(GLOB nvml_sources CONFIGURE_DEPENDS simgpu/nvml/*.c)
add_library(nvidia-ml SHARED ${nvml_sources} ${generated_nvml})
simgpu_library(nvidia-ml nvidia-ml . nvml.map)
