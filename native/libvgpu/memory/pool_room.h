// Where in a pool there is room that was certainly reserved already: what fits there doesn't make the pool grow. Less may be
// known than there is, never more. For the holder of the pool's lock.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "cuda_abi.h"

enum { VGPU_ROOM_RANGES = 96, VGPU_ROOM_FREEING = 32 };

struct vgpu_range {
  CUdeviceptr base;
  uint64_t bytes;
};

// What the pool took of the device in one piece, and goes in one piece once nothing of it is used.
struct vgpu_piece {
  CUdeviceptr base;
  uint64_t bytes;
  uint64_t living;  // pointers into it
};

struct vgpu_pool_room {
  uint32_t count;
  struct vgpu_range ranges[VGPU_ROOM_RANGES];
  // Being freed just now. What the driver gives out again before that is over is not to be taken for free afterwards.
  uint32_t freeing_count;
  struct {
    struct vgpu_range range;
    bool is_spoilt;
  } freeing[VGPU_ROOM_FREEING];
  struct vgpu_piece *pieces;  // by address
  uint64_t piece_count, piece_room;
};

bool vgpu_room_fits(const struct vgpu_pool_room *room, uint64_t bytes);
// The driver gave it out. True: it lies where room was known, so that the pool did not grow.
bool vgpu_room_taken(struct vgpu_pool_room *room, CUdeviceptr base, uint64_t bytes);
// It did grow, by a piece that begins there.
void vgpu_room_grown(struct vgpu_pool_room *room, CUdeviceptr base, uint64_t bytes, uint64_t piece);
void vgpu_room_freeing(struct vgpu_pool_room *room, CUdeviceptr base, uint64_t bytes);
void vgpu_room_freed(struct vgpu_pool_room *room, CUdeviceptr base, bool is_free);
// Pieces that nothing was in may be gone.
void vgpu_room_shrunk(struct vgpu_pool_room *room);
void vgpu_room_forget(struct vgpu_pool_room *room);
