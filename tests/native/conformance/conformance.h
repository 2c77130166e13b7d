// Cases about what the driver answers, written so that they run on any driver: the simulated one and a real GPU's. All
// functions are reached through pointers looked up in libcuda.so.1 and libnvidia-ml.so.1; nothing internal is used.
//
//   CASE(cuMemAlloc_v2, CUDA_ERROR_INVALID_VALUE, "of no bytes") {
//     with_context();
//     CUdeviceptr memory;
//     EXPECT(cuMemAlloc_v2(&memory, 0), CUDA_ERROR_INVALID_VALUE);
//   }
//
// Each case runs in a process of its own with a time limit. `coverage` compares the cases with entry-points.tsv.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance_api.h"  // generated: cuMemAlloc_v2 and so on mean the pointers

struct conformance_case {
  const char *symbol;
  const char *error;   // by name; CUDA_SUCCESS: that it works
  const char *text;    // "of no bytes"
  const char *file;
  int line;
  void (*run)(const struct conformance_case *self);
  const void *data;    // of generated cases
  struct conformance_case *next;
};

void conformance_register(struct conformance_case *self);

#define CONFORMANCE_JOIN_(a, b) a##b
#define CONFORMANCE_JOIN(a, b) CONFORMANCE_JOIN_(a, b)
#define CONFORMANCE_NAME(prefix) CONFORMANCE_JOIN(prefix, __LINE__)

#define CASE(entry_, error_, text_)                                                                          \
  static void CONFORMANCE_NAME(case_)(const struct conformance_case *self);                                  \
  __attribute__((constructor)) static void CONFORMANCE_NAME(register_)(void) {                               \
    static struct conformance_case this_case = {.symbol = #entry_, .error = #error_, .text = text_,          \
                                                .file = __FILE__, .line = __LINE__,                          \
                                                .run = CONFORMANCE_NAME(case_)};                             \
    conformance_register(&this_case);                                                                        \
  }                                                                                                          \
  static void CONFORMANCE_NAME(case_)(__attribute__((unused)) const struct conformance_case *self)

// The call answers that; else the case has failed, and goes on.
#define EXPECT(call_, expected_) conformance_expect(__FILE__, __LINE__, #call_, (int)(call_), (int)(expected_))

// The call succeeds; else the case has failed and ends, for what follows would make no sense.
#define REQUIRE(call_) conformance_require(__FILE__, __LINE__, #call_, (int)(call_))

// The condition holds; else the case has failed, and goes on.
#define CHECK(condition_) conformance_check(__FILE__, __LINE__, #condition_, (condition_))

// The same bytes; else the case has failed, with the first difference, and goes on.
#define CHECK_BYTES(actual_, expected_, count_) conformance_check_bytes(__FILE__, __LINE__, (actual_), (expected_), (count_))

// Ends the case: this device or driver can't be asked.
#define SKIP(why_) conformance_skip(why_)

// Ends the case: what it asks about came with a newer driver.
#define NEEDS_CUDA(version_) conformance_needs_cuda(version_)

void conformance_expect(const char *file, int line, const char *call, int actual, int expected);
void conformance_require(const char *file, int line, const char *call, int actual);
void conformance_check(const char *file, int line, const char *condition, bool holds);
void conformance_check_bytes(const char *file, int line, const void *actual, const void *expected, size_t count);
_Noreturn void conformance_skip(const char *why);
void conformance_needs_cuda(int version);

// The libraries' handle for dlsym.
void *conformance_libcuda(void);

// Whether the driver is the simulated one. Only where a case can't be written for both.
bool SIMULATED(void);

// cuInit, and the first device.
CUdevice with_device(void);

// The same with its primary context current.
CUcontext with_context(void);

// The driver's version, 12040 for CUDA 12.4.
int driver_version(void);
