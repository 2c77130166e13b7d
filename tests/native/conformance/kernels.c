#include "kernels.h"

#define SPIN(us)                                    \
  ".visible .entry spin_us" #us "() {\n"            \
  "  .reg .u64 %rd<3>;\n"                           \
  "  .reg .pred %p<1>;\n"                           \
  "  mov.u64 %rd0, %globaltimer;\n"                 \
  "SPIN_" #us ":\n"                                 \
  "  mov.u64 %rd1, %globaltimer;\n"                 \
  "  sub.u64 %rd2, %rd1, %rd0;\n"                   \
  "  setp.lt.u64 %p0, %rd2, " #us "000;\n"          \
  "  @%p0 bra SPIN_" #us ";\n"                      \
  "  ret;\n"                                        \
  "}\n"

// Which element a thread is for, and out when there is none.
#define ELEMENT(count)                              \
  "  mov.u32 %r0, %ctaid.x;\n"                      \
  "  mov.u32 %r1, %ntid.x;\n"                       \
  "  mov.u32 %r2, %tid.x;\n"                        \
  "  mad.lo.u32 %r3, %r0, %r1, %r2;\n"              \
  "  ld.param.u32 %r4, [" count "];\n"              \
  "  setp.ge.u32 %p0, %r3, %r4;\n"                  \
  "  @%p0 bra DONE;\n"                              \
  "  mul.wide.u32 %rd0, %r3, 4;\n"

#define REGISTERS                                   \
  "  .reg .u64 %rd<6>;\n"                           \
  "  .reg .u32 %r<8>;\n"                            \
  "  .reg .f32 %f<3>;\n"                            \
  "  .reg .pred %p<1>;\n"

const char kernels_ptx[] =
    ".version 6.0\n"
    ".target sm_50\n"
    ".address_size 64\n"
    ".visible .global .align 4 .u32 numbers[16];\n"
    "//simgpu kernel copy computes=copy\n"
    "//simgpu kernel fill computes=fill\n"
    "//simgpu kernel vecadd computes=vecadd\n"
    ".visible .entry copy(.param .u64 copy_to, .param .u64 copy_from, .param .u32 copy_n) {\n"
    REGISTERS ELEMENT("copy_n")
    "  ld.param.u64 %rd1, [copy_to];\n"
    "  ld.param.u64 %rd2, [copy_from];\n"
    "  add.u64 %rd3, %rd1, %rd0;\n"
    "  add.u64 %rd4, %rd2, %rd0;\n"
    "  ld.global.u32 %r5, [%rd4];\n"
    "  st.global.u32 [%rd3], %r5;\n"
    "DONE:\n"
    "  ret;\n"
    "}\n"
    ".visible .entry fill(.param .u64 fill_to, .param .u32 fill_value, .param .u32 fill_n) {\n"
    REGISTERS ELEMENT("fill_n")
    "  ld.param.u64 %rd1, [fill_to];\n"
    "  ld.param.u32 %r5, [fill_value];\n"
    "  add.u64 %rd3, %rd1, %rd0;\n"
    "  st.global.u32 [%rd3], %r5;\n"
    "DONE:\n"
    "  ret;\n"
    "}\n"
    ".visible .entry vecadd(.param .u64 vecadd_a, .param .u64 vecadd_b, .param .u64 vecadd_sum, .param .u32 vecadd_n) {\n"
    REGISTERS ELEMENT("vecadd_n")
    "  ld.param.u64 %rd1, [vecadd_a];\n"
    "  ld.param.u64 %rd2, [vecadd_b];\n"
    "  ld.param.u64 %rd3, [vecadd_sum];\n"
    "  add.u64 %rd4, %rd1, %rd0;\n"
    "  ld.global.f32 %f0, [%rd4];\n"
    "  add.u64 %rd4, %rd2, %rd0;\n"
    "  ld.global.f32 %f1, [%rd4];\n"
    "  add.f32 %f2, %f0, %f1;\n"
    "  add.u64 %rd4, %rd3, %rd0;\n"
    "  st.global.f32 [%rd4], %f2;\n"
    "DONE:\n"
    "  ret;\n"
    "}\n"
    ".visible .entry small() .maxntid 64, 1, 1 {\n"
    "  ret;\n"
    "}\n"
    ".visible .entry shares() {\n"
    "  .shared .align 4 .b8 room[1024];\n"
    "  .reg .u32 %r<2>;\n"
    "  mov.u32 %r0, %tid.x;\n"
    "  st.shared.u32 [room], %r0;\n"
    "  ret;\n"
    "}\n"
    SPIN(20000) SPIN(200);

CUmodule with_kernels(void) {
  CUmodule module;
  with_context();
  REQUIRE(cuModuleLoadData(&module, kernels_ptx));
  return module;
}

CUfunction kernel_named(CUmodule module, const char *name) {
  CUfunction function;
  REQUIRE(cuModuleGetFunction(&function, module, name));
  return function;
}

void keep_busy(CUmodule module, CUstream stream) {
  REQUIRE(cuLaunchKernel(kernel_named(module, "spin_us20000"), 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL));
}

CUstream with_stream(void) {
  CUstream stream;
  REQUIRE(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  return stream;
}
