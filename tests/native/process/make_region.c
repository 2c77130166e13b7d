// make-region FILE UUID=MEMORY,CORES...: makes a region beforehand, as the device plugin and `hami run` do. MEMORY: bytes, or
// "none", "hardware", "refused"; CORES: percent, or one of these words. An existing FILE is replaced.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libvgpu/region/region.h"

static struct vgpu_region_plan plan = {.origin = HAMI_REGION_BEFOREHAND, .priority = 1};

static uint32_t mode_of(const char *text, uint64_t *number) {
  static const char *const words[] = {[HAMI_REGION_REFUSED] = "refused", [HAMI_REGION_NONE] = "none",
                                      [HAMI_REGION_HARDWARE] = "hardware"};
  for (uint32_t mode = 0; mode <= HAMI_REGION_HARDWARE; mode++)
    if (words[mode] != NULL && strcmp(words[mode], text) == 0)
      return mode;
  char *end;
  *number = strtoull(text, &end, 10);
  if (end == text || *end != '\0') {
    fprintf(stderr, "make-region: %s: neither a number nor none, hardware or refused\n", text);
    exit(2);
  }
  return HAMI_REGION_LIMITED;
}

static void add(char *text) {
  char *memory = strrchr(text, '='), *cores = memory != NULL ? strchr(memory, ',') : NULL;
  if (cores == NULL || plan.device_count == HAMI_REGION_DEVICES || memory - text >= HAMI_REGION_UUID_BYTES) {
    fprintf(stderr, "make-region: %s: not UUID=MEMORY,CORES\n", text);
    exit(2);
  }
  *memory++ = *cores++ = '\0';
  uint64_t bytes = 0, percent = 0;
  __typeof__(&plan.devices[0]) device = &plan.devices[plan.device_count++];
  strcpy(device->uuid, text);
  device->memory.mode = mode_of(memory, &bytes);
  device->memory.bytes = bytes;
  device->core_mode = mode_of(cores, &percent);
  device->core_percent = (uint32_t)percent;
}

int main(int argc, char **argv) {
  if (argc < 2)
    return fprintf(stderr, "make-region FILE UUID=MEMORY,CORES...\n"), 2;
  for (int i = 2; i < argc; i++)
    add(argv[i]);
  unlink(argv[1]);
  enum vgpu_region_result result = vgpu_region_create(argv[1], &plan);
  if (result != VGPU_REGION_OK)
    fprintf(stderr, "make-region: %s: %s\n", argv[1], vgpu_region_result_text(result));
  return result != VGPU_REGION_OK;
}
