# simgpu_program(NAME SOURCE...): nothing while there are no sources.
function(simgpu_program name)
  if(ARGN)
    add_executable(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE simgpu-core)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  endif()
endfunction()

file(GLOB ledger_sources CONFIGURE_DEPENDS simgpu/tools/ledger*.c)
simgpu_program(simgpu-ledger ${ledger_sources})

file(GLOB control_sources CONFIGURE_DEPENDS simgpu/tools/control*.c)
simgpu_program(simgpu ${control_sources})
