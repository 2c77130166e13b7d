// A region in a folder of its own, and what the processes of a test say to each other.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"
#include "region.h"

enum { MIB = 1 << 20 };

static char scene_folder[64], scene_path[96];

static inline void scene_begin(void) {
  snprintf(scene_folder, sizeof(scene_folder), "/tmp/region-test-XXXXXX");
  if (mkdtemp(scene_folder) == NULL)
    exit(2);
  snprintf(scene_path, sizeof(scene_path), "%s/a.cache", scene_folder);
}

static inline int scene_end(void) {
  unlink(scene_path);
  if (rmdir(scene_folder) != 0) {
    checks_failed++;
    printf("FAIL something was left in %s\n", scene_folder);
  }
  return CHECKS_END();
}

static inline struct vgpu_region_plan scene_plan(uint64_t limit) {
  struct vgpu_region_plan plan = {.origin = HAMI_REGION_BEFOREHAND, .device_count = 1, .priority = 1};
  strcpy(plan.devices[0].uuid, "GPU-1");
  plan.devices[0].memory = (struct vgpu_limit){HAMI_REGION_LIMITED, limit};
  plan.devices[0].core_mode = HAMI_REGION_NONE;
  return plan;
}

static inline struct vgpu_region *scene_open(void) {
  struct vgpu_region *region = NULL;
  enum vgpu_region_result result = vgpu_region_open(scene_path, &region);
  if (result != VGPU_REGION_OK) {
    printf("FAIL %s: %s\n", scene_path, vgpu_region_result_text(result));
    exit(2);
  }
  return region;
}

static inline struct vgpu_region *scene_region(uint64_t limit) {
  struct vgpu_region_plan plan = scene_plan(limit);
  unlink(scene_path);
  vgpu_region_create(scene_path, &plan);
  return scene_open();
}

static inline void *scene_shared(size_t size) {
  return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static inline int scene_exit_status(pid_t pid) {
  int status;
  while (waitpid(pid, &status, 0) != pid)
    if (errno != EINTR)
      return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}
