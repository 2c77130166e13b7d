#include "address_map.h"

#include <stdatomic.h>
#include <stdint.h>

enum { SLOTS = 4096, FULL = 3072, HOOK_BITS = 16 };
_Static_assert(VGPU_HOOKS < 1 << HOOK_BITS, "a hook's number fits beside a 48-bit address");

// Address and hook in one word, so that threads may add and find at any time without a lock.
static _Atomic uint64_t slots[SLOTS];
static _Atomic unsigned int used;

static unsigned int first_slot(uint64_t address) {
  return (address >> 4) * 0x9e3779b97f4a7c15u >> 52;
}
_Static_assert(SLOTS == 1 << (64 - 52), "the hash gives a slot");

bool vgpu_address_map_add(const void *pointer, enum vgpu_hook hook) {
  const uint64_t address = (uintptr_t)pointer, word = address << HOOK_BITS | hook;
  if (!address || word >> HOOK_BITS != address)
    return false;
  for (unsigned int at = first_slot(address);; at = (at + 1) % SLOTS) {
    uint64_t there = atomic_load_explicit(&slots[at], memory_order_relaxed);
    if (!there) {
      if (atomic_load_explicit(&used, memory_order_relaxed) >= FULL)
        return false;
      if (atomic_compare_exchange_strong_explicit(&slots[at], &there, word, memory_order_release, memory_order_relaxed)) {
        atomic_fetch_add_explicit(&used, 1, memory_order_relaxed);
        return true;
      }
    }
    if (there >> HOOK_BITS == address)
      return true;
  }
}

enum vgpu_hook vgpu_address_map_find(const void *pointer) {
  const uint64_t address = (uintptr_t)pointer;
  for (unsigned int at = first_slot(address);; at = (at + 1) % SLOTS) {
    const uint64_t there = atomic_load_explicit(&slots[at], memory_order_acquire);
    if (!there)
      return VGPU_HOOKS;
    if (there >> HOOK_BITS == address)
      return (enum vgpu_hook)(there & ((1 << HOOK_BITS) - 1));
  }
}
