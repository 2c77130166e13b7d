#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conformance.h"

enum { BYTES = 1 << 20 };

// What another API would hand over. Hardware takes only its own: there, these cases are skipped.
static int foreign_file(size_t bytes) {
  if (!SIMULATED())
    SKIP("there is no other API here that makes such memory");
  int file = memfd_create("foreign", MFD_CLOEXEC);
  CHECK(file >= 0 && ftruncate(file, (off_t)bytes) == 0);
  return file;
}

static CUexternalMemory imported(int file) {
  CUDA_EXTERNAL_MEMORY_HANDLE_DESC description = {.type = CU_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD, .size = BYTES};
  CUexternalMemory memory;
  description.handle.fd = file;
  REQUIRE(cuImportExternalMemory(&memory, &description));
  return memory;
}

static CUexternalSemaphore semaphore(CUexternalSemaphoreHandleType type) {
  CUDA_EXTERNAL_SEMAPHORE_HANDLE_DESC description = {.type = type};
  CUexternalSemaphore made;
  description.handle.fd = foreign_file(4096);
  REQUIRE(cuImportExternalSemaphore(&made, &description));
  return made;
}

static size_t free_bytes(void) {
  size_t free, total;
  REQUIRE(cuMemGetInfo_v2(&free, &total));
  return free;
}

CASE(cuImportExternalMemory, CUDA_SUCCESS, "by descriptor, taking none of the device's memory") {
  with_context();
  int file = foreign_file(BYTES);
  size_t before = free_bytes();
  CUexternalMemory memory = imported(file);
  CHECK(free_bytes() == before);
  EXPECT(cuDestroyExternalMemory(memory), CUDA_SUCCESS);
}

CASE(cuImportExternalMemory, CUDA_ERROR_INVALID_VALUE, "of no bytes, of no such type, with unknown flags") {
  with_context();
  CUexternalMemory memory;
  CUDA_EXTERNAL_MEMORY_HANDLE_DESC description = {.type = CU_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD};
  EXPECT(cuImportExternalMemory(&memory, &description), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuImportExternalMemory(&memory, NULL), CUDA_ERROR_INVALID_VALUE);
  description.size = BYTES;
  description.type = (CUexternalMemoryHandleType)77;
  EXPECT(cuImportExternalMemory(&memory, &description), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuDestroyExternalMemory, CUDA_SUCCESS, "the descriptor is closed") {
  with_context();
  int file = foreign_file(BYTES);
  CUexternalMemory memory = imported(file);
  struct stat status;
  REQUIRE(cuDestroyExternalMemory(memory));
  CHECK(fstat(file, &status) != 0);
}

CASE(cuExternalMemoryGetMappedBuffer, CUDA_SUCCESS, "what the device writes there the owner sees") {
  with_context();
  int file = foreign_file(BYTES);
  int own = dup(file);
  unsigned int seen = 0;
  CUdeviceptr address;
  CUexternalMemory memory = imported(file);
  CUDA_EXTERNAL_MEMORY_BUFFER_DESC part = {.offset = 5000, .size = 8192};
  REQUIRE(cuExternalMemoryGetMappedBuffer(&address, memory, &part));
  REQUIRE(cuMemsetD32_v2(address + 4, 0xc0ffee, 1));
  REQUIRE(cuCtxSynchronize());
  CHECK(pread(own, &seen, 4, 5004) == 4 && seen == 0xc0ffee);
  EXPECT(cuMemFree_v2(address), CUDA_SUCCESS);
  EXPECT(cuMemFree_v2(address), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuDestroyExternalMemory(memory), CUDA_SUCCESS);
}

CASE(cuExternalMemoryGetMappedBuffer, CUDA_ERROR_INVALID_VALUE, "beyond its end, of no bytes, with flags") {
  with_context();
  CUexternalMemory memory = imported(foreign_file(BYTES));
  CUdeviceptr address;
  CUDA_EXTERNAL_MEMORY_BUFFER_DESC part = {.offset = BYTES - 100, .size = 101};
  EXPECT(cuExternalMemoryGetMappedBuffer(&address, memory, &part), CUDA_ERROR_INVALID_VALUE);
  part = (CUDA_EXTERNAL_MEMORY_BUFFER_DESC){.offset = 0, .size = 0};
  EXPECT(cuExternalMemoryGetMappedBuffer(&address, memory, &part), CUDA_ERROR_INVALID_VALUE);
  part = (CUDA_EXTERNAL_MEMORY_BUFFER_DESC){.size = 100, .flags = 1};
  EXPECT(cuExternalMemoryGetMappedBuffer(&address, memory, &part), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuExternalMemoryGetMappedBuffer, CUDA_ERROR_INVALID_HANDLE, "of no memory") {
  with_context();
  CUdeviceptr address;
  CUDA_EXTERNAL_MEMORY_BUFFER_DESC part = {.size = 100};
  EXPECT(cuExternalMemoryGetMappedBuffer(&address, NULL, &part), CUDA_ERROR_INVALID_HANDLE);
}

static CUDA_EXTERNAL_MEMORY_MIPMAPPED_ARRAY_DESC pyramid(void) {
  return (CUDA_EXTERNAL_MEMORY_MIPMAPPED_ARRAY_DESC){
    .arrayDesc = {.Width = 64, .Height = 64, .Format = CU_AD_FORMAT_UNSIGNED_INT8, .NumChannels = 4}, .numLevels = 2};
}

CASE(cuExternalMemoryGetMappedMipmappedArray, CUDA_SUCCESS, "its levels hold bytes, even when the handle is gone") {
  with_context();
  unsigned char there[256], back[256];
  memset(there, 0x77, sizeof there);
  CUexternalMemory memory = imported(foreign_file(BYTES));
  CUDA_EXTERNAL_MEMORY_MIPMAPPED_ARRAY_DESC description = pyramid();
  CUmipmappedArray mipmap;
  CUarray level;
  REQUIRE(cuExternalMemoryGetMappedMipmappedArray(&mipmap, memory, &description));
  REQUIRE(cuMipmappedArrayGetLevel(&level, mipmap, 1));
  REQUIRE(cuDestroyExternalMemory(memory));
  REQUIRE(cuMemcpyHtoA_v2(level, 0, there, 128));
  REQUIRE(cuMemcpyAtoH_v2(back, level, 0, 128));
  CHECK_BYTES(back, there, 128);
  EXPECT(cuMipmappedArrayDestroy(mipmap), CUDA_SUCCESS);
}

CASE(cuExternalMemoryGetMappedMipmappedArray, CUDA_ERROR_INVALID_VALUE, "larger than the memory, of no levels") {
  with_context();
  CUexternalMemory memory = imported(foreign_file(BYTES));
  CUDA_EXTERNAL_MEMORY_MIPMAPPED_ARRAY_DESC description = pyramid();
  CUmipmappedArray mipmap;
  description.arrayDesc.Width = description.arrayDesc.Height = 4096;
  EXPECT(cuExternalMemoryGetMappedMipmappedArray(&mipmap, memory, &description), CUDA_ERROR_INVALID_VALUE);
  description = pyramid();
  description.numLevels = 0;
  EXPECT(cuExternalMemoryGetMappedMipmappedArray(&mipmap, memory, &description), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuImportExternalSemaphore, CUDA_SUCCESS, "by descriptor") {
  with_context();
  EXPECT(cuDestroyExternalSemaphore(semaphore(CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD)), CUDA_SUCCESS);
}

CASE(cuImportExternalSemaphore, CUDA_ERROR_INVALID_VALUE, "of no such type") {
  with_context();
  CUexternalSemaphore made;
  CUDA_EXTERNAL_SEMAPHORE_HANDLE_DESC description = {.type = (CUexternalSemaphoreHandleType)77};
  EXPECT(cuImportExternalSemaphore(&made, &description), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuImportExternalSemaphore(&made, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuDestroyExternalSemaphore, CUDA_SUCCESS, "once") {
  with_context();
  EXPECT(cuDestroyExternalSemaphore(semaphore(CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_TIMELINE_SEMAPHORE_FD)), CUDA_SUCCESS);
}

static CUstream new_stream(void) {
  CUstream stream;
  REQUIRE(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  return stream;
}

CASE(cuSignalExternalSemaphoresAsync, CUDA_SUCCESS, "lets a waiting stream go on") {
  with_context();
  CUexternalSemaphore one = semaphore(CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_TIMELINE_SEMAPHORE_FD);
  CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS until = {.params = {.fence = {.value = 7}}};
  CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS early = {.params = {.fence = {.value = 6}}}, enough = {.params = {.fence = {.value = 7}}};
  CUstream waits = new_stream(), signals = new_stream();
  REQUIRE(cuWaitExternalSemaphoresAsync(&one, &until, 1, waits));
  REQUIRE(cuSignalExternalSemaphoresAsync(&one, &early, 1, signals));
  REQUIRE(cuStreamSynchronize(signals));
  EXPECT(cuStreamQuery(waits), CUDA_ERROR_NOT_READY);
  REQUIRE(cuSignalExternalSemaphoresAsync(&one, &enough, 1, signals));
  EXPECT(cuStreamSynchronize(waits), CUDA_SUCCESS);
}

CASE(cuWaitExternalSemaphoresAsync, CUDA_SUCCESS, "one signal of a plain semaphore lets one wait go on") {
  with_context();
  CUexternalSemaphore one = semaphore(CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD);
  CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS wait = {.flags = 0};
  CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS signal = {.flags = 0};
  CUstream first = new_stream(), second = new_stream();
  REQUIRE(cuSignalExternalSemaphoresAsync(&one, &signal, 1, first));
  REQUIRE(cuWaitExternalSemaphoresAsync(&one, &wait, 1, first));
  REQUIRE(cuStreamSynchronize(first));
  REQUIRE(cuWaitExternalSemaphoresAsync(&one, &wait, 1, second));
  EXPECT(cuStreamQuery(second), CUDA_ERROR_NOT_READY);
  REQUIRE(cuSignalExternalSemaphoresAsync(&one, &signal, 1, first));
  EXPECT(cuStreamSynchronize(second), CUDA_SUCCESS);
}

CASE(cuSignalExternalSemaphoresAsync, CUDA_ERROR_INVALID_VALUE, "none") {
  with_context();
  CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS signal = {.flags = 0};
  EXPECT(cuSignalExternalSemaphoresAsync(NULL, &signal, 1, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuWaitExternalSemaphoresAsync, CUDA_ERROR_INVALID_VALUE, "none") {
  with_context();
  CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS wait = {.flags = 0};
  EXPECT(cuWaitExternalSemaphoresAsync(NULL, &wait, 1, NULL), CUDA_ERROR_INVALID_VALUE);
}
