// A million live entries: all are found with what was put in, no other is, and all can be taken out.
#include "check.h"
#include "table/table.h"

enum { LIVE = 1000000 };

static struct vgpu_table table;

static struct vgpu_key key_of(uint64_t i) { return (struct vgpu_key){.handle = UINT64_C(0x7f2000000000) + i * 512}; }

int main(void) {
  struct vgpu_allocation allocation;
  uint64_t wrong = 0;
  for (uint64_t i = 0; i < LIVE; i++) {
    allocation = (struct vgpu_allocation){.bytes = i, .context = i % 7, .device = (uint16_t)(i % 16), .kind = (uint8_t)i};
    wrong += vgpu_table_insert(&table, key_of(i), &allocation, &allocation) != VGPU_INSERTED;
  }
  CHECK_NUMBER("all go in", wrong, 0);
  CHECK_NUMBER("all are counted", vgpu_table_count(&table), LIVE);
  for (uint64_t i = 0; i < LIVE; i++) {
    bool found = vgpu_table_find(&table, key_of(i), &allocation);
    wrong += !found || allocation.bytes != i || allocation.context != i % 7 ||
             allocation.device != i % 16 || allocation.kind != i % 256;
    wrong += vgpu_table_find(&table, key_of(LIVE + i), &allocation);
  }
  CHECK_NUMBER("all are found and no other", wrong, 0);
  uint64_t fullest = 0;
  for (size_t i = 0; i < VGPU_TABLE_SHARDS; i++) {
    if (table.shards[i].count > fullest) fullest = table.shards[i].count;
  }
  CHECK("the shards are equally full", fullest < LIVE / VGPU_TABLE_SHARDS * 11 / 10, "%llu in one", (unsigned long long)fullest);
  for (uint64_t i = 0; i < LIVE; i++) wrong += !vgpu_table_remove(&table, key_of(i), &allocation) || allocation.bytes != i;
  CHECK_NUMBER("all come out", wrong, 0);
  CHECK_NUMBER("none is left", vgpu_table_count(&table), 0);
  return CHECKS_END();
}
