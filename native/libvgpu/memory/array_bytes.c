// The driver tells what an array takes only of one whose memory is mapped later, and such a one takes none: so a twin of
// that kind is made and asked. Drivers before 11.6 have no such question; then what is known of formats and of the
// hardware's tiles counts.
#include "array_bytes.h"

#include "libvgpu/lookup/unhooked.h"
#include "array_format.h"

// Tiles of 64 bytes by 8 rows; what has one row only is a line.
enum { TILE_BYTES = 64, TILE_ROWS = 8, PART = 512 };

static uint64_t up(uint64_t value, uint64_t unit) { return value / unit * unit + (value % unit != 0 ? unit : 0); }

bool vgpu_array_owns_memory(const CUDA_ARRAY3D_DESCRIPTOR *descriptor) {
  return (descriptor->Flags & (CUDA_ARRAY3D_SPARSE | CUDA_ARRAY3D_DEFERRED_MAPPING)) == 0;
}

static CUresult ask_array_twin(const CUDA_ARRAY3D_DESCRIPTOR *twin, CUdevice device, uint64_t *bytes) {
  __typeof__(&cuArrayGetMemoryRequirements) ask = VGPU_ASK(cuArrayGetMemoryRequirements);
  CUarray array;
  CUDA_ARRAY_MEMORY_REQUIREMENTS requirements = {.size = 0};
  if (!ask || !VGPU_REAL(cuArray3DCreate_v2) || !VGPU_REAL(cuArrayDestroy))
    return CUDA_ERROR_NOT_SUPPORTED;
  CUresult result = VGPU_REAL(cuArray3DCreate_v2)(&array, twin);
  if (result != CUDA_SUCCESS)
    return result;
  result = ask(&requirements, array, device);
  VGPU_REAL(cuArrayDestroy)(array);
  *bytes = requirements.size;
  return result == CUDA_SUCCESS && requirements.size == 0 ? CUDA_ERROR_NOT_SUPPORTED : result;
}

static CUresult ask_mipmap_twin(const CUDA_ARRAY3D_DESCRIPTOR *twin, unsigned int levels, CUdevice device, uint64_t *bytes) {
  __typeof__(&cuMipmappedArrayGetMemoryRequirements) ask = VGPU_ASK(cuMipmappedArrayGetMemoryRequirements);
  CUmipmappedArray mipmap;
  CUDA_ARRAY_MEMORY_REQUIREMENTS requirements = {.size = 0};
  if (!ask || !VGPU_REAL(cuMipmappedArrayCreate) || !VGPU_REAL(cuMipmappedArrayDestroy))
    return CUDA_ERROR_NOT_SUPPORTED;
  CUresult result = VGPU_REAL(cuMipmappedArrayCreate)(&mipmap, twin, levels);
  if (result != CUDA_SUCCESS)
    return result;
  result = ask(&requirements, mipmap, device);
  VGPU_REAL(cuMipmappedArrayDestroy)(mipmap);
  *bytes = requirements.size;
  return result == CUDA_SUCCESS && requirements.size == 0 ? CUDA_ERROR_NOT_SUPPORTED : result;
}

static uint64_t multiply(uint64_t one, uint64_t other) {
  uint64_t product;
  return __builtin_mul_overflow(one, other, &product) ? UINT64_MAX : product;
}

static uint64_t level_bytes(const CUDA_ARRAY3D_DESCRIPTOR *is) {
  struct vgpu_array_format format = vgpu_array_format(is->Format, is->NumChannels);
  uint64_t columns = up(is->Width, format.block) / format.block;
  uint64_t rows = up(is->Height != 0 ? is->Height : 1, format.block) / format.block;
  uint64_t row = multiply(columns, format.bytes);
  if (row > UINT64_MAX - PART || rows > UINT64_MAX / 4)
    return UINT64_MAX;
  // Planes of colour follow the first one's rows.
  rows = rows * format.planes_in_halves / 2 + (rows * format.planes_in_halves) % 2;
  row = up(row, is->Height != 0 ? TILE_BYTES : PART);
  return multiply(multiply(row, is->Height != 0 ? up(rows, TILE_ROWS) : rows), is->Depth != 0 ? is->Depth : 1);
}

static size_t halved(size_t extent, unsigned int times) {
  size_t is = times < 64 ? extent >> times : 0;
  return extent == 0 || is > 0 ? is : 1;
}

static CUDA_ARRAY3D_DESCRIPTOR level_of(const CUDA_ARRAY3D_DESCRIPTOR *descriptor, unsigned int level) {
  CUDA_ARRAY3D_DESCRIPTOR at = *descriptor;
  at.Width = halved(at.Width, level);
  at.Height = halved(at.Height, level);
  if ((at.Flags & (CUDA_ARRAY3D_LAYERED | CUDA_ARRAY3D_CUBEMAP)) == 0)
    at.Depth = halved(at.Depth, level);
  return at;
}

static unsigned int most_levels(const CUDA_ARRAY3D_DESCRIPTOR *is) {
  size_t depth = (is->Flags & (CUDA_ARRAY3D_LAYERED | CUDA_ARRAY3D_CUBEMAP)) == 0 ? is->Depth : 1;
  size_t widest = is->Width > is->Height ? is->Width : is->Height;
  return 64u - (unsigned)__builtin_clzll((widest > depth ? widest : depth) | 1);
}

static uint64_t known_bytes(const CUDA_ARRAY3D_DESCRIPTOR *descriptor, unsigned int levels) {
  if (levels == 0)
    return level_bytes(descriptor);
  unsigned int most = most_levels(descriptor);
  uint64_t sum = 0;
  for (unsigned int level = 0; level < levels && level < most; level++) {
    CUDA_ARRAY3D_DESCRIPTOR at = level_of(descriptor, level);
    uint64_t bytes = level_bytes(&at);
    if (bytes > UINT64_MAX - PART || __builtin_add_overflow(sum, up(bytes, PART), &sum))
      return UINT64_MAX;
  }
  return sum;
}

struct vgpu_array_bytes vgpu_array_bytes(const CUDA_ARRAY3D_DESCRIPTOR *descriptor, unsigned int levels, int index) {
  struct vgpu_array_bytes is = {.doubt = CUDA_ERROR_NOT_SUPPORTED};
  CUDA_ARRAY3D_DESCRIPTOR twin = *descriptor;
  twin.Flags |= CUDA_ARRAY3D_DEFERRED_MAPPING;
  CUdevice device;
  if (vgpu_device_of_index(index, &device))
    is.doubt = levels == 0 ? ask_array_twin(&twin, device, &is.bytes) : ask_mipmap_twin(&twin, levels, device, &is.bytes);
  if (is.doubt != CUDA_SUCCESS)
    is.bytes = known_bytes(descriptor, levels);
  return is;
}
