// What is known of the room in a pool: never more than there is, whatever happens while memory is being freed.
#include "../check.h"
#include "libvgpu/memory/pool_room.h"

static const uint64_t PIECE = 32 << 20, PART = 1 << 20;
static struct vgpu_pool_room room;

static void begin(void) {
  room = (struct vgpu_pool_room){.count = 0};
  vgpu_room_grown(&room, PIECE, PART, PIECE);
}

static void rest_of_a_piece(void) {
  begin();
  CHECK("the rest of a new piece is room", vgpu_room_fits(&room, PIECE - PART), "it isn't");
  CHECK("not more", !vgpu_room_fits(&room, PIECE - PART + 1), "it is");
  CHECK("what lies in it needed no growth", vgpu_room_taken(&room, PIECE + PART, PART), "it did");
  CHECK("what lies elsewhere may have", !vgpu_room_taken(&room, 4 * PIECE, PART), "it didn't");
  CHECK("half inside is outside", !vgpu_room_taken(&room, 2 * PIECE - PART, 2 * PART), "it isn't");
}

static void freed(void) {
  begin();
  vgpu_room_taken(&room, PIECE + PART, PIECE - PART);
  CHECK("full", !vgpu_room_fits(&room, 1), "there is room");
  vgpu_room_freeing(&room, PIECE, PART);
  CHECK("what is being freed is no room yet", !vgpu_room_fits(&room, 1), "it is");
  vgpu_room_freed(&room, PIECE, true);
  CHECK("freed it is", vgpu_room_fits(&room, PART), "it isn't");
}

static void refused(void) {
  begin();
  vgpu_room_taken(&room, PIECE + PART, PIECE - PART);
  vgpu_room_freeing(&room, PIECE, PART);
  vgpu_room_freed(&room, PIECE, false);
  CHECK("what the driver did not free is no room", !vgpu_room_fits(&room, 1), "it is");
}

// Between the driver's free and our knowing of it another thread got the same place.
static void given_out_meanwhile(void) {
  begin();
  vgpu_room_taken(&room, PIECE + PART, PIECE - PART);
  vgpu_room_freeing(&room, PIECE, PART);
  CHECK("the same place at once is not known room", !vgpu_room_taken(&room, PIECE, PART / 2), "it is");
  vgpu_room_freed(&room, PIECE, true);
  CHECK("nor is it afterwards", !vgpu_room_fits(&room, 1), "it is");
}

static void gone_meanwhile(void) {
  begin();
  vgpu_room_freeing(&room, PIECE, PART);
  vgpu_room_freed(&room, PIECE, true);
  vgpu_room_shrunk(&room);
  CHECK("a piece that nothing was in may be gone", !vgpu_room_fits(&room, 1), "it is there");
  begin();
  vgpu_room_shrunk(&room);
  CHECK("one that something is in stays", vgpu_room_fits(&room, PIECE - PART), "it is gone");
  vgpu_room_forget(&room);
  CHECK("forgotten, there is none", !vgpu_room_fits(&room, 1), "there is");
}

// Freed by the driver and not yet known to be, its piece goes and another one comes to its place.
static void replaced_meanwhile(void) {
  begin();
  vgpu_room_freeing(&room, PIECE, PART);
  vgpu_room_shrunk(&room);
  CHECK("a piece whose last pointer is being freed may be gone", !vgpu_room_fits(&room, 1), "it is there");
  vgpu_room_grown(&room, PIECE, PIECE, PIECE);
  vgpu_room_freed(&room, PIECE, true);
  CHECK("what was freed in it is not free in the next", !vgpu_room_fits(&room, 1), "it is");
  begin();
  vgpu_room_freeing(&room, PIECE, PART);
  vgpu_room_freed(&room, PIECE, false);
  vgpu_room_shrunk(&room);
  CHECK("not freed after all, it keeps its piece", vgpu_room_fits(&room, PART), "it doesn't");
}

static void many(void) {
  begin();
  vgpu_room_taken(&room, PIECE + PART, PIECE - PART);
  for (uint64_t k = 0; k < 1000; k++) {
    vgpu_room_grown(&room, (k + 2) * PIECE, PIECE - (k + 1) * 512, PIECE);
    if (k >= 100 && !vgpu_room_fits(&room, (k + 1) * 512))
      CHECK("the largest are remembered", false, "%llu", (unsigned long long)k);
  }
  CHECK("no more are remembered than there is place for", room.count == VGPU_ROOM_RANGES, "%u", room.count);
  CHECK("all pieces are", room.piece_count == 1001, "%llu", (unsigned long long)room.piece_count);
}

int main(void) {
  rest_of_a_piece();
  freed();
  refused();
  given_out_meanwhile();
  gone_meanwhile();
  replaced_meanwhile();
  many();
  return CHECKS_END();
}
