// A module as it comes: what kernels and variables it holds. Pure: bytes in, a struct out.
//
// Four forms are read. The simulated driver's own is text, a line for each thing:
//   simgpu 1
//   kernel NAME us=10 us_per_wave=5 sms=4 jitter=3% computes=copy params=8,8,4 threads=1024 regs=32 shared=0 local=0 const=0
//   global NAME BYTES
//   managed NAME BYTES
//   texture NAME
// PTX gives names, parameters and sizes; a comment `//simgpu kernel NAME ...` in it says the rest, so that one source runs here and
// on hardware. ELF and fat binaries give what their tables say.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SG_IMAGE_NAME = 256, SG_IMAGE_PARAMETERS = 32 };

enum sg_computes { SG_COMPUTES_NOTHING, SG_COMPUTES_COPY, SG_COMPUTES_FILL, SG_COMPUTES_VECADD };

struct sg_image_kernel {
  char name[SG_IMAGE_NAME];
  uint64_t duration_ns, duration_per_wave_ns;
  uint32_t sms, jitter_percent;
  enum sg_computes computes;
  uint32_t max_threads;                // 0: the device's
  uint32_t registers;
  uint32_t shared_bytes, local_bytes, const_bytes;
  uint32_t cluster[3];                 // 0: not said at compile time
  uint32_t parameter_count;
  struct { uint32_t offset, size; } parameters[SG_IMAGE_PARAMETERS];
  bool parameters_known;
};

enum sg_variable_kind { SG_VARIABLE_GLOBAL, SG_VARIABLE_MANAGED, SG_VARIABLE_TEXTURE, SG_VARIABLE_SURFACE };

struct sg_image_variable {
  char name[SG_IMAGE_NAME];
  enum sg_variable_kind kind;
  uint64_t bytes;
};

enum sg_image_form { SG_IMAGE_TEXT, SG_IMAGE_PTX, SG_IMAGE_ELF };

struct sg_image {
  enum sg_image_form form;
  uint32_t target;                     // 80: compute capability 8.0; 0: any
  uint32_t ptx_version;                // 74: PTX 7.4
  bool names_unknown;                  // compressed: whatever is asked for is taken to be there
  struct sg_image_kernel *kernels;
  uint32_t kernel_count, kernel_capacity;
  struct sg_image_variable *variables;
  uint32_t variable_count, variable_capacity;
};

enum sg_image_result {
  SG_IMAGE_OK,
  SG_IMAGE_INVALID,        // nothing that is known, or damaged
  SG_IMAGE_INVALID_PTX,
  SG_IMAGE_NOT_FOR_DEVICE, // a fat binary without a part for it
  SG_IMAGE_NO_MEMORY,
};

// `size` SIZE_MAX: not known, as with cuModuleLoadData. `capability` picks a fat binary's part: 80 for 8.0. `message` says what is
// wrong. After an error there is nothing to release.
enum sg_image_result sg_image_parse(const void *data, size_t size, uint32_t capability, struct sg_image *out, char *message,
                                    size_t message_size);
void sg_image_release(struct sg_image *image);

// Adds what `from` holds to `into`. False: no memory.
bool sg_image_merge(struct sg_image *into, const struct sg_image *from);
// The text form of an image, malloc'ed; NULL: no memory.
char *sg_image_write(const struct sg_image *image, size_t *size);

struct sg_image_kernel *sg_image_find_kernel(const struct sg_image *image, const char *name);
// An existing kernel of that name or a new one; NULL: no memory.
struct sg_image_kernel *sg_image_add_kernel(struct sg_image *image, const char *name);
struct sg_image_variable *sg_image_add_variable(struct sg_image *image, const char *name);
