// Making and opening the state file.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "identity.h"
#include "lock.h"
#include "state.h"

enum { MOST_OPEN = 16 };  // a program opens one; tests a few

static void fill(struct sg_state *state, const char *path, const struct sg_description *description, uint64_t size,
                 uint64_t trace_records) {
  struct sg_state_header *header = &state->header;
  header->magic = SG_MAGIC;
  header->version = SG_LAYOUT_VERSION;
  header->size = size;
  header->trace_capacity = trace_records;
  header->creator_pid_namespace = sg_identity_pid_namespace();
  sg_identity_cgroup(header->creator_cgroup, sizeof(header->creator_cgroup));
  snprintf(header->path, sizeof(header->path), "%s", path);
  state->description = *description;
  // Virtual time begins late enough that no difference of two times is ever negative.
  atomic_store(&header->virtual_now_ns, UINT64_C(1000000000));
  header->created_ns = sg_now(state);
  sg_lock_init(&header->lock);
  for (uint32_t i = 0; i < SG_MAX_PROCESSES; i++)
    sg_lock_init(&state->processes[i].life);
  for (uint32_t d = 0; d < description->device_count; d++) {
    struct sg_calendar *calendar = &state->calendars[d * SG_CALENDARS_PER_DEVICE];
    calendar->sms = description->devices[d].sms;
    state->devices[d].mig_enabled = state->devices[d].mig_pending = description->devices[d].mig_enabled;
    state->devices[d].persistence = 1;
  }
  for (uint32_t c = 0; c < SG_MAX_CALENDARS; c++) {
    state->calendars[c].now_ns = header->created_ns;
    state->calendars[c].next_ns = SG_NEVER;
    state->calendars[c].next_sample_ns = header->created_ns + SG_SAMPLE_PERIOD_NS;
  }
  atomic_store_explicit(&header->ready, 1, memory_order_release);
}

int sg_state_create(const char *path, const struct sg_description *description, const struct sg_state_options *options) {
  uint32_t mode = options != NULL && options->mode != 0 ? options->mode : 0666;
  uint64_t trace_records = options != NULL ? options->trace_records : 0;
  uint64_t size = sizeof(struct sg_state) + trace_records * sizeof(struct sg_trace_record);
  char folder[4096], made[4096];
  if ((size_t)snprintf(folder, sizeof(folder), "%s.d", path) >= sizeof(((struct sg_state_header *)0)->path))
    return ENAMETOOLONG;
  snprintf(made, sizeof(made), "%s.XXXXXX", path);
  // Under another name until it is whole: nobody ever opens half a state.
  int file = mkostemp(made, O_CLOEXEC);
  if (file < 0)
    return errno;
  int error = 0;
  if (fchmod(file, mode) != 0 || ftruncate(file, (off_t)size) != 0)
    error = errno;
  void *mapped = error == 0 ? mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
  if (error == 0 && mapped == MAP_FAILED)
    error = errno;
  if (error == 0) {
    fill(mapped, path, description, size, trace_records);
    munmap(mapped, size);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
      error = errno;
    else if (chmod(folder, mode == 0600 ? 0700 : 01777) != 0)
      error = errno;
    else if (link(made, path) != 0)
      error = errno;
  }
  unlink(made);
  close(file);
  return error;
}

// A file that says it is a state and is not whole must not lead anybody outside of it.
static bool is_sound(const struct sg_state *state, uint64_t size) {
  const struct sg_state_header *header = &state->header;
  if (header->magic != SG_MAGIC || header->version != SG_LAYOUT_VERSION || header->size != size ||
      !atomic_load_explicit(&header->ready, memory_order_acquire))
    return false;
  return state->description.device_count <= SG_MAX_DEVICES && state->description.failure_count <= SG_MAX_FAILURES &&
         state->description.kernel_count <= SG_MAX_KERNELS && state->description.time_slice_ns > 0 &&
         atomic_load(&header->process_high) <= SG_MAX_PROCESSES && atomic_load(&header->queue_high) <= SG_MAX_QUEUES &&
         atomic_load(&header->event_high) <= SG_MAX_EVENTS && atomic_load(&header->object_high) <= SG_MAX_OBJECTS &&
         header->trace_capacity <= (size - sizeof(struct sg_state)) / sizeof(struct sg_trace_record);
}

// Where this process found each state it has open: a container may have it somewhere else than who made it.
static struct { const struct sg_state *state; char path[4096]; } opened[MOST_OPEN];
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;

static bool remember(const struct sg_state *state, const char *path) {
  bool kept = false;
  pthread_mutex_lock(&opening);
  for (size_t i = 0; i < MOST_OPEN && !kept; i++) {
    if (opened[i].state != NULL)
      continue;
    // Absolute: the program may change its folder.
    kept = realpath(path, opened[i].path) != NULL;
    if (kept)
      opened[i].state = state;
    else
      break;
  }
  pthread_mutex_unlock(&opening);
  return kept;
}

static void forget(const struct sg_state *state) {
  pthread_mutex_lock(&opening);
  for (size_t i = 0; i < MOST_OPEN; i++) {
    if (opened[i].state == state)
      opened[i].state = NULL;
  }
  pthread_mutex_unlock(&opening);
}

void sg_state_file(const struct sg_state *state, const char *name, char *out, size_t size) {
  const char *path = state->header.path;
  pthread_mutex_lock(&opening);
  for (size_t i = 0; i < MOST_OPEN; i++) {
    if (opened[i].state == state)
      path = opened[i].path;
  }
  snprintf(out, size, "%s.d/%s", path, name);
  pthread_mutex_unlock(&opening);
}

int sg_state_open(const char *path, struct sg_state **out) {
  int file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0)
    return errno;
  struct stat status;
  int error = fstat(file, &status) != 0 ? errno : 0;
  if (error == 0 && (!S_ISREG(status.st_mode) || (uint64_t)status.st_size < sizeof(struct sg_state)))
    error = EPROTO;
  struct sg_state *state = MAP_FAILED;
  if (error == 0) {
    state = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (state == MAP_FAILED)
      error = errno;
  }
  close(file);
  if (error != 0)
    return error;
  if (!is_sound(state, (uint64_t)status.st_size)) {
    munmap(state, (size_t)status.st_size);
    return EPROTO;
  }
  if (!remember(state, path)) {
    munmap(state, (size_t)status.st_size);
    return EMFILE;
  }
  *out = state;
  return 0;
}

const char *sg_state_problem(int error) {
  switch (error) {
    case EPROTO: return "not a state file of this version; make one with `simgpu create`";
    case ENOENT: return "there is none; make one with `simgpu create`";
    case ELOOP: return "a symbolic link, which is not followed; name the file itself";
    case EISDIR: return "a folder; name the state file";
    default: return strerror(error);
  }
}

void sg_state_close(struct sg_state *state) {
  forget(state);
  munmap(state, state->header.size);
}

int sg_state_open_default(struct sg_state **out) {
  const char *path = getenv("SIMGPU_STATE");
  return path == NULL || *path == '\0' ? ENOENT : sg_state_open(path, out);
}
