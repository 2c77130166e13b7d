#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "copy.h"

// The kernel copies for us: an address that is none is an error then, not a signal in the program. Where it may not, we do.
enum { ROWS_PER_CALL = 256 };
#define BYTES_PER_CALL (UINT64_C(1) << 30)
#define WORTH_FORGETTING (UINT64_C(64) << 10)

static bool move(struct iovec *to, struct iovec *from, unsigned int count) {
  size_t wanted = 0;
  for (unsigned int i = 0; i < count; i++)
    wanted += to[i].iov_len;
  if (wanted == 0)
    return true;
  ssize_t done = process_vm_readv(getpid(), to, count, from, count, 0);
  if (done >= 0 || errno == EFAULT)
    return done >= 0 && (size_t)done == wanted;
  for (unsigned int i = 0; i < count; i++)
    memmove(to[i].iov_base, from[i].iov_base, to[i].iov_len);
  return true;
}

static bool copy_run(char *to, char *from, uint64_t bytes) {
  while (bytes > 0) {
    size_t part = bytes < BYTES_PER_CALL ? bytes : BYTES_PER_CALL;
    if (!move(&(struct iovec){to, part}, &(struct iovec){from, part}, 1))
      return false;
    to += part;
    from += part;
    bytes -= part;
  }
  return true;
}

bool sg_bytes_copy(struct sg_box to, struct sg_box from, struct sg_extent extent) {
  if (extent.width == to.pitch && extent.width == from.pitch) {
    extent.width *= extent.rows;
    extent.rows = 1;
    if (extent.width == to.slice && extent.width == from.slice) {
      extent.width *= extent.slices;
      extent.slices = 1;
    }
  }
  struct iovec into[ROWS_PER_CALL], out_of[ROWS_PER_CALL];
  unsigned int count = 0;
  bool copied = true;
  for (uint64_t slice = 0; slice < extent.slices; slice++) {
    for (uint64_t row = 0; row < extent.rows; row++) {
      char *target = to.base + slice * to.slice + row * to.pitch, *source = from.base + slice * from.slice + row * from.pitch;
      if (extent.width > BYTES_PER_CALL / ROWS_PER_CALL) {
        copied &= copy_run(target, source, extent.width);
        continue;
      }
      into[count] = (struct iovec){target, extent.width};
      out_of[count++] = (struct iovec){source, extent.width};
      if (count == ROWS_PER_CALL) {
        copied &= move(into, out_of, count);
        count = 0;
      }
    }
  }
  return move(into, out_of, count) && copied;
}

// Whole pages of zeroes are a hole in the file behind them: they take no memory of the machine. False: nothing was done.
static bool make_hole(const char *at, const char *end, char **first, char **last) {
  *first = (char *)sg_round_up((uintptr_t)at, SG_PAGE);
  *last = (char *)((uintptr_t)end / SG_PAGE * SG_PAGE);
  return *last > *first && madvise(*first, (size_t)(*last - *first), MADV_REMOVE) == 0;
}

static bool fill_run(char *to, uint64_t bytes, char *pattern, size_t pattern_bytes) {
  struct iovec into[ROWS_PER_CALL], out_of[ROWS_PER_CALL];
  while (bytes > 0) {
    unsigned int count = 0;
    while (bytes > 0 && count < ROWS_PER_CALL) {
      size_t part = bytes < pattern_bytes ? bytes : pattern_bytes;
      into[count] = (struct iovec){to, part};
      out_of[count++] = (struct iovec){pattern, part};
      to += part;
      bytes -= part;
    }
    if (!move(into, out_of, count))
      return false;
  }
  return true;
}

bool sg_bytes_fill(struct sg_box to, struct sg_extent extent, uint32_t value, unsigned int element) {
  char pattern[4096];
  for (size_t i = 0; i < sizeof pattern; i += element)
    memcpy(pattern + i, &value, element);
  bool zero = pattern[0] == 0 && memcmp(pattern, pattern + 1, sizeof pattern - 1) == 0;
  if (extent.width == to.pitch) {
    extent.width *= extent.rows;
    extent.rows = 1;
  }
  bool filled = true;
  for (uint64_t row = 0; row < extent.rows; row++) {
    char *at = to.base + row * to.pitch, *end = at + extent.width, *first, *last;
    bool hole = zero && extent.width >= WORTH_FORGETTING && make_hole(at, end, &first, &last);
    if (!hole)
      first = last = end;
    filled &= fill_run(at, (uint64_t)(first - at), pattern, sizeof pattern);
    filled &= fill_run(last, (uint64_t)(end - last), pattern, sizeof pattern);
  }
  return filled;
}
