// Semaphores that another API made: a counter, in the file behind the descriptor where that has room for one.
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver.h"

enum { MAX_SEMAPHORES = 4096 };

struct semaphore {
  CUexternalSemaphoreHandleType type;
  _Atomic uint64_t own;
  _Atomic uint64_t *value;    // `own`, or shared with whoever maps the file
  int file;
};

static struct sg_handles handles = SG_HANDLES(struct semaphore, MAX_SEMAPHORES);

static bool is_timeline(const struct semaphore *semaphore) {
  return semaphore->type == CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_TIMELINE_SEMAPHORE_FD;
}

CUresult cuImportExternalSemaphore(CUexternalSemaphore *extSem_out, const CUDA_EXTERNAL_SEMAPHORE_HANDLE_DESC *semHandleDesc) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (extSem_out == NULL || semHandleDesc == NULL || semHandleDesc->flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  CUexternalSemaphoreHandleType type = semHandleDesc->type;
  if (type < CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD || type > CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_TIMELINE_SEMAPHORE_WIN32)
    return CUDA_ERROR_INVALID_VALUE;
  if (type != CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD && type != CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_TIMELINE_SEMAPHORE_FD)
    return CUDA_ERROR_NOT_SUPPORTED;
  struct stat status;
  int file = semHandleDesc->handle.fd;
  if (fstat(file, &status) != 0)
    return CUDA_ERROR_INVALID_HANDLE;
  struct semaphore *semaphore = sg_handle_new(&handles);
  if (semaphore == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  semaphore->type = type;
  semaphore->file = file;
  semaphore->value = &semaphore->own;
  if (S_ISREG(status.st_mode) && (size_t)status.st_size >= sizeof(*semaphore->value)) {
    void *shared = mmap(NULL, sizeof(*semaphore->value), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (shared != MAP_FAILED)
      semaphore->value = shared;
  }
  *extSem_out = (CUexternalSemaphore)semaphore;
  return CUDA_SUCCESS;
}

CUresult cuDestroyExternalSemaphore(CUexternalSemaphore extSem) {
  SG_ENTRY();
  if (extSem == NULL || !sg_handle_live(&handles, extSem))
    return CUDA_ERROR_INVALID_HANDLE;
  struct semaphore *semaphore = (struct semaphore *)extSem;
  sg_settle();
  if (semaphore->value != &semaphore->own)
    munmap(semaphore->value, sizeof(*semaphore->value));
  close(semaphore->file);
  sg_handle_free(&handles, semaphore);
  return CUDA_SUCCESS;
}

// One call's semaphores and values, for the time when the stream comes to them.
struct batch {
  unsigned int count, passed;
  struct { struct semaphore *semaphore; uint64_t value; } entries[];
};

static CUresult check(const CUexternalSemaphore *semaphores, const void *parameters, unsigned int count) {
  if (semaphores == NULL || parameters == NULL || count == 0)
    return CUDA_ERROR_INVALID_VALUE;
  for (unsigned int i = 0; i < count; i++) {
    if (semaphores[i] == NULL || !sg_handle_live(&handles, semaphores[i]))
      return CUDA_ERROR_INVALID_HANDLE;
  }
  return CUDA_SUCCESS;
}

static void signal_all(void *data) {
  struct batch *batch = data;
  for (unsigned int i = 0; i < batch->count; i++) {
    struct semaphore *semaphore = batch->entries[i].semaphore;
    if (!sg_handle_live(&handles, semaphore))
      continue;
    if (is_timeline(semaphore))
      atomic_store(semaphore->value, batch->entries[i].value);
    else
      atomic_fetch_add(semaphore->value, 1);
  }
}

// A timeline is passed from its value on; a plain semaphore by one waiter for each signal.
static bool is_passed(struct semaphore *semaphore, uint64_t value) {
  if (!sg_handle_live(&handles, semaphore))
    return true;
  uint64_t now = atomic_load(semaphore->value);
  if (is_timeline(semaphore))
    return now >= value;
  while (now > 0) {
    if (atomic_compare_exchange_weak(semaphore->value, &now, now - 1))
      return true;
  }
  return false;
}

static bool are_all_passed(void *data) {
  struct batch *batch = data;
  while (batch->passed < batch->count &&
         is_passed(batch->entries[batch->passed].semaphore, batch->entries[batch->passed].value))
    batch->passed++;
  return batch->passed == batch->count;
}

static struct batch *new_batch(const CUexternalSemaphore *semaphores, unsigned int count) {
  struct batch *batch = calloc(1, sizeof(*batch) + count * sizeof(*batch->entries));
  if (batch != NULL) {
    batch->count = count;
    for (unsigned int i = 0; i < count; i++)
      batch->entries[i].semaphore = (struct semaphore *)semaphores[i];
  }
  return batch;
}

CUresult cuSignalExternalSemaphoresAsync(const CUexternalSemaphore *extSemArray,
                                         const CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS *paramsArray, unsigned int numExtSems,
                                         CUstream stream) {
  SG_ENTRY();
  struct sg_stream *found;
  SG_TRY(sg_stream_resolve(stream, &found));
  SG_TRY(check(extSemArray, paramsArray, numExtSems));
  struct batch *batch = new_batch(extSemArray, numExtSems);
  if (batch == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  for (unsigned int i = 0; i < numExtSems; i++)
    batch->entries[i].value = paramsArray[i].params.fence.value;
  CUDA_EXT_SEM_SIGNAL_NODE_PARAMS parameters = {.extSemArray = (CUexternalSemaphore *)extSemArray, .paramsArray = paramsArray,
                                                .numExtSems = numExtSems};
  return sg_submit(found, &(struct sg_work){.kind = SG_WORK_MARK, .effect = {signal_all, free, batch},
                                            .node_type = CU_GRAPH_NODE_TYPE_EXT_SEMAS_SIGNAL, .node_params = &parameters});
}

static void begin_anew(void *data) {
  ((struct batch *)data)->passed = 0;
}

// The effect comes after the waiting: a graph may wait again with the same batch, and the last to use it releases it.
CUresult cuWaitExternalSemaphoresAsync(const CUexternalSemaphore *extSemArray,
                                       const CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS *paramsArray, unsigned int numExtSems,
                                       CUstream stream) {
  SG_ENTRY();
  struct sg_stream *found;
  SG_TRY(sg_stream_resolve(stream, &found));
  SG_TRY(check(extSemArray, paramsArray, numExtSems));
  struct batch *batch = new_batch(extSemArray, numExtSems);
  if (batch == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  for (unsigned int i = 0; i < numExtSems; i++)
    batch->entries[i].value = paramsArray[i].params.fence.value;
  CUDA_EXT_SEM_WAIT_NODE_PARAMS parameters = {.extSemArray = (CUexternalSemaphore *)extSemArray, .paramsArray = paramsArray,
                                              .numExtSems = numExtSems};
  return sg_submit(found, &(struct sg_work){.kind = SG_WORK_HOST, .host_ready = are_all_passed, .host_data = batch,
                                            .effect = {begin_anew, free, batch},
                                            .node_type = CU_GRAPH_NODE_TYPE_EXT_SEMAS_WAIT, .node_params = &parameters});
}
