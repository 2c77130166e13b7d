// Slots never move. Whose one is says one word, and a record lock that the kernel drops however its holder ends; to take a
// slot, or to clear a dead one's, needs both.
#include <errno.h>
#include <string.h>

#include "handle.h"
#include "system.h"

enum lock { LOCK_HAD, LOCK_OF_ANOTHER, LOCK_IMPOSSIBLE };

static const uint64_t LOCKS_BEGIN = UINT64_C(1) << 32;

static uint64_t word_of(enum hami_region_claim state, const struct vgpu_identity *identity) {
  return (uint64_t)state | (uint64_t)(identity->pid & 0x3fffff) << 2 | identity->start_time << 24;
}

static enum hami_region_claim state_of(uint64_t word) { return (enum hami_region_claim)(word & 3); }

static struct flock record(uint32_t slot, short type) {
  return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)(LOCKS_BEGIN + slot), .l_len = 1};
}

static enum lock lock_slot(struct vgpu_region *region, uint32_t slot) {
  struct flock lock = record(slot, F_WRLCK);
  if (fcntl(region->descriptor, F_SETLK, &lock) == 0)
    return LOCK_HAD;
  return errno == EAGAIN || errno == EACCES ? LOCK_OF_ANOTHER : LOCK_IMPOSSIBLE;
}

static void unlock_slot(struct vgpu_region *region, uint32_t slot) {
  struct flock lock = record(slot, F_UNLCK);
  fcntl(region->descriptor, F_SETLK, &lock);
}

void vgpu_slot_lock_again(struct vgpu_region *region) {
  int slot = vgpu_own_slot(region);
  if (slot >= 0)
    lock_slot(region, (uint32_t)slot);
}

static bool is_locked_or_unknown(struct vgpu_region *region, uint32_t slot) {
  struct flock lock = record(slot, F_WRLCK);
  return fcntl(region->descriptor, F_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}

uint32_t vgpu_slots_used(const struct vgpu_region *region) {
  int32_t count = __atomic_load_n(&region->shared->v1.process_count, __ATOMIC_SEQ_CST);
  int own = vgpu_own_slot(region);
  if (count <= own)
    count = own + 1;
  return count < 0 ? 0 : count > HAMI_REGION_SLOTS ? HAMI_REGION_SLOTS : (uint32_t)count;
}

bool vgpu_slot_dead(struct vgpu_region *region, uint32_t slot) {
  const struct hami_region_slot *claimed = &region->shared->tail.slots[slot];
  uint64_t word = vgpu_load(&claimed->claim);
  if (state_of(word) == HAMI_REGION_FREE || (int)slot == vgpu_own_slot(region) || is_locked_or_unknown(region, slot))
    return false;
  uint64_t there = vgpu_load(&claimed->pid_namespace), here = region->identity.pid_namespace;
  if (here == 0)
    return false;
  if (there != 0 && there != here)
    return true;
  uint32_t pid = (uint32_t)(word >> 2) & 0x3fffff;
  uint64_t start_time = word >> 24;
  // Claimed by the program that this process ran before the one it runs now.
  if (pid == region->identity.pid && start_time == region->identity.start_time && start_time != 0)
    return true;
  return vgpu_identity_dead(pid, start_time, region->mapping);
}

static void clear(struct vgpu_region *region, uint32_t slot) {
  struct hami_region_process *process = &region->shared->v1.processes[slot];
  struct hami_region_slot *claimed = &region->shared->tail.slots[slot];
  __atomic_store_n(&process->status, HAMI_REGION_STATUS_FREE, __ATOMIC_SEQ_CST);
  __atomic_store_n(&process->pid, 0, __ATOMIC_RELAXED);
  __atomic_store_n(&process->host_pid, 0, __ATOMIC_RELAXED);
  for (uint32_t d = 0; d < HAMI_REGION_DEVICES; d++) {
    __atomic_store_n(&process->used[d].total, 0, __ATOMIC_SEQ_CST);
    memset(&process->used[d], 0, sizeof(process->used[d]));
  }
  memset(process->monitor_used, 0, sizeof(process->monitor_used));
  memset(process->utilization, 0, sizeof(process->utilization));
  memset(claimed->kinds, 0, sizeof(claimed->kinds));
  __atomic_store_n(&claimed->charging, 0, __ATOMIC_SEQ_CST);
  uint64_t refusing = vgpu_load(&region->shared->tail.refusing);
  if ((refusing & 0xffff) == slot + 1)
    vgpu_exchange(&region->shared->tail.refusing, refusing, 0);
}

// Whoever is killed on the way leaves his own name in the word, and the next one begins again.
static bool empty(struct vgpu_region *region, uint32_t slot, uint64_t word) {
  struct hami_region_slot *claimed = &region->shared->tail.slots[slot];
  uint64_t mine = word_of(HAMI_REGION_REAPING, &region->identity);
  // Only who has the record lock writes it, so it belongs to the word that follows.
  __atomic_store_n(&claimed->pid_namespace, region->identity.pid_namespace, __ATOMIC_SEQ_CST);
  if (!vgpu_exchange(&claimed->claim, word, mine))
    return false;
  clear(region, slot);
  return vgpu_exchange(&claimed->claim, mine, HAMI_REGION_FREE);
}

static unsigned reap(struct vgpu_region *region) {
  unsigned reaped = 0;
  if (!vgpu_region_descriptor(region))
    return 0;
  for (uint32_t k = 0; k < vgpu_slots_used(region); k++) {
    uint64_t word = vgpu_load(&region->shared->tail.slots[k].claim);
    if (!vgpu_slot_dead(region, k) || lock_slot(region, k) != LOCK_HAD)
      continue;
    // The word that was judged is the one that is replaced: else it is another's by now.
    if (word == vgpu_load(&region->shared->tail.slots[k].claim))
      reaped += empty(region, k, word);
    unlock_slot(region, k);
  }
  return reaped;
}

static bool claim(struct vgpu_region *region, uint32_t slot) {
  struct hami_region_v1 *v1 = &region->shared->v1;
  struct hami_region_slot *claimed = &region->shared->tail.slots[slot];
  if (state_of(vgpu_load(&claimed->claim)) != HAMI_REGION_FREE)
    return false;
  enum lock lock = lock_slot(region, slot);
  if (lock == LOCK_OF_ANOTHER)
    return false;
  uint64_t claiming = word_of(HAMI_REGION_CLAIMING, &region->identity);
  if (state_of(vgpu_load(&claimed->claim)) == HAMI_REGION_FREE) {
    __atomic_store_n(&claimed->pid_namespace, region->identity.pid_namespace, __ATOMIC_SEQ_CST);
    if (vgpu_exchange(&claimed->claim, HAMI_REGION_FREE, claiming)) {
      clear(region, slot);
      v1->processes[slot].pid = (int32_t)region->identity.pid;
      int32_t count = __atomic_load_n(&v1->process_count, __ATOMIC_SEQ_CST);
      while (count <= (int32_t)slot &&
             !__atomic_compare_exchange_n(&v1->process_count, &count, (int32_t)slot + 1, false, __ATOMIC_SEQ_CST,
                                          __ATOMIC_SEQ_CST))
        continue;
      __atomic_store_n(&v1->processes[slot].status, HAMI_REGION_STATUS_RUNNING, __ATOMIC_SEQ_CST);
      if (vgpu_exchange(&claimed->claim, claiming, word_of(HAMI_REGION_LIVE, &region->identity)))
        return true;
    }
  }
  if (lock == LOCK_HAD)
    unlock_slot(region, slot);
  return false;
}

static enum vgpu_region_result attach(struct vgpu_region *region) {
  if (vgpu_own_slot(region) >= 0) {
    vgpu_region_descriptor(region);
    return VGPU_REGION_OK;
  }
  region->identity = vgpu_identity_self();
  if (!vgpu_region_descriptor(region))
    return VGPU_REGION_MISSING;
  reap(region);
  for (uint32_t k = 0; k < HAMI_REGION_SLOTS; k++) {
    if (claim(region, k)) {
      region->own->pid = region->identity.pid;
      __atomic_store_n(&region->own->slot, k + 1, __ATOMIC_SEQ_CST);
      return VGPU_REGION_OK;
    }
  }
  return VGPU_REGION_NO_SLOT;
}

enum vgpu_region_result vgpu_region_attach(struct vgpu_region *region) {
  int error = errno;
  vgpu_own_lock(region);
  enum vgpu_region_result result = attach(region);
  vgpu_own_unlock(region);
  errno = error;
  return result;
}

bool vgpu_region_knows_the_dead(struct vgpu_region *region) {
  int error = errno;
  struct flock lock = record(0, F_WRLCK);
  bool knows = region->identity.pid_namespace != 0 && region->identity.start_time != 0 &&
               fcntl(region->descriptor, F_GETLK, &lock) == 0;
  errno = error;
  return knows;
}

unsigned vgpu_region_reap(struct vgpu_region *region) {
  int error = errno;
  if (!vgpu_region_is_whole_now(region))
    return 0;
  vgpu_own_lock(region);
  if (vgpu_own_slot(region) < 0)
    region->identity = vgpu_identity_self();
  unsigned reaped = reap(region);
  vgpu_own_unlock(region);
  errno = error;
  return reaped;
}

void vgpu_region_release(struct vgpu_region *region) {
  int error = errno;
  vgpu_region_is_whole_now(region);
  vgpu_own_lock(region);
  int slot = vgpu_own_slot(region);
  if (slot >= 0) {
    __atomic_store_n(&region->own->slot, 0, __ATOMIC_SEQ_CST);
    empty(region, (uint32_t)slot, word_of(HAMI_REGION_LIVE, &region->identity));
    if (vgpu_region_descriptor(region))
      unlock_slot(region, (uint32_t)slot);
  }
  vgpu_own_unlock(region);
  errno = error;
}
