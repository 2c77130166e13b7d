#include "share.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver.h"

#define MAGIC UINT64_C(0x4552414853474953)

bool sg_share_write(int file, const struct sg_share *share) {
  struct sg_share full = *share;
  full.magic = MAGIC;
  full.state_created_ns = sg_driver.state->header.created_ns;
  return pwrite(file, &full, sizeof(full), 0) == (ssize_t)sizeof(full);
}

int sg_share_make(const struct sg_share *share) {
  int file = memfd_create("simgpu-memory", MFD_CLOEXEC);
  if (file < 0)
    return -1;
  if (ftruncate(file, (off_t)(SG_SHARE_DATA + share->bytes)) != 0 || !sg_share_write(file, share)) {
    close(file);
    return -1;
  }
  return file;
}

bool sg_share_read(int file, enum sg_share_kind kind, struct sg_share *out) {
  struct stat status;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || (uint64_t)status.st_size < SG_SHARE_DATA)
    return false;
  if (pread(file, out, sizeof(*out), 0) != (ssize_t)sizeof(*out) || out->magic != MAGIC || out->kind != kind)
    return false;
  return out->state_created_ns == sg_driver.state->header.created_ns && out->device < SG_MAX_DEVICES &&
         out->bytes == (uint64_t)status.st_size - SG_SHARE_DATA;
}

int sg_share_copy(int file) {
  return fcntl(file, F_DUPFD_CLOEXEC, 0);
}

uint64_t sg_share_inode(int file) {
  struct stat status;
  return fstat(file, &status) == 0 ? status.st_ino : 0;
}
