// Which processes have work on a device now: a page that all containers of a node may write. It is a hint: read by value,
// never an index or a pointer, and what it says is clamped.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { VGPU_PRESENCES = 128, VGPU_MOST_SHARERS = 16 };

struct vgpu_presence {
  _Atomic uint64_t owner;     // its container in the upper half; 0: free
  _Atomic uint64_t stamp_ns;  // when the owner last looked after it; old: ignored
  // Busy since `since_ns`, and before until `until_ns`, if that is earlier: readers look back a little. Else idle since then.
  _Atomic uint64_t since_ns;
  _Atomic uint64_t until_ns;
};

struct vgpu_presence_page { struct vgpu_presence entries[VGPU_PRESENCES]; };

// The owner's entry, or one that nobody looked after for long. NULL: all are in use; the process is then not seen by others.
struct vgpu_presence *vgpu_presence_claim(struct vgpu_presence_page *page, uint64_t owner, uint64_t now_ns);
void vgpu_presence_publish(struct vgpu_presence *own, bool busy, uint64_t when_ns, uint64_t now_ns);

// How many processes had work in a stretch of time, each by the part of it in which it had, the asking one always.
struct vgpu_sharers {
  double all;
  double foreign;             // of other containers
};

struct vgpu_sharers vgpu_presence_count(struct vgpu_presence_page *page, const struct vgpu_presence *own, uint64_t owner,
                                        uint64_t from_ns, uint64_t until_ns);
