// The profiler's switches: there is no profiler.
#include "driver.h"

// Gone since CUDA 12, and before that for files that nothing here would write.
CUresult cuProfilerInitialize(const char *configFile, const char *outputFile, CUoutput_mode outputMode) {
  SG_ENTRY();
  (void)configFile;
  (void)outputFile;
  (void)outputMode;
  return CUDA_ERROR_NOT_SUPPORTED;
}

CUresult cuProfilerStart(void) {
  SG_ENTRY();
  struct sg_context *context;
  return sg_context_current(&context);
}

CUresult cuProfilerStop(void) {
  SG_ENTRY();
  struct sg_context *context;
  return sg_context_current(&context);
}
