// What every entry point asks first.
#include <string.h>
#include <time.h>

#include "device_loss.h"
#include "driver.h"

static bool is_due(const struct sg_state *state, const struct sg_failure *failure, uint32_t call, uint64_t now) {
  uint64_t from = state->header.created_ns + failure->after_ns;
  bool lasts = failure->kind == SG_FAILURE_DELAY || failure->duration_ns == 0 || now < from + failure->duration_ns;
  return now >= from && lasts && (failure->nth == 0 || failure->nth == call);
}

static CUresult injected(struct sg_entry *entry, bool only_by_name) {
  struct sg_state *state = sg_driver.state;
  uint32_t call = atomic_fetch_add(&entry->calls, 1) + 1;
  uint64_t now = sg_now(state);
  for (uint32_t i = 0; i < state->description.failure_count && i < SG_MAX_FAILURES; i++) {
    const struct sg_failure *failure = &state->description.failures[i];
    bool cuda = failure->kind == SG_FAILURE_CUDA_ERROR || failure->kind == SG_FAILURE_DELAY;
    bool is_meant = failure->function[0] == '\0' ? !only_by_name : strcmp(failure->function, entry->name) == 0;
    if (!cuda || !is_meant || !is_due(state, failure, call, now))
      continue;
    if (failure->kind == SG_FAILURE_CUDA_ERROR)
      return (CUresult)failure->code;
    struct timespec delay = {.tv_sec = (time_t)(failure->duration_ns / 1000000000), .tv_nsec = (long)(failure->duration_ns % 1000000000)};
    nanosleep(&delay, NULL);
  }
  return CUDA_SUCCESS;
}

CUresult sg_entry_check(struct sg_entry *entry) {
  if (__builtin_expect(!atomic_load_explicit(&sg_driver.ready, memory_order_acquire), 0))
    return CUDA_ERROR_NOT_INITIALIZED;
  if (__builtin_expect(__atomic_load_n(&sg_driver.state->description.failure_count, __ATOMIC_RELAXED) != 0, 0)) {
    sg_device_loss_look();
    return injected(entry, false);
  }
  return CUDA_SUCCESS;
}

CUresult sg_entry_start(struct sg_entry *entry) { return injected(entry, true); }
