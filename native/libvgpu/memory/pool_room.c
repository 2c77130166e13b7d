#include "pool_room.h"

#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

static CUdeviceptr end_of(const struct vgpu_range *range) { return range->base + range->bytes; }

static bool overlaps(const struct vgpu_range *one, CUdeviceptr base, uint64_t bytes) {
  return base < end_of(one) && one->base < base + bytes;
}

bool vgpu_room_fits(const struct vgpu_pool_room *room, uint64_t bytes) {
  for (uint32_t k = 0; k < room->count; k++) {
    if (room->ranges[k].bytes >= bytes)
      return true;
  }
  return false;
}

static struct vgpu_piece *piece_at(struct vgpu_pool_room *room, CUdeviceptr address) {
  uint64_t low = 0, high = room->piece_count;
  while (low < high) {
    uint64_t middle = (low + high) / 2;
    if (room->pieces[middle].base <= address)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0 || address - room->pieces[low - 1].base >= room->pieces[low - 1].bytes)
    return NULL;
  return &room->pieces[low - 1];
}

// The smallest is forgotten for a larger one.
static void add(struct vgpu_pool_room *room, CUdeviceptr base, uint64_t bytes) {
  uint32_t place = room->count, smallest = 0;
  for (uint32_t k = 0; k < room->count; k++) {
    if (overlaps(&room->ranges[k], base, bytes))
      return;
    if (room->ranges[k].bytes < room->ranges[smallest].bytes)
      smallest = k;
  }
  if (bytes == 0)
    return;
  if (place == VGPU_ROOM_RANGES) {
    if (room->ranges[smallest].bytes >= bytes)
      return;
    place = smallest;
  } else {
    room->count++;
  }
  room->ranges[place] = (struct vgpu_range){base, bytes};
}

static void take_out(struct vgpu_pool_room *room, uint32_t k) { room->ranges[k] = room->ranges[--room->count]; }

bool vgpu_room_taken(struct vgpu_pool_room *room, CUdeviceptr base, uint64_t bytes) {
  bool within = false;
  for (uint32_t k = 0; k < room->count;) {
    struct vgpu_range was = room->ranges[k];
    if (!overlaps(&was, base, bytes)) {
      k++;
      continue;
    }
    within = within || (base >= was.base && base + bytes <= end_of(&was));
    take_out(room, k);
    if (was.base < base)
      add(room, was.base, base - was.base);
    if (end_of(&was) > base + bytes)
      add(room, base + bytes, end_of(&was) - (base + bytes));
    // What was put back lies beside what is looked for.
    k = 0;
  }
  for (uint32_t k = 0; k < room->freeing_count; k++) {
    if (overlaps(&room->freeing[k].range, base, bytes))
      room->freeing[k].is_spoilt = true;
  }
  struct vgpu_piece *piece = piece_at(room, base);
  if (piece != NULL)
    piece->living++;
  return within;
}

static bool make_room_for_piece(struct vgpu_pool_room *room) {
  if (room->piece_count < room->piece_room)
    return true;
  uint64_t wanted = room->piece_room == 0 ? 4096 / sizeof(struct vgpu_piece) : room->piece_room * 2;
  struct vgpu_piece *more = mmap(NULL, wanted * sizeof(*more), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (more == MAP_FAILED)
    return false;
  if (room->piece_count > 0)
    memcpy(more, room->pieces, room->piece_count * sizeof(*more));
  if (room->pieces != NULL)
    munmap(room->pieces, room->piece_room * sizeof(*more));
  room->pieces = more;
  room->piece_room = wanted;
  return true;
}

static void remove_piece(struct vgpu_pool_room *room, uint64_t place) {
  memmove(&room->pieces[place], &room->pieces[place + 1], (--room->piece_count - place) * sizeof(*room->pieces));
}

void vgpu_room_grown(struct vgpu_pool_room *room, CUdeviceptr base, uint64_t bytes, uint64_t piece) {
  // Whatever was thought to be there is gone.
  for (uint64_t place = 0; place < room->piece_count;) {
    struct vgpu_range old = {room->pieces[place].base, room->pieces[place].bytes};
    if (overlaps(&old, base, piece))
      remove_piece(room, place);
    else
      place++;
  }
  for (uint32_t k = 0; k < room->count;) {
    if (overlaps(&room->ranges[k], base, piece))
      take_out(room, k);
    else
      k++;
  }
  for (uint32_t k = 0; k < room->freeing_count; k++)
    room->freeing[k].is_spoilt = room->freeing[k].is_spoilt || overlaps(&room->freeing[k].range, base, piece);
  if (!make_room_for_piece(room))
    return;
  uint64_t place = 0;
  while (place < room->piece_count && room->pieces[place].base < base)
    place++;
  memmove(&room->pieces[place + 1], &room->pieces[place], (room->piece_count++ - place) * sizeof(*room->pieces));
  room->pieces[place] = (struct vgpu_piece){.base = base, .bytes = piece, .living = 1};
  if (bytes < piece)
    add(room, base + bytes, piece - bytes);
}

void vgpu_room_freeing(struct vgpu_pool_room *room, CUdeviceptr base, uint64_t bytes) {
  // As soon as the driver has it, all of the piece may go.
  struct vgpu_piece *piece = piece_at(room, base);
  if (piece != NULL && piece->living > 0)
    piece->living--;
  if (room->freeing_count == VGPU_ROOM_FREEING)
    return;
  room->freeing[room->freeing_count].range = (struct vgpu_range){base, bytes};
  room->freeing[room->freeing_count++].is_spoilt = false;
}

void vgpu_room_freed(struct vgpu_pool_room *room, CUdeviceptr base, bool is_free) {
  struct vgpu_piece *piece = piece_at(room, base);
  if (piece != NULL && !is_free)
    piece->living++;
  for (uint32_t k = 0; k < room->freeing_count; k++) {
    if (room->freeing[k].range.base != base)
      continue;
    struct vgpu_range range = room->freeing[k].range;
    bool certain = is_free && piece != NULL && !room->freeing[k].is_spoilt;
    room->freeing[k] = room->freeing[--room->freeing_count];
    if (certain)
      add(room, range.base, range.bytes);
    return;
  }
}

static void spoil(struct vgpu_pool_room *room) {
  for (uint32_t k = 0; k < room->freeing_count; k++)
    room->freeing[k].is_spoilt = true;
}

void vgpu_room_shrunk(struct vgpu_pool_room *room) {
  spoil(room);
  for (uint64_t place = 0; place < room->piece_count;) {
    if (room->pieces[place].living == 0)
      remove_piece(room, place);
    else
      place++;
  }
  for (uint32_t k = 0; k < room->count;) {
    if (piece_at(room, room->ranges[k].base) == NULL)
      take_out(room, k);
    else
      k++;
  }
}

void vgpu_room_forget(struct vgpu_pool_room *room) {
  room->count = 0;
  room->piece_count = 0;
  spoil(room);
}
