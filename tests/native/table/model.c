// Random operations on the table and on a plain array say the same, from a few entries in the first slots to thousands.
#include "check.h"
#include "random.h"
#include "table/table.h"

enum { MOST_KEYS = 8192, CONTEXTS = 5, OPERATIONS = 400000 };

struct modelled {
  bool live;
  struct vgpu_allocation allocation;
};

static struct vgpu_table table;
static struct modelled model[MOST_KEYS];
static uint64_t live;

// Handles that lie as the driver's do, close together, each in two spaces.
static struct vgpu_key key_of(uint64_t index) {
  return (struct vgpu_key){.handle = UINT64_C(0x7f0000000000) + index / 2 * 512, .space = (uint8_t)(index % 2)};
}

static uint64_t index_of(struct vgpu_key key) { return (key.handle - UINT64_C(0x7f0000000000)) / 512 * 2 + key.space; }

static bool same(const struct vgpu_allocation *a, const struct vgpu_allocation *b) {
  return a->bytes == b->bytes && a->context == b->context && a->device == b->device && a->kind == b->kind;
}

static bool insert(uint64_t index, uint64_t *random) {
  struct vgpu_allocation allocation = {.bytes = random_next(random, UINT64_MAX), .context = random_next(random, CONTEXTS),
                                       .device = (uint16_t)random_next(random, 16), .kind = (uint8_t)random_next(random, 256)};
  struct vgpu_allocation replaced;
  enum vgpu_inserted inserted = vgpu_table_insert(&table, key_of(index), &allocation, &replaced);
  struct modelled *old = &model[index];
  bool right = old->live ? inserted == VGPU_REPLACED && same(&replaced, &old->allocation) : inserted == VGPU_INSERTED;
  live += !old->live;
  *old = (struct modelled){true, allocation};
  return right;
}

static bool take(uint64_t index, bool out) {
  struct vgpu_allocation allocation;
  struct modelled *old = &model[index];
  bool found = out ? vgpu_table_remove(&table, key_of(index), &allocation) : vgpu_table_find(&table, key_of(index), &allocation);
  bool right = found == old->live && (!found || same(&allocation, &old->allocation));
  if (out && old->live) {
    old->live = false;
    live--;
  }
  return right;
}

static bool sweep(uint64_t context, size_t room) {
  struct vgpu_sweep at = {.context = context};
  struct vgpu_swept swept[64];
  for (size_t count; (count = vgpu_table_sweep(&table, &at, swept, room)) > 0;) {
    for (size_t i = 0; i < count; i++) {
      struct modelled *old = &model[index_of(swept[i].key)];
      if (!old->live || old->allocation.context != context || !same(&swept[i].allocation, &old->allocation)) return false;
      old->live = false;
      live--;
    }
  }
  for (size_t i = 0; i < MOST_KEYS; i++) {
    if (model[i].live && model[i].allocation.context == context) return false;
  }
  return true;
}

static bool all_agree(uint64_t keys) {
  for (uint64_t i = 0; i < keys; i++) {
    if (!take(i, false)) return false;
  }
  return vgpu_table_count(&table) == live;
}

static void check_random(const char *name, uint64_t keys, uint64_t seed, bool sweeps) {
  vgpu_table_forget(&table);
  memset(model, 0, sizeof(model));
  live = 0;
  uint64_t random = seed, wrong = 0;
  // Phases of mostly inserting and of mostly removing, so that it fills and empties.
  for (uint64_t i = 0; i < OPERATIONS; i++) {
    uint64_t index = random_next(&random, keys);
    uint64_t inserting = i / (keys * 4) % 2 == 0 ? 6 : 2, what = random_next(&random, 10);
    wrong += what < inserting ? !insert(index, &random) : !take(index, what < 8);
    if (sweeps && random_next(&random, 2000) == 0) {
      uint64_t context = 1 + random_next(&random, CONTEXTS - 1);
      wrong += !sweep(context, 1 + random_next(&random, 64));
    }
    if (i % 20000 == 0) wrong += !all_agree(keys);
  }
  CHECK(name, wrong == 0 && all_agree(keys), "%llu operations of %d differ from the model's", (unsigned long long)wrong,
        OPERATIONS);
}

static void check_sweep(void) {
  vgpu_table_forget(&table);
  memset(model, 0, sizeof(model));
  live = 0;
  uint64_t random = 7, wrong = 0;
  for (uint64_t i = 0; i < MOST_KEYS; i++) wrong += !insert(i, &random);
  uint64_t before = live;
  CHECK("a sweep one by one", sweep(3, 1) && all_agree(MOST_KEYS) && live < before && wrong == 0, "%llu left",
        (unsigned long long)live);
  before = live;
  CHECK("a sweep finds nothing twice", sweep(3, 64) && live == before, "%llu left", (unsigned long long)live);
  for (uint64_t context = 1; context < CONTEXTS; context++) {
    CHECK("a sweep", sweep(context, 64), "of %llu", (unsigned long long)context);
  }
  for (uint64_t i = 0; i < MOST_KEYS; i++) wrong += model[i].live && model[i].allocation.context != 0;
  CHECK("those of no context stay", live > 0 && wrong == 0 && all_agree(MOST_KEYS), "%llu left", (unsigned long long)live);
}

// Others take entries out between two batches: what moves then is not missed.
static void check_sweep_among_removals(void) {
  vgpu_table_forget(&table);
  memset(model, 0, sizeof(model));
  live = 0;
  uint64_t random = 11, missed = 0;
  for (int round = 0; round < 200; round++) {
    struct vgpu_allocation allocation = {.bytes = 1}, ignored;
    for (uint64_t i = 0; i < 1000; i++) {
      allocation.context = 1 + i % 2;
      vgpu_table_insert(&table, key_of(i), &allocation, &ignored);
    }
    struct vgpu_sweep at = {.context = 1};
    struct vgpu_swept swept[4];
    uint64_t count, total = 0;
    while ((count = vgpu_table_sweep(&table, &at, swept, 4)) > 0) {
      total += count;
      // Those of context 2 have odd numbers.
      for (int i = 0; i < 3; i++) vgpu_table_remove(&table, key_of(1 + 2 * random_next(&random, 500)), &ignored);
    }
    missed += total != 500;
  }
  CHECK("a sweep among removals", missed == 0, "%llu of 200 missed some", (unsigned long long)missed);
}

int main(void) {
  check_random("8 keys", 8, 1, true);
  check_random("200 keys", 200, 2, true);
  check_random("1,500 keys: the first slots and the next", 1500, 3, true);
  check_random("8,192 keys", MOST_KEYS, 4, true);
  check_random("8,192 keys without sweeps", MOST_KEYS, 5, false);
  check_sweep();
  check_sweep_among_removals();
  return CHECKS_END();
}
