// Memory that processes give to each other: charged once in a container, and in each container that holds it.
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"
#include "keep.h"

static CUmemGenericAllocationHandle make_shareable(uint64_t bytes) {
  CUmemAllocationProp props = {.type = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE},
                               .requestedHandleTypes = CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR};
  CUmemGenericAllocationHandle handle;
  NEED(cuMemCreate(&handle, bytes, &props, 0));
  return handle;
}

static void give(int channel, CUmemGenericAllocationHandle handle) {
  int descriptor;
  NEED(cuMemExportToShareableHandle(&descriptor, handle, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0));
  send_descriptor(channel, descriptor);
  close(descriptor);
}

static CUmemGenericAllocationHandle receive(int channel) {
  CUmemGenericAllocationHandle handle;
  int descriptor = receive_descriptor(channel);
  NEED(cuMemImportFromShareableHandle(&handle, (void *)(intptr_t)descriptor, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR));
  close(descriptor);
  return handle;
}

static bool is_charged(uint64_t bytes) {
  uint64_t charged = 0, device = 0;
  for (int tries = 0; tries < 200; tries++) {
    charged = charged_by_all(2);
    device = kept_by_all(2);
    if (charged == bytes && device == bytes)
      return true;
    usleep(5000);
  }
  fprintf(stderr, "the region says %llu, the device %llu, expected %llu\n", (unsigned long long)charged,
          (unsigned long long)device, (unsigned long long)bytes);
  return false;
}

// The maker lets go first; then the importer, which then makes something itself.
static int exporter(int channel) {
  hear(channel, 'b');
  node_context();
  CUmemGenericAllocationHandle handle = make_shareable(MIB(100));
  give(channel, handle);
  hear(channel, 'r');
  NEED(cuMemRelease(handle));
  say(channel, 'd');
  hear(channel, 'e');
  say(channel, 'd');
  return 0;
}

static void maker_first(int pid, int channel) {
  CUdeviceptr room;
  say(channel, 'b');
  CUmemGenericAllocationHandle handle = receive(channel);
  CHECK("imported it is charged once", is_charged(MIB(100)), "see above");
  NEED(cuMemAddressReserve(&room, MIB(100), 0, 0, 0));
  NEED(cuMemMap(room, MIB(100), 0, handle, 0));
  NEED(cuMemRelease(handle));
  CHECK("mapped too", is_charged(MIB(100)) && container_charged_as(HAMI_REGION_PHYSICAL) == 0, "see above");
  say(channel, 'r');
  hear(channel, 'd');
  CHECK_NUMBER("its maker let go: not for a moment is it charged to nobody", charged_by_all(2), MIB(100));
  CHECK("its maker let go: it stays charged", is_charged(MIB(100)), "see above");
  NEED(cuMemUnmap(room, MIB(100)));
  CHECK("nobody holds it: it is not", is_charged(0), "see above");
  say(channel, 'e');
  hear(channel, 'd');
  CHECK_NUMBER("the maker ends", end_of_child(pid), 0);
  close(channel);
  NEED(cuMemAddressFree(room, MIB(100)));
}

// What this process has already is not made a second time.
static void to_itself(void) {
  CUmemGenericAllocationHandle handle = make_shareable(MIB(20)), again;
  int descriptor;
  NEED(cuMemExportToShareableHandle(&descriptor, handle, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0));
  NEED(cuMemImportFromShareableHandle(&again, (void *)(intptr_t)descriptor, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR));
  close(descriptor);
  CHECK("imported where it was made it is charged once", keeps(MIB(20)), "see above");
  NEED(cuMemRelease(handle));
  CHECK("the second handle keeps it", keeps(MIB(20)), "see above");
  NEED(cuMemRelease(again));
  CHECK("until it is released", keeps(0), "see above");
}

// The maker is killed: who holds its memory is charged.
static void maker_killed(int pid, int channel) {
  CUdeviceptr room;
  say(channel, 'b');
  CUmemGenericAllocationHandle handle = receive(channel);
  NEED(cuMemAddressReserve(&room, MIB(100), 0, 0, 0));
  NEED(cuMemMap(room, MIB(100), 0, handle, 0));
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  CHECK("of a maker that was killed, the holder is charged within a second", keeps_within_a_second(MIB(100)), "see above");
  NEED(cuMemRelease(handle));
  CHECK("a map holds it", keeps(MIB(100)), "see above");
  NEED(cuMemUnmap(room, MIB(100)));
  CHECK("nothing does", keeps(0), "see above");
  close(channel);
  NEED(cuMemAddressFree(room, MIB(100)));
}

// Another container's: this process has left the first one's region before it ever used the driver.
static int stranger(int channel) {
  hear(channel, 'b');
  container_begin(1, MIB(150));
  node_context();
  CUmemGenericAllocationHandle handle = receive(channel), more;
  CUmemAllocationProp props = {.type = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  CUdeviceptr room;
  NEED(cuMemAddressReserve(&room, MIB(200), 0, 0, 0));
  NEED(cuMemMap(room, MIB(100), 0, handle, 0));
  bool right = container_charged_as(HAMI_REGION_PHYSICAL) == MIB(100);
  right = cuMemCreate(&more, MIB(52), &props, 0) == CUDA_ERROR_OUT_OF_MEMORY && right;
  CUmemGenericAllocationHandle second = receive(channel);
  right = cuMemMap(room + MIB(100), MIB(100), 0, second, 0) == CUDA_ERROR_OUT_OF_MEMORY && right;
  NEED(cuMemRelease(second));
  NEED(cuMemUnmap(room, MIB(100)));
  NEED(cuMemRelease(handle));
  right = container_charged_as(HAMI_REGION_PHYSICAL) == 0 && right;
  container_end();
  return right ? 0 : 1;
}

static void between_containers(int pid, int channel) {
  say(channel, 'b');
  CUmemGenericAllocationHandle one = make_shareable(MIB(100)), two = make_shareable(MIB(100));
  give(channel, one);
  give(channel, two);
  CHECK_NUMBER("what comes from another container is charged, and refused beyond the limit", end_of_child(pid), 0);
  NEED(cuMemRelease(one));
  NEED(cuMemRelease(two));
  CHECK("here it was charged all along, and is not any more", keeps_within_a_second(0), "see above");
  close(channel);
}

static int pool_user(int channel) {
  hear(channel, 'b');
  node_context();
  CUmemoryPool pool;
  CUmemPoolPtrExportData data;
  CUdeviceptr pointer, own;
  CUstream stream;
  int descriptor = receive_descriptor(channel);
  NEED(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  NEED(cuMemPoolImportFromShareableHandle(&pool, (void *)(intptr_t)descriptor, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0));
  if (recv(channel, &data, sizeof(data), 0) != sizeof(data))
    return 3;
  NEED(cuMemPoolImportPointer(&pointer, pool, &data));
  bool right = container_charged_as(HAMI_REGION_POOL) == 0;
  right = cuMemAllocFromPoolAsync(&own, 1, pool, stream) == CUDA_ERROR_INVALID_VALUE && right;
  NEED(cuMemFreeAsync(pointer, stream));
  NEED(cuStreamSynchronize(stream));
  NEED(cuMemPoolDestroy(pool));
  right = container_charged_here() == container_context() && right;
  return right ? 0 : 1;
}

static void imported_pool(int pid, int channel) {
  int descriptor;
  say(channel, 'b');
  CUmemPoolProps props = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE},
                          .handleTypes = CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR};
  CUmemoryPool pool;
  CUmemPoolPtrExportData data;
  CUdeviceptr pointer;
  CUstream stream;
  NEED(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  NEED(cuMemPoolCreate(&pool, &props));
  NEED(cuMemAllocFromPoolAsync(&pointer, MIB(10), pool, stream));
  NEED(cuMemPoolExportToShareableHandle(&descriptor, pool, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0));
  NEED(cuMemPoolExportPointer(&data, pointer));
  send_descriptor(channel, descriptor);
  if (send(channel, &data, sizeof(data), 0) != sizeof(data))
    exit(3);
  CHECK_NUMBER("an imported pool charges nothing", end_of_child(pid), 0);
  CHECK("its maker is charged", keeps(MIB(32)), "see above");
  NEED(cuMemFreeAsync(pointer, stream));
  NEED(cuStreamSynchronize(stream));
  NEED(cuMemPoolDestroy(pool));
  CHECK("until it is gone", keeps_within_a_second(0), "see above");
  close(descriptor);
  close(channel);
}

int main(void) {
  // A child of a process that uses the driver can't use it.
  static int (*const works[])(int) = {exporter, exporter, stranger, pool_user};
  int pids[4], channels[4];
  container_begin(2, MIB(400));
  for (int k = 0; k < 4; k++)
    pids[k] = in_child(works[k], &channels[k]);
  node_context();
  maker_first(pids[0], channels[0]);
  to_itself();
  maker_killed(pids[1], channels[1]);
  between_containers(pids[2], channels[2]);
  imported_pool(pids[3], channels[3]);
  container_end();
  return CHECKS_END();
}
