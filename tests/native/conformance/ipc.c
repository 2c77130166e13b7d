// Device memory of one process in another.
#include <sys/wait.h>
#include <unistd.h>

#include "conformance.h"

enum { BYTES = 3 << 20 };

// What the importer says of what it did, by number; -1: nothing was heard of it.
struct report {
  int opened, opened_again, same, first_byte, freed, closed, closed_again, closed_too_often, other_flags;
};

struct importer {
  pid_t pid;
  int to, from;
};

static void import(int in, int out, CUresult (*open)(CUdeviceptr *, CUipcMemHandle, unsigned int)) {
  CUipcMemHandle handle;
  struct report report;
  memset(&report, -1, sizeof report);
  if (read(in, &handle, sizeof handle) != sizeof handle)
    _exit(1);
  with_context();
  CUdeviceptr memory = 0, again = 0;
  unsigned char byte = 0;
  report.other_flags = open(&memory, handle, 0x10);
  report.opened = open(&memory, handle, CU_IPC_MEM_LAZY_ENABLE_PEER_ACCESS);
  if (report.opened == CUDA_SUCCESS) {
    report.opened_again = open(&again, handle, CU_IPC_MEM_LAZY_ENABLE_PEER_ACCESS);
    report.same = memory == again;
    cuMemcpyDtoH_v2(&byte, memory + BYTES - 1, 1);
    report.first_byte = byte;
    cuMemsetD8_v2(memory, 0x77, BYTES);
    cuCtxSynchronize();
    report.freed = cuMemFree_v2(memory);
    report.closed = cuIpcCloseMemHandle(memory);
    report.closed_again = cuIpcCloseMemHandle(memory);
    report.closed_too_often = cuIpcCloseMemHandle(memory);
  }
  _exit(write(out, &report, sizeof report) != sizeof report);
}

// Before this process has a context: CUDA doesn't survive a fork.
static struct importer start(CUresult (*open)(CUdeviceptr *, CUipcMemHandle, unsigned int)) {
  int to[2], from[2];
  CHECK(pipe(to) == 0 && pipe(from) == 0);
  pid_t pid = fork();
  if (pid == 0) {
    close(to[1]);
    close(from[0]);
    import(to[0], from[1], open);
  }
  close(to[0]);
  close(from[1]);
  return (struct importer){pid, to[1], from[0]};
}

static struct report ask(struct importer importer, CUipcMemHandle handle) {
  struct report report;
  memset(&report, -1, sizeof report);
  CHECK(write(importer.to, &handle, sizeof handle) == sizeof handle);
  CHECK(read(importer.from, &report, sizeof report) == sizeof report);
  waitpid(importer.pid, NULL, 0);
  return report;
}

static CUipcMemHandle exported(CUdeviceptr *memory) {
  CUipcMemHandle handle;
  with_context();
  REQUIRE(cuMemAlloc_v2(memory, BYTES));
  REQUIRE(cuMemsetD8_v2(*memory, 0x33, BYTES));
  REQUIRE(cuCtxSynchronize());
  REQUIRE(cuIpcGetMemHandle(&handle, *memory));
  return handle;
}

static struct report between_processes(CUresult (*open)(CUdeviceptr *, CUipcMemHandle, unsigned int)) {
  struct importer importer = start(open);
  CUdeviceptr memory;
  CUipcMemHandle handle = exported(&memory);
  struct report report = ask(importer, handle);
  unsigned char byte = 0;
  REQUIRE(cuMemcpyDtoH_v2(&byte, memory + 5, 1));
  CHECK(byte == 0x77);
  return report;
}

CASE(cuIpcGetMemHandle, CUDA_SUCCESS, "the same again, of the same memory") {
  CUdeviceptr memory;
  CUipcMemHandle handle = exported(&memory), again;
  EXPECT(cuIpcGetMemHandle(&again, memory), CUDA_SUCCESS);
  CHECK_BYTES(&again, &handle, sizeof handle);
  EXPECT(cuMemFree_v2(memory), CUDA_SUCCESS);
}

CASE(cuIpcGetMemHandle, CUDA_ERROR_INVALID_VALUE, "of the host's, of managed and of freed memory") {
  CUdeviceptr memory, managed;
  CUipcMemHandle handle = exported(&memory);
  void *host;
  REQUIRE(cuMemAllocHost_v2(&host, 4096));
  REQUIRE(cuMemAllocManaged(&managed, 4096, CU_MEM_ATTACH_GLOBAL));
  EXPECT(cuIpcGetMemHandle(&handle, (uintptr_t)host), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuIpcGetMemHandle(&handle, managed), CUDA_ERROR_INVALID_VALUE);
  REQUIRE(cuMemFree_v2(memory));
  EXPECT(cuIpcGetMemHandle(&handle, memory), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuIpcGetMemHandle(NULL, memory), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuIpcOpenMemHandle_v2, CUDA_SUCCESS, "in another process, the bytes are the same") {
  struct report report = between_processes(cuIpcOpenMemHandle_v2);
  EXPECT(report.opened, CUDA_SUCCESS);
  CHECK(report.first_byte == 0x33);
}

CASE(cuIpcOpenMemHandle_v2, CUDA_SUCCESS, "once more, at the same address") {
  struct report report = between_processes(cuIpcOpenMemHandle_v2);
  EXPECT(report.opened_again, CUDA_SUCCESS);
  CHECK(report.same == 1);
}

CASE(cuIpcOpenMemHandle_v2, CUDA_ERROR_INVALID_VALUE, "with flags that there aren't") {
  EXPECT(between_processes(cuIpcOpenMemHandle_v2).other_flags, CUDA_ERROR_INVALID_VALUE);
}

CASE(cuIpcOpenMemHandle_v2, CUDA_ERROR_INVALID_CONTEXT, "in the process that it comes from") {
  CUdeviceptr memory, other;
  CUipcMemHandle handle = exported(&memory);
  EXPECT(cuIpcOpenMemHandle_v2(&other, handle, CU_IPC_MEM_LAZY_ENABLE_PEER_ACCESS), CUDA_ERROR_INVALID_CONTEXT);
}

CASE(cuIpcOpenMemHandle, CUDA_SUCCESS, "in another process") {
  EXPECT(between_processes(cuIpcOpenMemHandle).opened, CUDA_SUCCESS);
}

CASE(cuIpcCloseMemHandle, CUDA_SUCCESS, "as often as it was opened") {
  struct report report = between_processes(cuIpcOpenMemHandle);
  EXPECT(report.closed, CUDA_SUCCESS);
  EXPECT(report.closed_again, CUDA_SUCCESS);
}

CASE(cuIpcCloseMemHandle, CUDA_ERROR_INVALID_VALUE, "more often than it was opened, and what was not") {
  EXPECT(between_processes(cuIpcOpenMemHandle).closed_too_often, CUDA_ERROR_INVALID_VALUE);
  CUdeviceptr memory;
  REQUIRE(cuMemAlloc_v2(&memory, BYTES));
  EXPECT(cuIpcCloseMemHandle(memory), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemFree_v2, CUDA_ERROR_INVALID_VALUE, "of another process's memory") {
  EXPECT(between_processes(cuIpcOpenMemHandle).freed, CUDA_ERROR_INVALID_VALUE);
}
