#include "shard.h"

// Takes out what fits, from where the sweep is to the shard's end; true when that was reached.
static bool sweep_shard(struct vgpu_shard *shard, struct vgpu_sweep *sweep, struct vgpu_swept *out, size_t room, size_t *found) {
  // What others took out or grew since may have moved an entry behind the sweep's back.
  if (sweep->moves != shard->moves) sweep->slot = 0;
  struct vgpu_slot *slots = shard_slots(shard);
  uint64_t mask = shard_mask(shard);
  while (sweep->slot <= mask && *found < room) {
    const struct vgpu_slot *slot = &slots[sweep->slot];
    if (!slot->live || slot->context != sweep->context) {
      sweep->slot++;
      continue;
    }
    out[(*found)++] = (struct vgpu_swept){
      .key = {slot->handle, slot->space},
      .allocation = {.bytes = slot->bytes, .context = slot->context, .device = slot->device, .kind = slot->kind},
    };
    // The slot is looked at again: another entry may have come to it. None comes to one that was passed.
    vgpu_shard_take_out(shard, sweep->slot);
  }
  sweep->moves = shard->moves;
  return sweep->slot > mask;
}

size_t vgpu_table_sweep(struct vgpu_table *table, struct vgpu_sweep *sweep, struct vgpu_swept *out, size_t room) {
  size_t found = 0;
  while (sweep->shard < VGPU_TABLE_SHARDS && found < room) {
    struct vgpu_shard *shard = &table->shards[sweep->shard];
    shard_lock(shard);
    bool ended = sweep_shard(shard, sweep, out, room, &found);
    shard_unlock(shard);
    if (ended) {
      sweep->shard++;
      sweep->slot = 0;
      sweep->moves = 0;
    }
  }
  return found;
}
