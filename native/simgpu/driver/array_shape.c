#include "array_shape.h"

// The hardware lays 2D data out in tiles of 64 bytes by 8 rows.
enum { TILE_BYTES = 64, TILE_ROWS = 8, BLOCK_BYTES = 512 };

static const uint64_t LARGE = UINT64_C(1) << 20;

static const unsigned int KNOWN_FLAGS = CUDA_ARRAY3D_LAYERED | CUDA_ARRAY3D_SURFACE_LDST | CUDA_ARRAY3D_CUBEMAP |
                                        CUDA_ARRAY3D_TEXTURE_GATHER | CUDA_ARRAY3D_DEPTH_TEXTURE |
                                        CUDA_ARRAY3D_COLOR_ATTACHMENT | CUDA_ARRAY3D_SPARSE | CUDA_ARRAY3D_DEFERRED_MAPPING |
                                        CUDA_ARRAY3D_VIDEO_ENCODE_DECODE;

static uint64_t up(uint64_t value, uint64_t unit) {
  return (value + unit - 1) / unit * unit;
}

static bool within(const CUDA_ARRAY3D_DESCRIPTOR *d, uint64_t width, uint64_t height, uint64_t depth) {
  return d->Width <= width && d->Height <= height && d->Depth <= depth;
}

// The greatest extents, as the device attributes MAXIMUM_TEXTURE* and MAXIMUM_SURFACE* have them.
static bool has_allowed_extent(const CUDA_ARRAY3D_DESCRIPTOR *d) {
  bool layered = (d->Flags & CUDA_ARRAY3D_LAYERED) != 0;
  bool surface = (d->Flags & CUDA_ARRAY3D_SURFACE_LDST) != 0;
  if (d->Width == 0)
    return false;
  if ((d->Flags & CUDA_ARRAY3D_CUBEMAP) != 0) {
    bool faces = layered ? d->Depth != 0 && d->Depth % 6 == 0 : d->Depth == 6;
    return d->Width == d->Height && faces && within(d, 32768, 32768, layered ? 2046 : 6);
  }
  if (layered) {
    if (d->Depth == 0)
      return false;
    return d->Height == 0 ? within(d, 32768, 0, 2048) : within(d, 32768, 32768, 2048);
  }
  if (d->Depth != 0)
    return d->Height != 0 && within(d, 16384, 16384, 16384);
  if (d->Height != 0) {
    if ((d->Flags & CUDA_ARRAY3D_TEXTURE_GATHER) != 0)
      return within(d, 32768, 32768, 0);
    return within(d, 131072, 65536, 0);
  }
  return within(d, surface ? 32768 : 131072, 0, 0);
}

static bool has_allowed_flags(const CUDA_ARRAY3D_DESCRIPTOR *d, const struct sg_array_format *format) {
  if ((d->Flags & ~KNOWN_FLAGS) != 0)
    return false;
  bool planar = format->plane_count > 0;
  // Gathering is for 2D arrays alone, planes too; a sparse array is 2D or 3D and cannot be deferred as well.
  if ((d->Flags & CUDA_ARRAY3D_TEXTURE_GATHER) != 0 && (d->Height == 0 || (d->Depth != 0)))
    return false;
  if (planar && (d->Height == 0 || d->Depth != 0 || (d->Flags & (CUDA_ARRAY3D_CUBEMAP | CUDA_ARRAY3D_SPARSE)) != 0))
    return false;
  if ((d->Flags & CUDA_ARRAY3D_SPARSE) != 0 && (d->Height == 0 || (d->Flags & CUDA_ARRAY3D_DEFERRED_MAPPING) != 0))
    return false;
  return !(format->block > 1 && (d->Flags & CUDA_ARRAY3D_SURFACE_LDST) != 0);
}

CUresult sg_array_shape(const CUDA_ARRAY3D_DESCRIPTOR *d, struct sg_array *array, struct sg_array_format *format) {
  if (!sg_array_format(d->Format, d->NumChannels, format) || !has_allowed_extent(d) || !has_allowed_flags(d, format))
    return CUDA_ERROR_INVALID_VALUE;
  if ((format->even_width && d->Width % 2 != 0) || (format->even_height && d->Height % 2 != 0))
    return CUDA_ERROR_INVALID_VALUE;
  uint64_t columns = (d->Width + format->block - 1) / format->block;
  uint64_t height = d->Height != 0 ? d->Height : 1;
  array->width = d->Width;
  array->height = d->Height;
  array->depth = d->Depth;
  array->format = d->Format;
  array->channels = d->NumChannels;
  array->flags = d->Flags;
  array->element_bytes = format->element_bytes;
  array->block = format->block;
  array->rows = (height + format->block - 1) / format->block;
  array->slices = d->Depth != 0 ? d->Depth : 1;
  array->row_bytes = columns * format->element_bytes;
  // The rows of the other planes follow those of the first, all at the pitch of the widest.
  uint64_t widest = array->row_bytes;
  for (uint32_t p = 1; p < format->plane_count; p++) {
    const struct sg_array_plane *plane = &format->planes[p];
    uint64_t bytes = d->Width / plane->divide_width * plane->channels * format->element_bytes;
    widest = bytes > widest ? bytes : widest;
    array->rows += height / plane->divide_height;
  }
  bool flat = d->Height == 0;
  array->pitch = up(widest, flat ? BLOCK_BYTES : TILE_BYTES);
  array->slice_pitch = array->pitch * (flat ? array->rows : up(array->rows, TILE_ROWS));
  array->bytes = array->slices * array->slice_pitch;
  return CUDA_SUCCESS;
}

uint64_t sg_array_alignment(uint32_t device, uint64_t bytes) {
  return bytes < LARGE ? BLOCK_BYTES : sg_driver.state->description.devices[device].granularity_bytes;
}

uint64_t sg_array_rounded(uint32_t device, uint64_t bytes) {
  return up(bytes, sg_array_alignment(device, bytes));
}

static size_t greater(size_t a, size_t b) {
  return a > b ? a : b;
}

unsigned int sg_array_levels(const CUDA_ARRAY3D_DESCRIPTOR *d) {
  bool flat_depth = (d->Flags & (CUDA_ARRAY3D_LAYERED | CUDA_ARRAY3D_CUBEMAP)) != 0;
  size_t greatest = greater(greater(d->Width, d->Height), flat_depth ? 1 : d->Depth);
  return 64u - (unsigned)__builtin_clzll(greatest | 1);
}

static size_t halved(size_t extent, unsigned int times) {
  return extent == 0 ? 0 : greater(extent >> times, 1);
}

CUDA_ARRAY3D_DESCRIPTOR sg_array_level(const CUDA_ARRAY3D_DESCRIPTOR *descriptor, unsigned int level) {
  CUDA_ARRAY3D_DESCRIPTOR at = *descriptor;
  at.Width = halved(at.Width, level);
  at.Height = halved(at.Height, level);
  if ((at.Flags & (CUDA_ARRAY3D_LAYERED | CUDA_ARRAY3D_CUBEMAP)) == 0)
    at.Depth = halved(at.Depth, level);
  return at;
}
