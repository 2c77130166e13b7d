#include "list.h"

#include <string.h>
#include <sys/mman.h>

#include "libvgpu/process/process.h"
#include "own.h"

enum {
  MORE = 16,  // who may come between two calls
  TRIES = 8,
  MOST = 1 << 20,
};

struct room {
  void *entries;
  size_t bytes;
};

static void give_back(struct room *room) {
  if (room->entries)
    munmap(room->entries, room->bytes);
  *room = (struct room){0};
}

static bool take(struct room *room, size_t bytes) {
  give_back(room);
  void *entries = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (entries != MAP_FAILED)
    *room = (struct room){entries, bytes};
  return room->entries;
}

static nvmlReturn_t ask_for_all(const struct vgpu_list *list, struct room *room, unsigned int *count) {
  *count = 0;
  nvmlReturn_t result = list->ask(list, count, NULL);
  for (int tries = 0; result == NVML_ERROR_INSUFFICIENT_SIZE && tries < TRIES; tries++) {
    unsigned int with_room = *count + MORE;
    if (*count > MOST || !take(room, with_room * list->entry_bytes))
      return NVML_ERROR_MEMORY;
    *count = with_room;
    result = list->ask(list, count, room->entries);
    if (result == NVML_SUCCESS && *count > with_room)
      return NVML_ERROR_UNKNOWN;
  }
  return result;
}

nvmlReturn_t vgpu_list_own(const struct vgpu_list *list, unsigned int *count, void *entries) {
  struct room room = {0};
  unsigned int all;
  nvmlReturn_t result = ask_for_all(list, &room, &all);
  if (result == NVML_SUCCESS) {
    unsigned int own = room.entries
      ? vgpu_own_entries(vgpu_process_region(), room.entries, all, list->entry_bytes, list->pid_at) : 0;
    if (own > *count)
      result = NVML_ERROR_INSUFFICIENT_SIZE;
    else if (own > 0)
      memcpy(entries, room.entries, own * list->entry_bytes);
    *count = own;
  }
  give_back(&room);
  return result;
}
