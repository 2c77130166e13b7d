// tenant REGION INDEX BYTES HOST_PID: a process on the first device that it sees, which holds so many bytes and works all the
// time. With a region (or "-") it has a slot there that says the same of the region's device INDEX, and which, unless it is 0,
// the host knows by another pid. Says "ready" and stays until its standard input ends. It knows nothing of the library.
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cuda_abi.h"
#include "libvgpu/region/region.h"

static const char kernel_text[] =
  ".version 7.0\n"
  ".target sm_70\n"
  ".address_size 64\n"
  ".visible .entry work_us2000() { ret; }\n";

static CUfunction kernel;

static bool use(uint64_t bytes) {
  CUcontext context;
  CUmodule module;
  CUdeviceptr pointer;
  return cuInit(0) == CUDA_SUCCESS && cuCtxCreate_v2(&context, 0, 0) == CUDA_SUCCESS &&
         cuModuleLoadData(&module, kernel_text) == CUDA_SUCCESS &&
         cuModuleGetFunction(&kernel, module, "work_us2000") == CUDA_SUCCESS && cuMemAlloc_v2(&pointer, bytes) == CUDA_SUCCESS;
}

static void work(void) {
  cuLaunchKernel(kernel, 4096, 1, 1, 256, 1, 1, 0, NULL, NULL, NULL);
  cuCtxSynchronize();
}

static bool belong(const char *path, uint32_t index, uint64_t bytes, int32_t host_pid) {
  static struct vgpu_region *region;
  if (vgpu_region_open(path, &region) != VGPU_REGION_OK || vgpu_region_attach(region) != VGPU_REGION_OK ||
      vgpu_region_charge(region, index, HAMI_REGION_PLAIN, bytes) != VGPU_REGION_OK)
    return false;
  vgpu_region_shared(region)->v1.processes[vgpu_region_slot(region)].host_pid = host_pid;
  return true;
}

static bool input_ended(int wait_ms) {
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  char byte;
  return poll(&input, 1, wait_ms) > 0 && read(STDIN_FILENO, &byte, 1) <= 0;
}

int main(int argc, char **argv) {
  if (argc != 5)
    return fprintf(stderr, "tenant REGION|- INDEX BYTES HOST_PID\n"), 2;
  uint64_t bytes = strtoull(argv[3], NULL, 10);
  if (strcmp(argv[1], "-") != 0 && !belong(argv[1], (uint32_t)atoi(argv[2]), bytes, atoi(argv[4])))
    return fprintf(stderr, "tenant: no place in %s\n", argv[1]), 1;
  if (!use(bytes))
    return fprintf(stderr, "tenant: no place on the device\n"), 1;
  printf("ready\n");
  fflush(stdout);
  while (!input_ended(10))
    work();
  return 0;
}
