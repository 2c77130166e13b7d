#include "environment.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "amount.h"

struct reading {
  vgpu_lookup lookup;
  void *source;
  bool alone;
  struct vgpu_environment *out;
};

static const char memory_fix[] = "a number of bytes above 0, such as 3000m or 1.5g";
static const char cores_fix[] = "a percentage such as 30, or to 0 for no limit";

// The value as a message can show it: one line, not endless.
static const char *shown(const char *value, char *text, size_t size) {
  size_t length = 0;
  for (; value[length] != '\0' && length + 4 < size; length++) {
    bool plain = value[length] >= ' ' && value[length] <= '~' && value[length] != '"';
    text[length] = plain ? value[length] : '?';
  }
  strcpy(text + length, value[length] != '\0' ? "..." : "");
  return text;
}

// Only the first one is said: the others are often the same mistake. `effect` is what follows from it.
static void report(struct reading *reading, const char *name, const char *value, const char *effect, const char *fix) {
  struct vgpu_environment *out = reading->out;
  char text[48];
  if (out->message[0] != '\0') return;
  if (value == NULL) {
    snprintf(out->message, sizeof(out->message), "%s is not set: %s; set it to %s", name, effect, fix);
  } else if (value[0] == '\0') {
    snprintf(out->message, sizeof(out->message), "%s is empty: %s; set it to %s", name, effect, fix);
  } else {
    snprintf(out->message, sizeof(out->message), "%s is \"%s\": %s; set it to %s", name, shown(value, text, sizeof(text)),
             effect, fix);
  }
}

static struct vgpu_given read_memory(struct reading *reading, uint32_t device) {
  char own[40], effect[48];
  snprintf(own, sizeof(own), "CUDA_DEVICE_MEMORY_LIMIT_%u", device);
  snprintf(effect, sizeof(effect), "allocations on device %u are refused", device);
  const char *name = own, *value = reading->lookup(reading->source, name);
  if (value == NULL) {
    const char *general = reading->lookup(reading->source, "CUDA_DEVICE_MEMORY_LIMIT");
    if (general != NULL) name = "CUDA_DEVICE_MEMORY_LIMIT";
    value = general;
  }
  uint64_t bytes;
  if (value == NULL && !reading->alone) return (struct vgpu_given){VGPU_ABSENT, 0};
  if (value != NULL && vgpu_amount_bytes(value, &bytes) && bytes > 0) return (struct vgpu_given){VGPU_LIMITED, bytes};
  report(reading, name, value, effect, memory_fix);
  return (struct vgpu_given){VGPU_REFUSED, 0};
}

static struct vgpu_given read_cores(struct reading *reading, uint32_t device) {
  char own[40], effect[48];
  snprintf(own, sizeof(own), "CUDA_DEVICE_SM_LIMIT_%u", device);
  snprintf(effect, sizeof(effect), "launches on device %u are refused", device);
  const char *general = reading->lookup(reading->source, "CUDA_DEVICE_SM_LIMIT");
  const char *name = own, *value = reading->lookup(reading->source, name);
  uint64_t percent;
  // As in the original, a 0 for one device leaves it with the limit of all: it does not exempt the device.
  bool own_is_zero = value != NULL && vgpu_amount_whole(value, &percent) && percent == 0;
  if (general != NULL && (value == NULL || own_is_zero)) {
    name = "CUDA_DEVICE_SM_LIMIT";
    value = general;
  }
  if (value == NULL && !reading->alone) return (struct vgpu_given){VGPU_ABSENT, 0};
  if (value != NULL && vgpu_amount_whole(value, &percent)) {
    if (percent == 0 || percent >= 100) return (struct vgpu_given){VGPU_NO_LIMIT, 0};
    return (struct vgpu_given){VGPU_LIMITED, percent};
  }
  report(reading, name, value, effect, cores_fix);
  return (struct vgpu_given){VGPU_REFUSED, 0};
}

static bool is_either(const char *value, const char *one, const char *other) {
  return strcmp(value, one) == 0 || strcmp(value, other) == 0;
}

// A whole number up to `most`; `otherwise` when there is none.
static int32_t read_number(struct reading *reading, const char *name, int32_t most, int32_t otherwise) {
  const char *value = reading->lookup(reading->source, name);
  uint64_t number;
  if (value == NULL) return otherwise;
  if (vgpu_amount_whole(value, &number) && number <= (uint64_t)most) return (int32_t)number;
  char effect[32], fix[48];
  snprintf(effect, sizeof(effect), "taken as %d", otherwise);
  snprintf(fix, sizeof(fix), "a whole number from 0 to %d", most);
  report(reading, name, value, effect, fix);
  return otherwise;
}

static bool read_switch(struct reading *reading, const char *name) {
  const char *value = reading->lookup(reading->source, name);
  if (value == NULL || is_either(value, "false", "0")) return false;
  if (is_either(value, "true", "1")) return true;
  report(reading, name, value, "taken as false", "true or false");
  return false;
}

static enum vgpu_core_policy read_core_policy(struct reading *reading) {
  const char *value = reading->lookup(reading->source, "GPU_CORE_UTILIZATION_POLICY");
  if (value == NULL) return VGPU_CORES_BY_MONITOR;
  if (is_either(value, "force", "FORCE")) return VGPU_CORES_ALWAYS;
  if (is_either(value, "disable", "DISABLE")) return VGPU_CORES_NEVER;
  return VGPU_CORES_BY_MONITOR;  // "default", and as in the original any other word
}

// A relative path would be another region in every working folder, each with limits of its own.
static void read_region(struct reading *reading) {
  static const char name[] = "CUDA_DEVICE_MEMORY_SHARED_CACHE";
  const char *value = reading->lookup(reading->source, name);
  const char *path = value != NULL ? value : "/tmp/cudevshr.cache";
  size_t length = strnlen(path, sizeof(reading->out->region));
  reading->out->region_given = value != NULL;
  if (path[0] == '/' && length < sizeof(reading->out->region)) {
    memcpy(reading->out->region, path, length + 1);
  } else {
    report(reading, name, value, "all allocations and launches are refused", "the absolute path of a file");
  }
}

void vgpu_environment_read(vgpu_lookup lookup, void *source, uint32_t devices, bool alone, struct vgpu_environment *out) {
  int kept = errno;
  struct reading reading = {lookup, source, alone, out};
  memset(out, 0, sizeof(*out));
  for (uint32_t i = 0; i < devices && i < VGPU_MOST_DEVICES; i++) {
    out->grants[i].memory = read_memory(&reading, i);
    out->grants[i].cores = read_cores(&reading, i);
  }
  // What refuses is reported before what only falls back to its default.
  read_region(&reading);
  out->region_beforehand = read_switch(&reading, "HAMI_REGION_BEFOREHAND");
  out->priority = read_number(&reading, "CUDA_TASK_PRIORITY", INT32_MAX, 1);
  out->core_policy = read_core_policy(&reading);
  out->oom_killer = read_switch(&reading, "ACTIVE_OOM_KILLER");
  out->oversubscribe = read_switch(&reading, "CUDA_OVERSUBSCRIBE");
  out->log_level = read_number(&reading, "LIBCUDA_LOG_LEVEL", 4, 2);
  errno = kept;
}
