// Modules, their functions and variables; libraries, which are modules for whatever context asks.
#pragma once

#include "../image/image.h"
#include "driver.h"

struct sg_launch_state;

struct sg_function_object {
  struct sg_function function;       // first: a CUfunction is a pointer to it
  struct sg_launch_state *legacy;    // what cuFuncSetBlockShape and cuParamSet* said; NULL: nothing
  _Atomic bool loaded;
  bool parameters_known;
  struct sg_function_object *next;   // of the module
};

struct sg_variable {
  char name[SG_IMAGE_NAME];
  CUdeviceptr address;
  uint64_t bytes;
  bool managed;
};

// Device memory that holds the variables of one kind; bytes 0: there is none.
struct sg_variable_piece {
  CUdeviceptr base;
  uint64_t bytes;
};

struct sg_module_reference {
  CUtexref texture;
  CUsurfref surface;
};

struct sg_module {
  struct sg_context *context;
  struct sg_image image;
  struct sg_function_object *functions;
  struct sg_variable *variables;
  uint32_t variable_count;
  uint64_t charged_bytes;
  struct sg_variable_piece plain, managed;
  struct sg_module_reference *references;  // by the image's variables, made when one is asked for
  struct sg_library *library;        // NULL: loaded as a module
};

// Reads an image for a device. `size` SIZE_MAX: not known.
CUresult sg_module_read(const void *data, size_t size, uint32_t device, struct sg_image *out, char *message, size_t message_size);
// Makes a module of an image, which it takes over if that succeeds.
CUresult sg_module_open(struct sg_context *context, struct sg_image *image, struct sg_module **out);
void sg_module_close(struct sg_module *module);
CUresult sg_module_function(struct sg_module *module, const char *name, struct sg_function **out);
struct sg_variable *sg_module_variable(struct sg_module *module, const char *name, bool managed);

// A whole file with a zero byte behind it, malloc'ed. CUDA_ERROR_FILE_NOT_FOUND, CUDA_ERROR_OUT_OF_MEMORY.
CUresult sg_file_read(const char *path, char **out, size_t *size);

// What a kernel of the image is on a device.
void sg_function_describe(const struct sg_image_kernel *kernel, const struct sg_image *image, uint32_t device,
                          struct sg_function_object *out);
CUresult sg_function_get_attribute(const struct sg_function *function, CUfunction_attribute attribute, int *value);
CUresult sg_function_check_attribute(uint32_t device, const int *attributes, CUfunction_attribute attribute, int value);

// A CUkernel's function in a context, the library loaded into it if need be.
struct sg_kernel;
bool sg_kernel_live(const void *handle, struct sg_kernel **out);
CUresult sg_kernel_in_context(struct sg_kernel *kernel, struct sg_context *context, struct sg_function **out);
void sg_libraries_drop_context(struct sg_context *context);

// JIT options: the logs are written, times are zero. CUDA_ERROR_INVALID_VALUE: an option that isn't one.
struct sg_jit {
  char *info, *error;
  size_t info_bytes, error_bytes;
  void **info_size_value, **error_size_value;  // where the number of bytes written goes
};
CUresult sg_jit_read(unsigned int count, const CUjit_option *options, void **values, struct sg_jit *out);
void sg_jit_finish(const struct sg_jit *jit, const char *error);

// Blocks that one multiprocessor runs at a time; 0: not even one fits.
uint32_t sg_blocks_per_sm(const struct sg_function *function, uint32_t device, uint32_t threads, uint64_t dynamic_bytes);
