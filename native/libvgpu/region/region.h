// The shared region as a process uses it. Nothing here ends the process, prints, sets a signal handler or changes errno or
// the umask. A program has at most one handle of a file: closing a second one would drop the first one's record locks.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "hami_region.h"

enum vgpu_region_result {
  VGPU_REGION_OK,
  VGPU_REGION_EXISTS,         // create: there is one, which is used as it is
  VGPU_REGION_MISSING,        // no such file
  VGPU_REGION_NOT_A_FILE,     // a symbolic link, a folder, a pipe
  VGPU_REGION_DENIED,         // may not be read and written
  VGPU_REGION_FULL,           // no room for the file
  VGPU_REGION_CUT,            // not of our size
  VGPU_REGION_FOREIGN,        // not a region
  VGPU_REGION_OTHER_VERSION,  // a region of another version, or without our tail
  VGPU_REGION_NO_SLOT,        // as many processes as there are slots
  VGPU_REGION_NOT_ATTACHED,   // this process has no slot, or lost it
  VGPU_REGION_BAD_ARGUMENT,
  VGPU_REGION_OVER_LIMIT,
  VGPU_REGION_NOT_GRANTED,  // the limit says refused, or nothing that it may say
  VGPU_REGION_SYSTEM,       // whatever else the system said
};

struct vgpu_limit {
  uint32_t mode;  // enum hami_region_mode
  uint64_t bytes;
};

struct vgpu_region_plan {
  enum hami_region_origin origin;
  uint32_t device_count;
  int32_t priority;
  struct {
    char uuid[HAMI_REGION_UUID_BYTES];
    struct vgpu_limit memory;
    uint32_t core_mode;
    uint32_t core_percent;
    uint32_t policy;
  } devices[HAMI_REGION_DEVICES];
};

struct vgpu_region;

const char *vgpu_region_result_text(enum vgpu_region_result result);

// Makes the file whole under another name and then gives it its own: nobody ever sees half of it. An existing file stays.
enum vgpu_region_result vgpu_region_create(const char *path, const struct vgpu_region_plan *plan);

enum vgpu_region_result vgpu_region_open(const char *path, struct vgpu_region **region);
void vgpu_region_close(struct vgpu_region *region);
struct hami_region *vgpu_region_shared(struct vgpu_region *region);

// Takes a slot for this process; one that has it keeps it. After a fork the child has none.
enum vgpu_region_result vgpu_region_attach(struct vgpu_region *region);
void vgpu_region_release(struct vgpu_region *region);
// The slot's index, or -1.
int vgpu_region_slot(const struct vgpu_region *region);

// False: a rule of the system's (seccomp, an unreadable /proc) keeps this process from telling the dead from the living. It takes
// everybody for alive then. Once attached.
bool vgpu_region_knows_the_dead(struct vgpu_region *region);
// Frees the slots of the dead; how many there were.
unsigned vgpu_region_reap(struct vgpu_region *region);

// The file under the mapping was cut short: from now on there are zeros of this process's own in its place, which refuse
// everything. Cheap enough for each charge, and what a charge begins with; between two looks, a few ms apart, the system ends
// whoever touches what is no longer there.
bool vgpu_region_is_whole(struct vgpu_region *region);
// The same, looked at in any case.
bool vgpu_region_is_whole_now(struct vgpu_region *region);

// A limit that this process was given beside the region's; the smaller one counts.
void vgpu_region_give_limit(struct vgpu_region *region, uint32_t device, struct vgpu_limit limit);
struct vgpu_limit vgpu_region_limit(const struct vgpu_region *region, uint32_t device);
// A limit was changed, and the generation does not say so: the smaller one counts. (Who may change limits makes the generation
// even, changes them, and makes it odd again; each a step of one.)
bool vgpu_region_was_tampered_with(const struct vgpu_region *region);
struct vgpu_limit vgpu_smaller_limit(struct vgpu_limit one, struct vgpu_limit other);

// Before the driver takes the bytes. What all charges that were granted add up to never passes the limit, and none is refused
// that fits beside them.
enum vgpu_region_result vgpu_region_charge(struct vgpu_region *region, uint32_t device, enum hami_region_kind kind,
                                           uint64_t bytes);
// What the driver took by itself, which no limit can undo: only further charges are refused.
enum vgpu_region_result vgpu_region_grow(struct vgpu_region *region, uint32_t device, enum hami_region_kind kind, uint64_t bytes);
// After the driver gave them back.
void vgpu_region_uncharge(struct vgpu_region *region, uint32_t device, enum hami_region_kind kind, uint64_t bytes);
uint64_t vgpu_region_used(const struct vgpu_region *region, uint32_t device);
