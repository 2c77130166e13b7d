// Memory that several processes hold.
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "object.h"
#include "transaction.h"

int sg_object_create(struct sg_state *state, struct sg_process *process, uint32_t device, uint64_t bytes, uint64_t requested,
                     const char *backing_path, uint64_t backing_offset, uint32_t *index) {
  sg_state_lock(state);
  int error = ENOSPC;
  for (uint32_t o = 0; o < SG_MAX_OBJECTS; o++) {
    struct sg_object *object = &state->objects[o];
    if (object->in_use)
      continue;
    struct sg_client *client = &process->clients[device];
    uint32_t slot = sg_process_slot(state, process);
    object->device = device;
    object->instance = client->instance;
    object->creator = slot;
    object->generation++;
    object->bytes = bytes;
    object->requested = requested;
    object->offset = backing_offset;
    snprintf(object->path, sizeof(object->path), "%s", backing_path);
    for (uint32_t word = 0; word < SG_MAX_PROCESSES / 64; word++)
      atomic_store(&object->holders[word], word == slot / 64 ? UINT64_C(1) << (slot % 64) : 0);
    if (atomic_load(&state->header.object_high) < o + 1)
      atomic_store(&state->header.object_high, o + 1);
    struct sg_transaction transaction = sg_transaction_begin(state);
    sg_transaction_put(&transaction, &client->used_bytes, client->used_bytes - bytes);
    sg_transaction_put(&transaction, &client->requested_bytes, client->requested_bytes - requested);
    sg_transaction_put(&transaction, &object->in_use, 1);
    sg_transaction_commit(&transaction);
    *index = o;
    error = 0;
    break;
  }
  sg_state_unlock(state);
  return error;
}

int sg_object_hold(struct sg_state *state, struct sg_process *process, uint32_t index, uint64_t generation) {
  if (index >= SG_MAX_OBJECTS)
    return EINVAL;
  sg_state_lock(state);
  struct sg_object *object = &state->objects[index];
  uint32_t slot = sg_process_slot(state, process);
  bool there = object->in_use && object->generation == generation;
  if (there)
    atomic_fetch_or(&object->holders[slot / 64], UINT64_C(1) << (slot % 64));
  sg_state_unlock(state);
  return there ? 0 : ENOENT;
}

bool sg_object_let_go(struct sg_state *state, uint32_t slot, uint32_t index) {
  struct sg_object *object = &state->objects[index];
  atomic_fetch_and(&object->holders[slot / 64], ~(UINT64_C(1) << (slot % 64)));
  for (uint32_t word = 0; word < SG_MAX_PROCESSES / 64; word++) {
    if (atomic_load(&object->holders[word]) != 0)
      return false;
  }
  object->in_use = 0;
  return true;
}

bool sg_object_release(struct sg_state *state, struct sg_process *process, uint32_t index) {
  sg_state_lock(state);
  bool last = sg_object_let_go(state, sg_process_slot(state, process), index);
  sg_state_unlock(state);
  return last;
}

uint64_t sg_object_bytes(struct sg_state *state, uint32_t process_slot, uint32_t device) {
  uint64_t sum = 0;
  uint32_t objects = atomic_load_explicit(&state->header.object_high, memory_order_acquire);
  for (uint32_t o = 0; o < objects; o++) {
    const struct sg_object *object = &state->objects[o];
    if (!object->in_use || object->device != device)
      continue;
    for (uint32_t word = 0; word < SG_MAX_PROCESSES / 64; word++) {
      uint64_t holders = atomic_load(&object->holders[word]);
      if (holders == 0)
        continue;
      if (word * 64 + (uint32_t)__builtin_ctzll(holders) == process_slot)
        sum += object->bytes;
      break;
    }
  }
  return sum;
}
