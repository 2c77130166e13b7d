// Random copies and fills between memory of every kind, in several streams, against a model that does the same with memmove.
#include <string.h>

#include "../check.h"
#include "node.h"

enum { BUFFERS = 10, BYTES = 300000, STEPS = 8000, STREAMS = 3 };

enum kind { DEVICE, OTHER_DEVICE, PINNED, REGISTERED, MANAGED, PAGEABLE };

static struct buffer {
  enum kind kind;
  CUdeviceptr address;
  unsigned char *model;
} buffers[BUFFERS];

static CUstream streams[STREAMS];

static void make(int i, CUcontext other) {
  struct buffer *buffer = &buffers[i];
  CUcontext mine;
  void *host;
  buffer->kind = (enum kind)(i % 6);
  buffer->model = calloc(1, BYTES);
  switch (buffer->kind) {
  case OTHER_DEVICE:
    NEED(cuCtxGetCurrent(&mine));
    NEED(cuCtxSetCurrent(other));
    NEED(cuMemAlloc_v2(&buffer->address, BYTES));
    NEED(cuCtxSetCurrent(mine));
    break;
  case PINNED:
    NEED(cuMemAllocHost_v2(&host, BYTES));
    buffer->address = (uintptr_t)host;
    break;
  case REGISTERED:
    host = malloc(BYTES);
    NEED(cuMemHostRegister_v2(host, BYTES, 0));
    buffer->address = (uintptr_t)host;
    break;
  case MANAGED:
    NEED(cuMemAllocManaged(&buffer->address, BYTES, CU_MEM_ATTACH_GLOBAL));
    break;
  case PAGEABLE:
    buffer->address = (uintptr_t)malloc(BYTES);
    break;
  default:
    NEED(cuMemAlloc_v2(&buffer->address, BYTES));
  }
  NEED(cuMemcpy(buffer->address, (uintptr_t)buffer->model, BYTES));
}

static unsigned char *read_back(const struct buffer *buffer) {
  static unsigned char seen[BYTES];
  NEED(cuMemcpy((uintptr_t)seen, buffer->address, BYTES));
  return seen;
}

// One copy, any way that is allowed for its ends, to the model too. Between different streams the program must wait itself.
static void copy(CUstream stream) {
  struct buffer *from = &buffers[node_random(BUFFERS)], *to = &buffers[node_random(BUFFERS)];
  if (from == to)
    return;
  if (node_random(3) == 0) {
    uint64_t width = 1 + node_random(200), rows = 1 + node_random(20), slices = 1 + node_random(4);
    uint64_t from_pitch = width + node_random(300), to_pitch = width + node_random(300);
    CUDA_MEMCPY3D box = {.srcMemoryType = CU_MEMORYTYPE_UNIFIED, .srcDevice = from->address, .srcPitch = from_pitch,
                         .srcHeight = rows + node_random(5), .srcXInBytes = node_random(from_pitch - width + 1),
                         .dstMemoryType = CU_MEMORYTYPE_UNIFIED, .dstDevice = to->address, .dstPitch = to_pitch,
                         .dstHeight = rows + node_random(5), .dstXInBytes = node_random(to_pitch - width + 1),
                         .WidthInBytes = width, .Height = rows, .Depth = slices};
    NEED(cuMemcpy3DAsync_v2(&box, stream));
    for (uint64_t z = 0; z < slices; z++)
      for (uint64_t y = 0; y < rows; y++)
        memmove(to->model + (z * box.dstHeight + y) * to_pitch + box.dstXInBytes,
                from->model + (z * box.srcHeight + y) * from_pitch + box.srcXInBytes, width);
    return;
  }
  uint64_t bytes = node_random(node_random(2) ? 100 : BYTES / 2), source = node_random(BYTES - bytes),
           target = node_random(BYTES - bytes);
  NEED(cuMemcpyAsync(to->address + target, from->address + source, bytes, stream));
  memmove(to->model + target, from->model + source, bytes);
}

static void fill(CUstream stream) {
  struct buffer *to = &buffers[node_random(BUFFERS)];
  if (to->kind == PAGEABLE)
    return;
  uint64_t count = node_random(2) ? node_random(50) : node_random(BYTES / 4), at = node_random(BYTES / 4 - count) * 4;
  unsigned int value = node_random(3) ? (unsigned int)node_random(UINT32_MAX) : 0;
  NEED(cuMemsetD32Async(to->address + at, value, count, stream));
  for (uint64_t i = 0; i < count; i++)
    memcpy(to->model + at + 4 * i, &value, 4);
}

int main(void) {
  CUcontext other;
  node_context();
  NEED(cuDevicePrimaryCtxRetain(&other, 1));
  for (int i = 0; i < STREAMS; i++)
    NEED(cuStreamCreate(&streams[i], i ? CU_STREAM_NON_BLOCKING : 0));
  for (int i = 0; i < BUFFERS; i++)
    make(i, other);
  uint64_t wrong = 0;
  int current = 0;
  for (int step = 0; step < STEPS; step++) {
    if (node_random(20) == 0) {
      NEED(cuStreamSynchronize(streams[current]));
      current = (int)node_random(STREAMS);
    }
    if (node_random(4))
      copy(streams[current]);
    else
      fill(streams[current]);
    if (step % 200 == 0) {
      NEED(cuStreamSynchronize(streams[current]));
      struct buffer *one = &buffers[node_random(BUFFERS)];
      wrong += memcmp(read_back(one), one->model, BYTES) != 0;
    }
  }
  CHECK_NUMBER("buffers that differ on the way", wrong, 0);
  NEED(cuCtxSynchronize());
  for (int i = 0; i < BUFFERS; i++) {
    char name[64];
    snprintf(name, sizeof name, "buffer %d (kind %d) at the end", i, buffers[i].kind);
    CHECK_NUMBER(name, memcmp(read_back(&buffers[i]), buffers[i].model, BYTES), 0);
  }
  return CHECKS_END();
}
