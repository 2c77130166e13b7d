// Which region counts, and what the environment may still take away from it.
#include "parts.h"

#include <stdlib.h>
#include <string.h>

#include "libvgpu/process/given.h"
#include "libvgpu/process/log.h"

static const char refused[] = "all allocations and launches are refused";

struct vgpu_environment vgpu_said;

static const char *from_environment(void *source, const char *name) {
  (void)source;
  return getenv(name);
}

void vgpu_read_environment(uint32_t devices, bool alone) {
  vgpu_environment_read(from_environment, NULL, devices, alone, &vgpu_said);
}

static bool says_limits(void) {
  for (uint32_t d = 0; d < HAMI_REGION_DEVICES; d++)
    if (vgpu_said.grants[d].memory.kind != VGPU_ABSENT)
      return true;
  return false;
}

static const char *fix_of(enum vgpu_region_result result) {
  switch (result) {
    case VGPU_REGION_FULL: return "make room where it is, or lift the limit of file sizes";
    case VGPU_REGION_DENIED: return "let this user read and write it, and the folder it is in";
    case VGPU_REGION_MISSING: return "set CUDA_DEVICE_MEMORY_SHARED_CACHE to a file in a folder that exists";
    case VGPU_REGION_NO_SLOT: return "end some of the container's processes";
    case VGPU_REGION_SYSTEM: return "see that memory and descriptors suffice";
    default: return "restart the container, so that it is made anew";
  }
}

static struct vgpu_region *refuse(const char *path, enum vgpu_region_result result) {
  vgpu_log(VGPU_ERROR, "%s: %s: %s; %s", path, vgpu_region_result_text(result), refused, fix_of(result));
  return NULL;
}

// Where the limits come by the environment alone.
static struct vgpu_region *make(const char *path, bool *is_new) {
  if (vgpu_said.region_beforehand) {
    vgpu_log(VGPU_ERROR, "%s: the region that was made beforehand is missing: %s; restart the container, so that it is made anew",
             path, refused);
    return NULL;
  }
  if (!says_limits()) {
    vgpu_log(VGPU_ERROR, "there is neither a region in %s nor a limit in the environment: %s; "
             "set CUDA_DEVICE_MEMORY_LIMIT_0 or CUDA_DEVICE_MEMORY_SHARED_CACHE", path, refused);
    return NULL;
  }
  struct vgpu_region *region = NULL;
  enum vgpu_region_result result;
  if (!vgpu_make_region(path, &result))
    return NULL;
  *is_new = result == VGPU_REGION_OK;
  if (result == VGPU_REGION_OK || result == VGPU_REGION_EXISTS)
    result = vgpu_region_open(path, &region);
  return result == VGPU_REGION_OK ? region : refuse(path, result);
}

// `is_new`: this process made it, and said what is bad.
static void lower(struct vgpu_region *region, bool is_new) {
  uint32_t count = (uint32_t)vgpu_region_shared(region)->v1.device_count;
  vgpu_read_environment(count, false);
  if (vgpu_said.message[0] != '\0' && !is_new)
    vgpu_log(VGPU_ERROR, "%s", vgpu_said.message);
  for (uint32_t d = 0; d < count && d < HAMI_REGION_DEVICES; d++) {
    struct vgpu_given given = vgpu_said.grants[d].memory;
    vgpu_region_give_limit(region, d, (struct vgpu_limit){
      .mode = given.kind == VGPU_LIMITED ? HAMI_REGION_LIMITED : given.kind == VGPU_ABSENT ? HAMI_REGION_NONE : HAMI_REGION_REFUSED,
      .bytes = given.value,
    });
  }
}

struct vgpu_region *vgpu_find_region(void) {
  char path[4096];
  vgpu_read_environment(HAMI_REGION_DEVICES, false);
  vgpu_log_from(vgpu_said.log_level);
  if (!vgpu_choose_path(path, sizeof(path)))
    return NULL;
  struct vgpu_region *region = NULL;
  enum vgpu_region_result result = vgpu_region_open(path, &region);
  bool is_new = false;
  if (result == VGPU_REGION_MISSING)
    region = make(path, &is_new);
  else if (result != VGPU_REGION_OK)
    refuse(path, result);
  if (region != NULL && vgpu_region_shared(region)->v1.device_count == 0) {
    vgpu_log(VGPU_ERROR, "%s: no device is granted: %s; ask for one", path, refused);
    vgpu_region_close(region);
    region = NULL;
  }
  if (region != NULL) {
    lower(region, is_new);
    vgpu_learn_devices(region);
  }
  return region;
}

static struct vgpu_given given_cores(int index) {
  return index >= 0 && index < HAMI_REGION_DEVICES ? vgpu_said.grants[index].cores : (struct vgpu_given){VGPU_REFUSED, 0};
}

bool vgpu_process_oversubscribes(void) { return vgpu_said.oversubscribe; }

struct vgpu_core_limit vgpu_core_limit(int index) {
  struct vgpu_region *region = vgpu_region_found();
  struct vgpu_core_limit limit = {HAMI_REGION_REFUSED, 0};
  struct vgpu_given given = given_cores(index);
  if (region == NULL || given.kind == VGPU_REFUSED)
    return limit;
  const struct hami_region_device *device = &vgpu_region_shared(region)->tail.devices[index];
  uint32_t mode = __atomic_load_n(&device->core_mode, __ATOMIC_RELAXED);
  uint32_t percent = __atomic_load_n(&device->core_percent, __ATOMIC_RELAXED);
  if (mode == HAMI_REGION_LIMITED && percent > 0 && percent < 100)
    limit = (struct vgpu_core_limit){mode, percent};
  else if (mode == HAMI_REGION_NONE || mode == HAMI_REGION_HARDWARE)
    limit.mode = mode;
  else
    return limit;
  if (given.kind == VGPU_LIMITED && (limit.mode != HAMI_REGION_LIMITED || given.value < limit.percent))
    limit = (struct vgpu_core_limit){HAMI_REGION_LIMITED, (uint32_t)given.value};
  return limit;
}
