// Without memory to grow, an insertion fails and changes nothing; what is there can be found and taken out, and later insertions
// succeed. Everything that was mapped is given back.
#include "check.h"
#include "table/table.h"

#include <errno.h>
#include <sys/mman.h>

enum { KEYS = 20000 };

static struct vgpu_table table;
static int maps, unmaps, refused;
static long allowed = -1;  // how many more maps succeed; below 0: all

void *__real_mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset);
int __real_munmap(void *address, size_t size);
void *__wrap_mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset);
int __wrap_munmap(void *address, size_t size);

void *__wrap_mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset) {
  if (allowed == 0) {
    refused++;
    errno = ENOMEM;
    return MAP_FAILED;
  }
  if (allowed > 0) allowed--;
  maps++;
  return __real_mmap(address, size, protection, flags, fd, offset);
}

int __wrap_munmap(void *address, size_t size) {
  unmaps++;
  return __real_munmap(address, size);
}

static struct vgpu_key key_of(uint64_t i) { return (struct vgpu_key){.handle = i * 512}; }

// Inserts all keys; how many went in, each of which is found afterwards while none of the others is.
static uint64_t fill(bool went_in[KEYS]) {
  uint64_t count = 0;
  struct vgpu_allocation allocation;
  for (uint64_t i = 0; i < KEYS; i++) {
    allocation = (struct vgpu_allocation){.bytes = i};
    went_in[i] = vgpu_table_insert(&table, key_of(i), &allocation, &allocation) == VGPU_INSERTED;
    count += went_in[i];
  }
  return count;
}

static uint64_t wrong_ones(const bool went_in[KEYS]) {
  uint64_t wrong = 0;
  struct vgpu_allocation allocation;
  for (uint64_t i = 0; i < KEYS; i++) {
    bool found = vgpu_table_find(&table, key_of(i), &allocation);
    wrong += found != went_in[i] || (found && allocation.bytes != i);
  }
  return wrong;
}

int main(void) {
  static bool went_in[KEYS];
  struct vgpu_allocation allocation;
  for (long growths = 0; growths < 300; growths += 37) {
    vgpu_table_forget(&table);
    allowed = growths;
    refused = 0;
    errno = EBADMSG;
    uint64_t count = fill(went_in);
    CHECK_NUMBER("errno stays", errno, EBADMSG);
    CHECK("some go in and some do not", count > 0 && count < KEYS && refused > 0, "%llu with %ld growths",
          (unsigned long long)count, growths);
    CHECK_NUMBER("those that went in are there", wrong_ones(went_in), 0);
    CHECK_NUMBER("the count is theirs", vgpu_table_count(&table), count);
    // What is there can be replaced, and its place taken once it is out.
    uint64_t last = KEYS;
    while (!went_in[--last]) continue;
    allocation = (struct vgpu_allocation){.bytes = last};
    CHECK_NUMBER("a replacement needs no memory", vgpu_table_insert(&table, key_of(last), &allocation, &allocation),
                 VGPU_REPLACED);
    CHECK("out", vgpu_table_remove(&table, key_of(last), &allocation), "it was not there");
    CHECK_NUMBER("and in again", vgpu_table_insert(&table, key_of(last), &allocation, &allocation), VGPU_INSERTED);
    allowed = -1;
    for (uint64_t i = 0; i < KEYS; i++) {
      if (went_in[i]) continue;
      allocation = (struct vgpu_allocation){.bytes = i};
      went_in[i] = vgpu_table_insert(&table, key_of(i), &allocation, &allocation) == VGPU_INSERTED;
    }
    CHECK_NUMBER("with memory again all are there", wrong_ones(went_in), 0);
    CHECK_NUMBER("all", vgpu_table_count(&table), KEYS);
  }
  int before = maps + unmaps;
  CHECK_NUMBER("finding", wrong_ones(went_in), 0);
  CHECK_NUMBER("finding maps nothing", maps + unmaps, before);
  vgpu_table_forget(&table);
  CHECK_NUMBER("all maps were given back", unmaps, maps);
  return CHECKS_END();
}
