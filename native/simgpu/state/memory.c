// Bytes of device memory: sums over the living, so that nothing is left to repair when somebody dies.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "state.h"
#include "transaction.h"

static uint64_t capacity(const struct sg_state *state, uint32_t device, uint32_t instance) {
  const struct sg_device_description *description = &state->description.devices[device];
  if (instance == 0)
    return description->memory_bytes - description->reserved_bytes;
  return description->mig_profiles[state->devices[device].instances[instance - 1].profile].memory_bytes;
}

static uint64_t in_use(const struct sg_state *state, uint32_t device, uint32_t instance) {
  uint64_t sum = 0;
  uint32_t high = atomic_load_explicit(&state->header.process_high, memory_order_acquire);
  for (uint32_t slot = 0; slot < high; slot++) {
    const struct sg_process *process = &state->processes[slot];
    const struct sg_client *client = &process->clients[device];
    if (atomic_load_explicit(&process->state, memory_order_acquire) == SG_PROCESS_LIVE && client->calendar != SG_NONE &&
        (instance == 0 || client->instance == instance))
      sum += client->used_bytes;
  }
  uint32_t objects = atomic_load_explicit(&state->header.object_high, memory_order_acquire);
  for (uint32_t o = 0; o < objects; o++) {
    const struct sg_object *object = &state->objects[o];
    if (object->in_use && object->device == device && (instance == 0 || object->instance == instance))
      sum += object->bytes;
  }
  return sum;
}

static void add(struct sg_state *state, struct sg_process *process, uint32_t device, enum sg_memory_kind kind, uint64_t bytes,
                uint64_t requested) {
  struct sg_client *client = &process->clients[device];
  struct sg_transaction transaction = sg_transaction_begin(state);
  sg_transaction_put(&transaction, &client->used_bytes, client->used_bytes + bytes);
  sg_transaction_put(&transaction, &client->requested_bytes, client->requested_bytes + requested);
  if (kind == SG_MEMORY_CONTEXT)
    sg_transaction_put(&transaction, &client->context_bytes, client->context_bytes + bytes);
  if (kind == SG_MEMORY_MODULE)
    sg_transaction_put(&transaction, &client->module_bytes, client->module_bytes + bytes);
  sg_transaction_commit(&transaction);
}

// What its living processes hold together, but for what the driver takes by itself.
static uint64_t held_by_container(struct sg_state *state, uint32_t container, uint32_t device) {
  uint64_t sum = 0;
  uint32_t high = atomic_load_explicit(&state->header.process_high, memory_order_acquire);
  for (uint32_t slot = 0; slot < high; slot++) {
    const struct sg_process *process = &state->processes[slot];
    const struct sg_client *client = &process->clients[device];
    if (process->container == container && atomic_load_explicit(&process->state, memory_order_acquire) == SG_PROCESS_LIVE &&
        client->calendar != SG_NONE)
      sum += client->used_bytes - client->module_bytes + sg_object_bytes(state, slot, device);
  }
  return sum;
}

// Who judges a limit reads this mark: no reader is quick enough to see each sum that ever stood.
static void mark_highest(struct sg_state *state, const struct sg_process *process, uint32_t device) {
  uint64_t *highest = &state->containers[process->container].highest_bytes[device];
  uint64_t held = held_by_container(state, process->container, device);
  // The killed don't count, whether or not anyone has removed them yet.
  if (held > *highest && sg_reap(state) > 0)
    held = held_by_container(state, process->container, device);
  if (held > *highest)
    __atomic_store_n(highest, held, __ATOMIC_RELEASE);
}

int sg_memory_charge(struct sg_state *state, struct sg_process *process, uint32_t device, enum sg_memory_kind kind,
                     uint64_t bytes, uint64_t requested) {
  sg_state_lock(state);
  uint32_t instance = process->clients[device].instance;
  uint64_t limit = capacity(state, device, instance);
  uint64_t used = in_use(state, device, instance);
  if (bytes > limit - (used < limit ? used : limit) && sg_reap(state) > 0)
    used = in_use(state, device, instance);
  bool fits = used <= limit && bytes <= limit - used;
  if (fits) {
    add(state, process, device, kind, bytes, requested);
    mark_highest(state, process, device);
  }
  sg_state_unlock(state);
  return fits ? 0 : ENOMEM;
}

void sg_memory_return(struct sg_state *state, struct sg_process *process, uint32_t device, enum sg_memory_kind kind,
                      uint64_t bytes, uint64_t requested) {
  sg_state_lock(state);
  add(state, process, device, kind, 0 - bytes, 0 - requested);
  sg_state_unlock(state);
}

void sg_memory_figures(struct sg_state *state, uint32_t device, uint32_t instance, struct sg_memory_figures *out) {
  sg_state_lock(state);
  sg_reap(state);
  out->reserved = instance == 0 ? state->description.devices[device].reserved_bytes : 0;
  out->used = in_use(state, device, instance);
  out->total = capacity(state, device, instance) + out->reserved;
  out->free = out->total - out->reserved - out->used;
  sg_state_unlock(state);
}
