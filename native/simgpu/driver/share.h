// Files that stand for memory given to other processes: what cuMemExportToShareableHandle and cuMemPoolExportToShareableHandle
// hand out as a file descriptor. The first SG_SHARE_DATA bytes say what it is, the memory's bytes follow.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SG_SHARE_DATA (UINT64_C(2) << 20)

enum sg_share_kind { SG_SHARE_PHYSICAL = 1, SG_SHARE_POOL, SG_SHARE_MULTICAST };

struct sg_share {
  uint64_t magic;
  uint32_t kind;
  uint32_t device;            // in the description
  uint32_t instance;
  uint32_t object;            // in the shared state; SG_NONE: none
  uint64_t object_generation;
  uint64_t bytes;
  uint64_t state_created_ns;  // of the node it belongs to
  unsigned char properties[88];
};

// A file with room for `bytes` bytes, memory only where touched. -1 with errno.
int sg_share_make(const struct sg_share *share);
bool sg_share_write(int file, const struct sg_share *share);
// False for anything that is not such a file of this node.
bool sg_share_read(int file, enum sg_share_kind kind, struct sg_share *out);
// A descriptor of its own for the same file, for the program. -1 with errno.
int sg_share_copy(int file);
// Tells one file from another.
uint64_t sg_share_inode(int file);
