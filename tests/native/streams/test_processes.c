// Events between processes.
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"
#include "device.h"

// The other process: waits for the event that it is handed, and says how that went.
static int other_process(int from, int to) {
  CUipcEventHandle handle;
  CUevent event;
  struct answer { CUresult opened, queried, waited, ordered; } answer = {0};
  if (read(from, &handle, sizeof handle) != sizeof handle)
    return 1;
  device_open();
  answer.opened = cuIpcOpenEventHandle(&event, handle);
  answer.queried = cuEventQuery(event);
  CUstream stream = stream_of(CU_STREAM_NON_BLOCKING);
  MUST(cuStreamWaitEvent(stream, event, 0));
  answer.ordered = cuStreamQuery(stream);
  char go = 'g';
  if (write(to, &answer, sizeof answer) != sizeof answer || read(from, &go, 1) != 1)
    return 1;
  answer.waited = cuEventSynchronize(event);
  MUST(cuStreamSynchronize(stream));
  CUresult after = cuEventQuery(event);
  if (write(to, &answer, sizeof answer) != sizeof answer || write(to, &after, sizeof after) != sizeof after)
    return 1;
  MUST(cuEventDestroy_v2(event));
  return 0;
}

// Events that are somebody's.
static int events_in_use(void) {
  int count = 0;
  struct sg_state *state = device_state();
  for (uint32_t i = 0; i < atomic_load(&state->header.event_high); i++)
    count += state->events[i].owner != SG_NONE;
  return count;
}

int main(void) {
  int down[2], up[2];
  if (pipe(down) != 0 || pipe(up) != 0)
    return 1;
  pid_t child = fork();
  if (child == 0)
    exit(other_process(down[0], up[1]));
  device_open();
  CUevent event;
  CUipcEventHandle handle;
  struct { CUresult opened, queried, waited, ordered; } answer;
  CUstream stream = stream_of(CU_STREAM_NON_BLOCKING);
  MUST(cuEventCreate(&event, CU_EVENT_INTERPROCESS | CU_EVENT_DISABLE_TIMING));
  MUST(cuIpcGetEventHandle(&handle, event));
  // A word that nobody wrote yet keeps the event from coming before the other process has asked.
  void *host;
  CUdeviceptr word;
  MUST(cuMemHostAlloc(&host, 4096, CU_MEMHOSTALLOC_DEVICEMAP));
  MUST(cuMemHostGetDevicePointer_v2(&word, host, 0));
  MUST(cuStreamWaitValue32_v2(stream, word, 1, CU_STREAM_WAIT_VALUE_GEQ));
  launch("us100", stream);
  MUST(cuEventRecord(event, stream));
  if (write(down[1], &handle, sizeof handle) != sizeof handle || read(up[0], &answer, sizeof answer) != sizeof answer)
    return 1;
  CHECK_NUMBER("another process opens the event", answer.opened, CUDA_SUCCESS);
  CHECK_NUMBER("sees that it is still to come", answer.queried, CUDA_ERROR_NOT_READY);
  CHECK_NUMBER("and has a stream that waits for it", answer.ordered, CUDA_ERROR_NOT_READY);
  __atomic_store_n((uint32_t *)host, 1, __ATOMIC_RELEASE);
  if (write(down[1], "g", 1) != 1 || read(up[0], &answer, sizeof answer) != sizeof answer)
    return 1;
  CUresult after;
  if (read(up[0], &after, sizeof after) != sizeof after)
    return 1;
  CHECK_NUMBER("waits until it comes", answer.waited, CUDA_SUCCESS);
  CHECK_NUMBER("and then it is there", after, CUDA_SUCCESS);
  MUST(cuStreamSynchronize(stream));
  int status = 0;
  waitpid(child, &status, 0);
  CHECK_NUMBER("the other process ended well", status, 0);
  CHECK_NUMBER("and destroying its handle left the event alone", events_in_use(), 1);
  return CHECKS_END();
}
