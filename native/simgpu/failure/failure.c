#include "failure.h"

#include <errno.h>
#include <string.h>

#include "../mig/mig.h"

enum { XID_OFF_BUS = 79, EVENT_XID = 8 };

// Xids that end the program that caused them and leave the card usable for others.
static bool is_application_xid(int32_t xid) {
  static const int32_t application[] = {13, 31, 43, 45, 63, 68, 92, 94, 109};
  for (size_t i = 0; i < sizeof(application) / sizeof(application[0]); i++)
    if (application[i] == xid)
      return true;
  return false;
}

void sg_nvml_event_add(struct sg_state *state, uint64_t type, uint64_t data, uint32_t device, uint32_t instance) {
  state->nvml_events[state->header.nvml_event_count % SG_MAX_NVML_EVENTS] =
      (struct sg_nvml_event){.time_ns = sg_now(state), .type = type, .data = data, .device = device, .instance = instance};
  atomic_signal_fence(memory_order_seq_cst);
  state->header.nvml_event_count++;
  sg_poke(state);
}

static bool strikes(const struct sg_failure *failure, int32_t device) {
  return failure->device == -1 || failure->device == device;
}

static void strike(struct sg_state *state, const struct sg_failure *failure, uint32_t device) {
  struct sg_device *card = &state->devices[device];
  if (failure->kind == SG_FAILURE_OFF_BUS) {
    atomic_store(&card->xid, XID_OFF_BUS);
    atomic_store(&card->lost, 1);
    sg_nvml_event_add(state, EVENT_XID, XID_OFF_BUS, device, SG_NONE);
    return;
  }
  if (!is_application_xid(failure->code))
    atomic_store(&card->xid, (uint32_t)failure->code);
  sg_nvml_event_add(state, EVENT_XID, (uint64_t)failure->code, device, SG_NONE);
}

// A card that was to come back after a while is back, reset.
static void mend(struct sg_state *state, uint32_t device) {
  atomic_store(&state->devices[device].xid, 0);
  atomic_store(&state->devices[device].lost, 0);
  sg_poke(state);
}

// Whether a failure that is an event has just begun or ended, and not been seen to.
static bool begins(const struct sg_state *state, uint32_t index, uint64_t now) {
  const struct sg_failure *failure = &state->description.failures[index];
  return (failure->kind == SG_FAILURE_XID || failure->kind == SG_FAILURE_OFF_BUS) &&
         now >= state->header.created_ns + failure->after_ns && (atomic_load(&state->header.failures_struck) >> index & 1) == 0;
}

static bool ends(const struct sg_state *state, uint32_t index, uint64_t now) {
  const struct sg_failure *failure = &state->description.failures[index];
  return failure->kind == SG_FAILURE_OFF_BUS && failure->duration_ns != 0 &&
         now >= state->header.created_ns + failure->after_ns + failure->duration_ns &&
         (atomic_load(&state->header.failures_over) >> index & 1) == 0;
}

void sg_failures_look(struct sg_state *state) {
  uint32_t count = __atomic_load_n(&state->description.failure_count, __ATOMIC_ACQUIRE);
  if (count == 0)
    return;
  uint64_t now = sg_now(state);
  bool due = false;
  for (uint32_t i = 0; i < count && !due; i++)
    due = begins(state, i, now) || ends(state, i, now);
  if (!due)
    return;
  sg_state_lock(state);
  for (uint32_t i = 0; i < state->description.failure_count; i++) {
    const struct sg_failure *failure = &state->description.failures[i];
    bool begun = begins(state, i, now), ended = ends(state, i, now);
    atomic_fetch_or(&state->header.failures_struck, (uint64_t)begun << i);
    atomic_fetch_or(&state->header.failures_over, (uint64_t)ended << i);
    for (uint32_t device = 0; device < state->description.device_count; device++) {
      if (begun && strikes(failure, (int32_t)device))
        strike(state, failure, device);
      if (ended && strikes(failure, (int32_t)device))
        mend(state, device);
    }
  }
  sg_state_unlock(state);
}

uint64_t sg_failures_next(struct sg_state *state) {
  uint64_t next = SG_NEVER, created = state->header.created_ns;
  uint32_t count = __atomic_load_n(&state->description.failure_count, __ATOMIC_ACQUIRE);
  for (uint32_t i = 0; i < count; i++) {
    const struct sg_failure *failure = &state->description.failures[i];
    uint64_t begin = created + failure->after_ns, end = begin + failure->duration_ns;
    if (begins(state, i, SG_NEVER) && begin < next)
      next = begin;
    if (ends(state, i, SG_NEVER) && end < next)
      next = end;
  }
  return next;
}

const struct sg_failure *sg_failure_find(struct sg_state *state, enum sg_failure_kind kind, int32_t device, const char *function,
                                         uint32_t call) {
  uint32_t count = __atomic_load_n(&state->description.failure_count, __ATOMIC_ACQUIRE);
  if (count == 0)
    return NULL;
  uint64_t age = sg_now(state) - state->header.created_ns;
  for (uint32_t i = 0; i < count; i++) {
    const struct sg_failure *failure = &state->description.failures[i];
    bool lasts = failure->duration_ns == 0 || failure->kind == SG_FAILURE_DELAY || age < failure->after_ns + failure->duration_ns;
    if (failure->kind == kind && strikes(failure, device) && age >= failure->after_ns && lasts &&
        (failure->function[0] == '\0' || (function != NULL && strcmp(failure->function, function) == 0)) &&
        (failure->nth == 0 || failure->nth == call))
      return failure;
  }
  return NULL;
}

int sg_failure_inject(struct sg_state *state, const struct sg_failure *failure) {
  sg_state_lock(state);
  uint32_t count = state->description.failure_count;
  if (count < SG_MAX_FAILURES) {
    state->description.failures[count] = *failure;
    state->description.failures[count].after_ns += sg_now(state) - state->header.created_ns;
    atomic_fetch_and(&state->header.failures_struck, ~(UINT64_C(1) << count));
    atomic_fetch_and(&state->header.failures_over, ~(UINT64_C(1) << count));
    __atomic_store_n(&state->description.failure_count, count + 1, __ATOMIC_RELEASE);
  }
  sg_state_unlock(state);
  if (count == SG_MAX_FAILURES)
    return ENOSPC;
  sg_failures_look(state);
  sg_poke(state);
  return 0;
}

void sg_failure_recover(struct sg_state *state, int32_t device) {
  sg_state_lock(state);
  struct sg_description *description = &state->description;
  uint64_t struck = atomic_load(&state->header.failures_struck), kept_struck = 0;
  uint64_t over = atomic_load(&state->header.failures_over), kept_over = 0;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < description->failure_count; i++) {
    if (device == -1 || description->failures[i].device == device)
      continue;
    kept_struck |= (struck >> i & 1) << kept;
    kept_over |= (over >> i & 1) << kept;
    description->failures[kept++] = description->failures[i];
  }
  __atomic_store_n(&description->failure_count, kept, __ATOMIC_RELEASE);
  atomic_store(&state->header.failures_struck, kept_struck);
  atomic_store(&state->header.failures_over, kept_over);
  for (uint32_t d = 0; d < description->device_count; d++)
    if (device == -1 || device == (int32_t)d) {
      atomic_store(&state->devices[d].lost, 0);
      atomic_store(&state->devices[d].xid, 0);
      sg_mig_reset(state, d);
    }
  sg_state_unlock(state);
  sg_poke(state);
}
