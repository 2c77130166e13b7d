// A fat binary: the same code for several devices, as ELF or PTX, possibly compressed.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forms.h"

enum { PART_PTX = 1, PART_ELF = 2, PART_COMPRESSED = 0x2000 };

struct fat_header {
  uint32_t magic;
  uint16_t version, header_bytes;
  uint64_t bytes;                // of what follows the header
};

struct part {
  uint16_t kind, unknown;
  uint32_t header_bytes;
  uint64_t bytes;                // of what follows this header
  uint32_t compressed_bytes, options;
  uint16_t minor, major;
  uint32_t target, name_offset, name_bytes;
  uint64_t flags, zero, plain_bytes;
};
_Static_assert(sizeof(struct part) == 64, "as compilers write it");

struct best {
  const uint8_t *data;
  struct part part;
};

// Machine code runs on its own generation only, PTX on every device from its target on.
static bool suits(const struct part *part, uint32_t capability) {
  if (part->kind == PART_ELF)
    return part->target / 10 == capability / 10 && part->target <= capability;
  return part->kind == PART_PTX && part->target <= capability;
}

static bool better(const struct part *part, const struct best *than) {
  return than->data == NULL || part->kind > than->part.kind ||
         (part->kind == than->part.kind && part->target > than->part.target);
}

enum sg_image_result sg_image_parse_fat(const uint8_t *data, size_t size, uint32_t capability, struct sg_image *out, char *message,
                                        size_t message_size) {
  struct fat_header header;
  if (size < sizeof(header))
    return SG_IMAGE_INVALID;
  memcpy(&header, data, sizeof(header));
  if (size == SIZE_MAX)
    size = header.header_bytes + header.bytes;
  struct best best = {.data = NULL};
  for (uint64_t at = header.header_bytes; at + sizeof(struct part) <= size;) {
    struct part part;
    memcpy(&part, data + at, sizeof(part));
    if (part.header_bytes < sizeof(part) || part.bytes > size || at + part.header_bytes + part.bytes > size)
      break;
    if (suits(&part, capability) && better(&part, &best))
      best = (struct best){data + at + part.header_bytes, part};
    at += part.header_bytes + part.bytes;
  }
  if (best.data == NULL)
    return SG_IMAGE_NOT_FOR_DEVICE;
  if ((best.part.flags & PART_COMPRESSED) != 0) {
    out->form = SG_IMAGE_ELF;
    out->target = best.part.target;
    out->names_unknown = true;
    return SG_IMAGE_OK;
  }
  if (best.part.kind == PART_ELF)
    return sg_image_parse_elf(best.data, best.part.bytes, out);
  return sg_image_parse_ptx((const char *)best.data, strnlen((const char *)best.data, best.part.bytes), out, message, message_size);
}
