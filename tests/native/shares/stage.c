#include "stage.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libvgpu/region/region.h"
#include "simgpu/calendar/calendar.h"

static void fail(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

static void make_node(struct stage *stage, uint32_t slice_us) {
  static struct sg_description description;
  struct sg_description_error error;
  if (!sg_description_from_models("H200", &description, &error))
    fail("H200", error.message);
  description.time_slice_ns = slice_us * UINT64_C(1000);
  // What changing from one process to another costs is nobody's: caps that add up to the card leave no room for it.
  description.switch_ns = 0;
  snprintf(stage->node, sizeof(stage->node), "/dev/shm/shares-%d", getpid());
  int result = sg_state_create(stage->node, &description, &(struct sg_state_options){0});
  if (result == 0)
    result = sg_state_open(stage->node, &stage->state);
  if (result != 0)
    fail(stage->node, strerror(result));
}

static void make_region(const char *path, const char *uuid, uint32_t percent) {
  struct vgpu_region_plan plan = {.origin = HAMI_REGION_BEFOREHAND, .device_count = 1, .priority = 1};
  snprintf(plan.devices[0].uuid, sizeof(plan.devices[0].uuid), "%s", uuid);
  plan.devices[0].memory = (struct vgpu_limit){HAMI_REGION_LIMITED, UINT64_C(8) << 30};
  plan.devices[0].core_mode = percent == 0 ? HAMI_REGION_NONE : HAMI_REGION_LIMITED;
  plan.devices[0].core_percent = percent;
  plan.devices[0].policy = HAMI_REGION_POLICY_FORCE;
  enum vgpu_region_result result = vgpu_region_create(path, &plan);
  if (result != VGPU_REGION_OK)
    fail(path, vgpu_region_result_text(result));
}

static void run(const char *program, const struct load *load) {
  char arguments[10][32];
  char *list[12] = {(char *)program};
#define ARGUMENT(index, field) \
  snprintf(arguments[index], sizeof(arguments[index]), #field "=%u", (unsigned)load->field); \
  list[index + 1] = arguments[index];
  ARGUMENT(0, streams)
  ARGUMENT(1, kernel_us)
  ARGUMENT(2, spread)
  ARGUMENT(3, part)
  ARGUMENT(4, graph)
  ARGUMENT(5, sync)
  ARGUMENT(6, burst_ms)
  ARGUMENT(7, pause_ms)
  ARGUMENT(8, kinds)
  ARGUMENT(9, form)
  execv(program, list);
  _exit(127);
}

static int start(const struct stage *stage, const char *library, const char *program, uint32_t container, const struct load *load) {
  int pid = fork();
  if (pid != 0)
    return pid;
  char name[32], region[96];
  snprintf(name, sizeof(name), "container-%u", container);
  snprintf(region, sizeof(region), "%s/%u.cache", stage->folder, container);
  setenv("SIMGPU_STATE", stage->node, 1);
  setenv("SIMGPU_CONTAINER", name, 1);
  setenv("CUDA_DEVICE_MEMORY_SHARED_CACHE", region, 1);
  setenv("HAMI_PRESENCE_DIRECTORY", stage->folder, 1);
  setenv("LD_PRELOAD", library, 1);
  run(program, load);
  return 0;
}

void stage_begin(struct stage *stage, const char *library, const char *program, uint32_t slice_us,
                 const struct stage_container *containers, uint32_t count) {
  make_node(stage, slice_us);
  snprintf(stage->folder, sizeof(stage->folder), "/tmp/shares-XXXXXX");
  if (mkdtemp(stage->folder) == NULL)
    fail(stage->folder, "cannot be made");
  stage->containers = count;
  for (uint32_t c = 0; c < count; c++) {
    char region[96];
    snprintf(region, sizeof(region), "%s/%u.cache", stage->folder, c);
    make_region(region, stage->state->description.devices[0].uuid, containers[c].percent);
    stage->processes[c] = containers[c].processes;
    for (uint32_t p = 0; p < containers[c].processes; p++)
      stage->pids[c][p] = start(stage, library, program, c, &containers[c].loads[p]);
  }
}

static uint64_t waited_ns(int pid) {
  char path[64], entry[400];
  uint64_t sum = 0;
  snprintf(path, sizeof(path), "/proc/%d/task", pid);
  DIR *folder = opendir(path);
  for (struct dirent *task; folder != NULL && (task = readdir(folder)) != NULL;) {
    unsigned long long ran = 0, waited = 0;
    snprintf(entry, sizeof(entry), "%s/%s/schedstat", path, task->d_name);
    FILE *file = task->d_name[0] == '.' ? NULL : fopen(entry, "r");
    if (file != NULL && fscanf(file, "%llu %llu", &ran, &waited) == 2)
      sum += waited;
    if (file != NULL)
      fclose(file);
  }
  if (folder != NULL)
    closedir(folder);
  return sum;
}

void stage_read(struct stage *stage, struct stage_figures *figures) {
  sg_state_lock(stage->state);
  uint64_t now = sg_now(stage->state);
  sg_calendar_advance(stage->state, now);
  for (uint32_t c = 0; c < stage->containers; c++) {
    char name[32];
    snprintf(name, sizeof(name), "container-%u", c);
    figures[c] = (struct stage_figures){.at_ns = now};
    for (uint32_t i = 0; i < SG_MAX_CONTAINERS && stage->state->containers[i].name[0] != '\0'; i++) {
      const struct sg_container *container = &stage->state->containers[i];
      if (strcmp(container->name, name) == 0)
        figures[c] = (struct stage_figures){.at_ns = now, .device_ns = container->device_ns[0],
                                            .work_sm_ns = container->work_sm_ns[0]};
    }
  }
  sg_state_unlock(stage->state);
  for (uint32_t c = 0; c < stage->containers; c++) {
    for (uint32_t p = 0; p < stage->processes[c]; p++)
      figures[c].waited_ns += waited_ns(stage->pids[c][p]);
  }
}

bool stage_end(struct stage *stage) {
  bool good = true;
  for (uint32_t c = 0; c < stage->containers; c++) {
    for (uint32_t p = 0; p < stage->processes[c]; p++) {
      int status;
      kill(stage->pids[c][p], SIGKILL);
      waitpid(stage->pids[c][p], &status, 0);
      good &= WIFSIGNALED(status) != 0;
    }
  }
  sg_state_close(stage->state);
  char command[320];
  snprintf(command, sizeof(command), "rm -rf %s %s.d %s", stage->node, stage->node, stage->folder);
  if (system(command) != 0)
    fail(command, "failed");
  return good;
}

uint32_t stage_multiprocessors(const struct stage *stage) { return stage->state->description.devices[0].sms; }
