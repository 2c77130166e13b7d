// What the driver takes by itself is charged within a second, apart from the rest, though it lifts the sum above the limit; and
// another interface's memory is not charged.
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "../check.h"
#include "container.h"

static const char image[] = "simgpu 1\nkernel nothing us=1\n";

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// How long it takes until the device and the region agree; 10 s: they never did.
static double until_exact(void) {
  double begin = seconds();
  while (node_mine() != container_charged_here() && seconds() - begin < 10)
    usleep(2000);
  return seconds() - begin;
}

static void modules(void) {
  CUmodule some[3];
  CUdeviceptr all, more;
  uint64_t before = container_charged_here();
  NEED(cuMemAlloc_v2(&all, container_limit() - before));
  CHECK_NUMBER("everything is taken", container_charged(), container_limit());
  for (int k = 0; k < 3; k++)
    NEED(cuModuleLoadData(&some[k], image));
  CHECK("modules take memory", node_mine() > container_limit(), "%llu", (unsigned long long)node_mine());
  double after = until_exact();
  CHECK("within a second it is charged", after < 1, "%.3f s", after);
  printf("# charged %.3f s after it was loaded\n", after);
  CHECK_NUMBER("as what the driver takes", container_charged_as(HAMI_REGION_MODULE), node_mine() - container_limit());
  CHECK_NUMBER("nothing more is given", cuMemAlloc_v2(&more, 1), CUDA_ERROR_OUT_OF_MEMORY);
  NEED(cuMemFree_v2(all));
  CHECK("a free takes nothing of that away", container_exact(), "it does");
  CHECK_NUMBER("now there is less room than without them", cuMemAlloc_v2(&all, container_limit() - before),
               CUDA_ERROR_OUT_OF_MEMORY);
  for (int k = 0; k < 3; k++)
    NEED(cuModuleUnload(some[k]));
  after = until_exact();
  CHECK("unloaded, they are not charged after a second", after < 1, "%.3f s", after);
  NEED(cuMemAlloc_v2(&all, container_limit() - before));
  NEED(cuMemFree_v2(all));
}

// While memory comes and goes all the time.
static void amid_others(void) {
  CUmodule module;
  CUdeviceptr pointer;
  NEED(cuModuleLoadData(&module, image));
  double begin = seconds();
  while (container_charged_as(HAMI_REGION_MODULE) == 0 && seconds() - begin < 10) {
    NEED(cuMemAlloc_v2(&pointer, MIB(4)));
    NEED(cuMemFree_v2(pointer));
  }
  CHECK("amid others it is charged too", seconds() - begin < 1, "%.3f s", seconds() - begin);
  CHECK("and exactly", container_exact(), "it is not");
  NEED(cuModuleUnload(module));
  until_exact();
}

static CUcontext context;
static double end;

static void *churn(void *argument) {
  CUdeviceptr pointer;
  NEED(cuCtxSetCurrent(context));
  while (seconds() < end) {
    NEED(cuMemAlloc_v2(&pointer, MIB(4) * (1 + (uint64_t)(intptr_t)argument)));
    NEED(cuMemFree_v2(pointer));
  }
  return NULL;
}

// What comes and goes is never taken for the driver's.
static void nothing_that_is_not_there(void) {
  pthread_t threads[2];
  uint64_t most = 0;
  NEED(cuCtxGetCurrent(&context));
  end = seconds() + 1.7;
  for (intptr_t k = 0; k < 2; k++)
    pthread_create(&threads[k], NULL, churn, (void *)k);
  while (seconds() < end) {
    uint64_t now = container_charged_as(HAMI_REGION_MODULE);
    most = now > most ? now : most;
    usleep(1000);
  }
  for (int k = 0; k < 2; k++)
    pthread_join(threads[k], NULL);
  CHECK_NUMBER("what comes and goes is not charged as the driver's own", most, 0);
}

static void with_the_context(void) {
  CUmodule module;
  NEED(cuModuleLoadData(&module, image));
  until_exact();
  NEED(cuDevicePrimaryCtxReset_v2(0));
  CHECK_NUMBER("with the context it is gone at once", container_charged_here(), 0);
  node_context();
}

static void external(void) {
  int file = memfd_create("external", 0);
  CUDA_EXTERNAL_MEMORY_HANDLE_DESC whole = {.type = CU_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD, .size = MIB(8)};
  CUDA_EXTERNAL_MEMORY_BUFFER_DESC part = {.offset = 0, .size = MIB(4)};
  CUexternalMemory memory;
  CUdeviceptr buffer;
  whole.handle.fd = file;
  uint64_t before = container_charged_here();
  if (ftruncate(file, (off_t)MIB(8)) != 0)
    return;
  NEED(cuImportExternalMemory(&memory, &whole));
  NEED(cuExternalMemoryGetMappedBuffer(&buffer, memory, &part));
  CHECK_NUMBER("another interface's memory is not charged", container_charged_here(), before);
  NEED(cuMemFree_v2(buffer));
  NEED(cuDestroyExternalMemory(memory));
  CHECK_NUMBER("nor given back", container_charged_here(), before);
}

int main(void) {
  container_begin(1, MIB(64));
  node_context();
  modules();
  nothing_that_is_not_there();
  amid_others();
  with_the_context();
  external();
  container_end();
  return CHECKS_END();
}
