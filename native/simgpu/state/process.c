// The process table: who uses the node, and who has died.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../calendar/calendar.h"
#include "../calendar/trace.h"
#include "backing_file.h"
#include "identity.h"
#include "lock.h"
#include "object.h"
#include "state.h"

uint32_t sg_process_slot(const struct sg_state *state, const struct sg_process *process) {
  return (uint32_t)(process - state->processes);
}

static uint32_t find_container(struct sg_state *state, const char *name) {
  for (uint32_t i = 0; i < SG_MAX_CONTAINERS; i++) {
    if (strcmp(state->containers[i].name, name) == 0)
      return i;
    if (state->containers[i].name[0] == '\0') {
      snprintf(state->containers[i].name, sizeof(state->containers[i].name), "%s", name);
      return i;
    }
  }
  return SG_MAX_CONTAINERS - 1;  // more containers than the ledger has lines: the last ones share one
}

static void pid_file(const struct sg_state *state, uint32_t slot, char *out, size_t size) {
  char name[32];
  snprintf(name, sizeof(name), "pid-%u", slot);
  sg_state_file(state, name, out, size);
}

// A record lock on a file of our own: the kernel tells whoever asks for it the holder's pid in the asker's namespace.
static void show_pid(const struct sg_state *state, uint32_t slot) {
  char path[SG_STATE_PATH];
  pid_file(state, slot, path, sizeof(path));
  // Of a former user of the slot, perhaps of another one than ours: never created twice, never through a link.
  int file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) {
    file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file < 0)
      return;
    fchmod(file, 0666);
  }
  fcntl(file, F_SETLK, &(struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1});
}

static int32_t ask_pid(const struct sg_state *state, uint32_t slot) {
  char path[SG_STATE_PATH];
  pid_file(state, slot, path, sizeof(path));
  int file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0)
    return 0;
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
  int asked = fcntl(file, F_GETLK, &lock);
  close(file);
  return asked == 0 && lock.l_type != F_UNLCK && lock.l_pid > 0 ? lock.l_pid : 0;
}

int32_t sg_process_host_pid(struct sg_state *state, const struct sg_process *process) {
  if (state->description.pid_offset != 0)
    return process->pid + (int32_t)state->description.pid_offset;
  int32_t known = atomic_load_explicit(&process->host_pid, memory_order_acquire);
  if (known != 0)
    return known;
  // Only who lives in the creator's namespace sees the host's pids; what it finds out serves everybody.
  int32_t asked = sg_identity_pid_namespace() == state->header.creator_pid_namespace
                      ? ask_pid(state, sg_process_slot(state, process)) : 0;
  if (asked != 0)
    atomic_store_explicit(&((struct sg_process *)process)->host_pid, asked, memory_order_release);
  return asked;
}

// Lock held. Fills in a free slot of which `life` is held.
static void settle_in(struct sg_state *state, uint32_t slot, const char *container, bool keeperless) {
  struct sg_process *process = &state->processes[slot];
  for (uint32_t d = 0; d < SG_MAX_DEVICES; d++) {
    memset(&process->clients[d], 0, sizeof(process->clients[d]));
    process->clients[d].calendar = process->clients[d].first_queue = SG_NONE;
  }
  process->pid = getpid();
  process->pid_namespace = sg_identity_pid_namespace();
  process->start_time = sg_identity_start_time();
  process->keeperless = keeperless;
  process->device_mask = 0;
  process->generation++;
  sg_identity_name(process->name, sizeof(process->name));
  atomic_store(&process->host_pid, process->pid_namespace == state->header.creator_pid_namespace ? process->pid : 0);
  char name[160];
  if (container == NULL)
    sg_identity_container(state, name, sizeof(name));
  process->container = find_container(state, container != NULL ? container : name);
  uint32_t high = atomic_load(&state->header.process_high);
  if (high < slot + 1)
    atomic_store(&state->header.process_high, slot + 1);
  atomic_store_explicit(&process->state, SG_PROCESS_LIVE, memory_order_release);
}

static int claim(struct sg_state *state, const char *container, bool keeperless, struct sg_process **out) {
  sg_state_lock(state);
  sg_reap(state);
  int error = EAGAIN;
  for (uint32_t slot = 0; slot < SG_MAX_PROCESSES; slot++) {
    struct sg_process *process = &state->processes[slot];
    if (atomic_load(&process->state) != SG_PROCESS_FREE)
      continue;
    if (!keeperless) {
      // Who died between taking this and settling in left it marked; nobody living holds a free slot's.
      enum sg_lock_result taken = sg_lock_try(&process->life);
      if (taken == SG_LOCK_BUSY)
        continue;
      if (taken == SG_LOCK_TAKEN_FROM_DEAD)
        sg_lock_repair(&process->life);
    }
    settle_in(state, slot, container, keeperless);
    *out = process;
    error = 0;
    break;
  }
  sg_state_unlock(state);
  return error;
}

struct keeper {
  struct sg_state *state;
  struct sg_process *process;
  int error;
  bool settled;
  pthread_mutex_t lock;
  pthread_cond_t changed;
};

// Holds the slot's mutex as long as the process lives: the kernel marks it when this thread dies with its process, however
// that comes and in whatever namespace. It also looks at the calendars while work is outstanding, so that what a process did
// just before it was killed is on the books.
static void *keep(void *argument) {
  struct keeper *keeper = argument;
  struct sg_state *state = keeper->state;
  struct sg_process *process = NULL;
  int error = claim(state, NULL, false, &process);
  if (error == 0)
    show_pid(state, sg_process_slot(state, process));
  pthread_mutex_lock(&keeper->lock);
  keeper->process = process;
  keeper->error = error;
  keeper->settled = true;
  pthread_cond_signal(&keeper->changed);
  pthread_mutex_unlock(&keeper->lock);
  if (error != 0)
    return NULL;
  for (;;)
    sg_calendar_keep(state, process);
}

int sg_process_join(struct sg_state *state, struct sg_process **out) {
  struct keeper keeper = {.state = state};
  pthread_mutex_init(&keeper.lock, NULL);
  pthread_cond_init(&keeper.changed, NULL);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  int error = pthread_create(&thread, &attributes, keep, &keeper);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  if (error == 0) {
    pthread_mutex_lock(&keeper.lock);
    while (!keeper.settled)
      pthread_cond_wait(&keeper.changed, &keeper.lock);
    pthread_mutex_unlock(&keeper.lock);
    error = keeper.error;
    *out = keeper.process;
  }
  pthread_cond_destroy(&keeper.changed);
  pthread_mutex_destroy(&keeper.lock);
  return error;
}

int sg_process_join_test(struct sg_state *state, const char *container, struct sg_process **out) {
  return claim(state, container, true, out);
}

// What a dead process leaves is removed in any order, again from the start if the remover dies: the slot is free only at the end.
static void remove_process(struct sg_state *state, uint32_t slot) {
  struct sg_process *process = &state->processes[slot];
  sg_trace_death(state, slot);
  for (uint32_t d = 0; d < SG_MAX_DEVICES; d++) {
    struct sg_client *client = &process->clients[d];
    client->first_queue = SG_NONE;
    if (client->calendar != SG_NONE)
      atomic_fetch_and(&state->calendars[client->calendar].active[slot / 64], ~(UINT64_C(1) << (slot % 64)));
  }
  uint32_t queues = atomic_load(&state->header.queue_high);
  for (uint32_t q = 0; q < queues; q++) {
    if (state->queues[q].owner == slot) {
      state->queues[q].generation++;
      state->queues[q].owner = SG_NONE;
    }
  }
  uint32_t events = atomic_load(&state->header.event_high);
  for (uint32_t e = 0; e < events; e++) {
    if (state->events[e].owner == slot)
      state->events[e].owner = SG_NONE;
  }
  uint32_t objects = atomic_load(&state->header.object_high);
  bool backing_in_use = false;
  for (uint32_t o = 0; o < objects; o++) {
    if (!state->objects[o].in_use)
      continue;
    sg_object_let_go(state, slot, o);
    backing_in_use |= state->objects[o].in_use && state->objects[o].creator == slot;
  }
  if (!backing_in_use) {
    char name[64];
    sg_backing_name(slot, process->generation, name, sizeof(name));
    sg_backing_remove(state, name);
  }
  for (uint32_t d = 0; d < SG_MAX_DEVICES; d++) {
    struct sg_client *client = &process->clients[d];
    client->used_bytes = client->requested_bytes = client->context_bytes = client->module_bytes = 0;
    client->calendar = SG_NONE;
  }
  atomic_store_explicit(&process->state, SG_PROCESS_FREE, memory_order_release);
}

uint32_t sg_reap(struct sg_state *state) {
  uint32_t removed = 0, high = atomic_load(&state->header.process_high);
  for (uint32_t slot = 0; slot < high; slot++) {
    struct sg_process *process = &state->processes[slot];
    if (atomic_load_explicit(&process->state, memory_order_acquire) != SG_PROCESS_LIVE || process->keeperless)
      continue;
    enum sg_lock_result life = sg_lock_try(&process->life);
    if (life == SG_LOCK_BUSY)
      continue;
    remove_process(state, slot);
    if (life == SG_LOCK_TAKEN_FROM_DEAD)
      sg_lock_repair(&process->life);
    pthread_mutex_unlock(&process->life);
    removed++;
  }
  return removed;
}

void sg_process_leave(struct sg_state *state, struct sg_process *process) {
  sg_state_lock(state);
  sg_calendar_advance(state, sg_now(state));
  remove_process(state, sg_process_slot(state, process));
  sg_state_unlock(state);
}
