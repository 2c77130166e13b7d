// cuInit: this process joins the node.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "driver.h"
#include "visible.h"

struct sg_driver sg_driver;

static pthread_mutex_t initialising = PTHREAD_MUTEX_INITIALIZER;

// A child of a process that used the device has nothing: no thread, no slot. As with the real driver every call tells it so.
static void in_child(void) {
  if (atomic_load(&sg_driver.ready)) {
    atomic_store(&sg_driver.ready, false);
    sg_driver.forked = true;
  }
  pthread_mutex_init(&initialising, NULL);
}

static CUresult open_state(void) {
  if (sg_driver.state != NULL)
    return CUDA_SUCCESS;
  switch (sg_state_open_default(&sg_driver.state)) {
    case 0: return CUDA_SUCCESS;
    case EPROTO: return CUDA_ERROR_SYSTEM_DRIVER_MISMATCH;
    case EACCES:
    case EPERM: return CUDA_ERROR_OPERATING_SYSTEM;
    default: return CUDA_ERROR_NO_DEVICE;
  }
}

static CUresult initialise(void) {
  static struct sg_entry entry = {.name = "cuInit"};
  SG_TRY(open_state());
  SG_TRY(sg_entry_start(&entry));
  if (sg_visible_ordinals(sg_driver.state, getenv("CUDA_VISIBLE_DEVICES"), &sg_driver) != 0 || sg_driver.device_count == 0)
    return CUDA_ERROR_NO_DEVICE;
  if (sg_driver.process == NULL && sg_process_join(sg_driver.state, &sg_driver.process) != 0)
    return CUDA_ERROR_OPERATING_SYSTEM;
  for (int i = 0; i < sg_driver.device_count; i++)
    sg_client_open(sg_driver.state, sg_driver.process, sg_driver.ordinals[i].device, sg_driver.ordinals[i].calendar,
                   sg_driver.ordinals[i].instance);
  static bool watched;
  if (!watched)
    pthread_atfork(NULL, NULL, in_child);
  watched = true;
  atomic_store_explicit(&sg_driver.ready, true, memory_order_release);
  return CUDA_SUCCESS;
}

CUresult cuInit(unsigned int Flags) {
  if (Flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  if (sg_driver.forked)
    return CUDA_ERROR_NOT_INITIALIZED;
  pthread_mutex_lock(&initialising);
  CUresult result = atomic_load(&sg_driver.ready) ? CUDA_SUCCESS : initialise();
  pthread_mutex_unlock(&initialising);
  return result;
}

struct sg_state *sg_driver_state(void) {
  if (sg_driver.state == NULL) {
    pthread_mutex_lock(&initialising);
    open_state();
    pthread_mutex_unlock(&initialising);
  }
  return sg_driver.state;
}
