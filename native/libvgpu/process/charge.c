#include "parts.h"

#include <errno.h>
#include <signal.h>

#include "libvgpu/process/log.h"
#include "libvgpu/region/system.h"

static bool (*shortage)(int index);

void vgpu_on_shortage(bool (*make_room)(int index)) { __atomic_store_n(&shortage, make_room, __ATOMIC_RELEASE); }

static enum vgpu_region_result charge(struct vgpu_region *region, int index, enum hami_region_kind kind, uint64_t bytes) {
  enum vgpu_region_result result = vgpu_region_charge(region, (uint32_t)index, kind, bytes);
  bool (*make_room)(int) = __atomic_load_n(&shortage, __ATOMIC_ACQUIRE);
  if (result == VGPU_REGION_OVER_LIMIT && make_room != NULL && make_room(index))
    result = vgpu_region_charge(region, (uint32_t)index, kind, bytes);
  return result;
}

static void say_over_limit(struct vgpu_region *region, int index, uint64_t bytes) {
  vgpu_log_once(VGPU_WARNING, "%llu bytes of device %d are refused: %llu of %llu are used; raise the memory limit or use less",
                (unsigned long long)bytes, index, (unsigned long long)vgpu_region_used(region, (uint32_t)index),
                (unsigned long long)vgpu_region_limit(region, (uint32_t)index).bytes);
}

CUresult vgpu_charge(int index, enum hami_region_kind kind, uint64_t bytes) {
  switch (vgpu_process_standing()) {
    case VGPU_NOT_STARTED: return CUDA_SUCCESS;
    case VGPU_DENIED: return CUDA_ERROR_OUT_OF_MEMORY;
    case VGPU_GRANTED: break;
  }
  struct vgpu_region *region = vgpu_region_found();
  if (index < 0 || region == NULL) {
    vgpu_log_once(VGPU_ERROR, "a device that this container wasn't granted: allocations on it are refused");
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  if (vgpu_region_was_tampered_with(region))
    vgpu_log_once(VGPU_ERROR, "the region's limits were changed, and not by the node's monitor: the smaller ones count");
  const int error = errno;
  enum vgpu_region_result result = charge(region, index, kind, bytes);
  switch (result) {
    case VGPU_REGION_OK: break;
    case VGPU_REGION_OVER_LIMIT:
      say_over_limit(region, index, bytes);
      if (vgpu_said.oom_killer) {
        vgpu_log(VGPU_ERROR, "ACTIVE_OOM_KILLER is true: this process asked for more than is left, and is killed");
        syscall(SYS_kill, (pid_t)syscall(SYS_getpid), SIGKILL);
      }
      break;
    case VGPU_REGION_NOT_GRANTED:
      vgpu_log_once(VGPU_ERROR, "device %d: %s: allocations are refused; set its memory limit", index, vgpu_region_result_text(result));
      break;
    case VGPU_REGION_CUT:
      vgpu_log_once(VGPU_ERROR, "the region's file was cut short while in use: allocations and launches are refused; "
                    "restart the container");
      break;
    default:
      vgpu_log_once(VGPU_ERROR, "%s: allocations are refused; restart the program", vgpu_region_result_text(result));
      break;
  }
  errno = error;
  return result == VGPU_REGION_OK ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
}

void vgpu_uncharge(int index, enum hami_region_kind kind, uint64_t bytes) {
  struct vgpu_region *region = vgpu_region_found();
  if (region != NULL && index >= 0)
    vgpu_region_uncharge(region, (uint32_t)index, kind, bytes);
}
