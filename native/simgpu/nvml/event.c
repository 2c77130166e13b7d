// Events: sets of them, and waiting for one.
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "nvml.h"

struct nvmlEventSet_st {
  struct nvmlEventSet_st *next;
  uint64_t types[SG_MAX_DEVICES];    // bits of what is waited for
  uint64_t from[SG_MAX_DEVICES];     // events before this one, by number, were before the registration
  uint64_t seen;                     // events before this one have been handed out or passed over
};

static pthread_mutex_t sets_lock = PTHREAD_MUTEX_INITIALIZER;
static struct nvmlEventSet_st *sets;

static uint64_t supported_types(uint32_t device) {
  uint64_t types = nvmlEventTypeXidCriticalError | nvmlEventTypePState | nvmlEventTypeClock;
  if (sg_nvml_has_ecc(device))
    types |= nvmlEventTypeSingleBitEccError | nvmlEventTypeDoubleBitEccError;
  if (sg_nvml_description(device)->mig_capable)
    types |= nvmlEventMigConfigChange;
  return types;
}

nvmlReturn_t nvmlDeviceGetSupportedEventTypes(nvmlDevice_t device, unsigned long long *eventTypes) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(eventTypes);
  *eventTypes = supported_types(index);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlEventSetCreate(nvmlEventSet_t *set) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(set);
  struct nvmlEventSet_st *made = calloc(1, sizeof(*made));
  if (made == NULL)
    return NVML_ERROR_MEMORY;
  sg_state_lock(sg_nvml.state);
  made->seen = sg_nvml.state->header.nvml_event_count;
  sg_state_unlock(sg_nvml.state);
  pthread_mutex_lock(&sets_lock);
  made->next = sets;
  sets = made;
  pthread_mutex_unlock(&sets_lock);
  *set = made;
  return NVML_SUCCESS;
}

// Lock held. The link that leads to the set, NULL when it is none of ours.
static struct nvmlEventSet_st **find(nvmlEventSet_t set) {
  struct nvmlEventSet_st **link = &sets;
  while (*link != NULL && *link != set)
    link = &(*link)->next;
  return *link == NULL ? NULL : link;
}

nvmlReturn_t nvmlEventSetFree(nvmlEventSet_t set) {
  SG_NVML_ENTRY();
  pthread_mutex_lock(&sets_lock);
  struct nvmlEventSet_st **link = find(set);
  if (link != NULL)
    *link = set->next;
  pthread_mutex_unlock(&sets_lock);
  if (link == NULL)
    return NVML_ERROR_INVALID_ARGUMENT;
  free(set);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceRegisterEvents(nvmlDevice_t device, unsigned long long eventTypes, nvmlEventSet_t set) {
  SG_NVML_CARD(device, index);
  uint64_t known = nvmlEventTypeAll;
  if (set == NULL || (eventTypes & ~known) != 0)
    return NVML_ERROR_INVALID_ARGUMENT;
  if ((eventTypes & ~supported_types(index)) != 0)
    return NVML_ERROR_NOT_SUPPORTED;
  sg_state_lock(sg_nvml.state);
  uint64_t now = sg_nvml.state->header.nvml_event_count;
  sg_state_unlock(sg_nvml.state);
  pthread_mutex_lock(&sets_lock);
  bool valid = find(set) != NULL;
  if (valid) {
    if (set->types[index] == 0)
      set->from[index] = now;
    set->types[index] |= eventTypes;
  }
  pthread_mutex_unlock(&sets_lock);
  return valid ? NVML_SUCCESS : NVML_ERROR_INVALID_ARGUMENT;
}

// The next event that the set waits for. NVML_ERROR_TIMEOUT: none yet, NVML_ERROR_INVALID_ARGUMENT: no set.
static nvmlReturn_t next_event(nvmlEventSet_t set, struct sg_nvml_event *out) {
  nvmlReturn_t result = NVML_ERROR_TIMEOUT;
  pthread_mutex_lock(&sets_lock);
  if (find(set) == NULL) {
    pthread_mutex_unlock(&sets_lock);
    return NVML_ERROR_INVALID_ARGUMENT;
  }
  struct sg_state *state = sg_nvml.state;
  sg_state_lock(state);
  uint64_t count = state->header.nvml_event_count;
  // Who waits too rarely loses the oldest.
  if (count - set->seen > SG_MAX_NVML_EVENTS)
    set->seen = count - SG_MAX_NVML_EVENTS;
  while (set->seen < count && result == NVML_ERROR_TIMEOUT) {
    *out = state->nvml_events[set->seen % SG_MAX_NVML_EVENTS];
    if ((set->types[out->device] & out->type) != 0 && set->seen >= set->from[out->device])
      result = NVML_SUCCESS;
    set->seen++;
  }
  sg_state_unlock(state);
  pthread_mutex_unlock(&sets_lock);
  return result;
}

static nvmlReturn_t wait(nvmlEventSet_t set, unsigned int timeout_ms, struct sg_nvml_event *out) {
  struct sg_state *state = sg_nvml.state;
  uint64_t deadline = sg_now(state) + (uint64_t)timeout_ms * 1000000;
  for (;;) {
    uint32_t poke = atomic_load(&state->header.poke);
    sg_failures_look(state);
    nvmlReturn_t result = next_event(set, out);
    uint64_t now = sg_now(state);
    if (result != NVML_ERROR_TIMEOUT || now >= deadline)
      return result;
    uint64_t due = sg_failures_next(state);
    sg_sleep(state, due < deadline ? due : deadline, poke);
  }
}

static nvmlEventData_t data_of(const struct sg_nvml_event *event) {
  return (nvmlEventData_t){.device = sg_nvml_card_handle(event->device), .eventType = event->type, .eventData = event->data,
                           .gpuInstanceId = event->instance, .computeInstanceId = UINT32_MAX};
}

// The first version has no room for the instances.
nvmlReturn_t nvmlEventSetWait(nvmlEventSet_t set, nvmlEventData_t *data, unsigned int timeoutms) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(data);
  struct sg_nvml_event event;
  SG_NVML_TRY(wait(set, timeoutms, &event));
  nvmlEventData_t found = data_of(&event);
  memcpy(data, &found, offsetof(nvmlEventData_t, gpuInstanceId));
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlEventSetWait_v2(nvmlEventSet_t set, nvmlEventData_t *data, unsigned int timeoutms) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(data);
  struct sg_nvml_event event;
  SG_NVML_TRY(wait(set, timeoutms, &event));
  *data = data_of(&event);
  return NVML_SUCCESS;
}
