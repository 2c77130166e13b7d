// Modules: code and variables in one context.
#include "module.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "regions.h"
#include "surface_reference.h"
#include "version.h"

static struct sg_handles modules = SG_HANDLES(struct sg_module, 16384);
static struct sg_handles functions = SG_HANDLES(struct sg_function_object, 65536);
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;  // of every module's list of functions

enum { VARIABLE_ALIGNMENT = 256 };

static bool is_live(CUmodule handle, struct sg_module **out) {
  if (handle == NULL || !sg_handle_live(&modules, handle))
    return false;
  *out = (struct sg_module *)handle;
  return true;
}

bool sg_function_valid(CUfunction handle, struct sg_function **out) {
  if (handle == NULL)
    return false;
  if (sg_handle_live(&functions, handle)) {
    *out = (struct sg_function *)handle;
    return true;
  }
  struct sg_kernel *kernel;
  struct sg_context *context;
  return sg_kernel_live(handle, &kernel) && sg_context_current(&context) == CUDA_SUCCESS &&
         sg_kernel_in_context(kernel, context, out) == CUDA_SUCCESS;
}

// What went wrong, as the driver's result.
static CUresult image_error(enum sg_image_result result) {
  switch (result) {
  case SG_IMAGE_OK:
    return CUDA_SUCCESS;
  case SG_IMAGE_INVALID_PTX:
    return CUDA_ERROR_INVALID_PTX;
  case SG_IMAGE_NOT_FOR_DEVICE:
    return CUDA_ERROR_NO_BINARY_FOR_GPU;
  case SG_IMAGE_NO_MEMORY:
    return CUDA_ERROR_OUT_OF_MEMORY;
  default:
    return CUDA_ERROR_INVALID_IMAGE;
  }
}

// The newest PTX that a driver understands.
static uint32_t newest_ptx(int cuda) {
  static const struct { int cuda; uint32_t ptx; } known[] = {
      {13000, 90}, {12090, 88}, {12080, 87}, {12070, 86}, {12050, 85}, {12040, 84}, {12030, 83}, {12020, 82}, {12010, 81},
      {12000, 80}, {11080, 78}, {11070, 77}, {11060, 76}, {11050, 75}, {11040, 74}, {11030, 73}, {11020, 72}, {11010, 71},
      {11000, 70}, {10020, 65}, {10010, 64}, {10000, 63},
  };
  for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
    if (cuda >= known[i].cuda)
      return known[i].ptx;
  }
  return 62;
}

CUresult sg_module_read(const void *data, size_t size, uint32_t device, struct sg_image *out, char *message, size_t message_size) {
  const struct sg_device_description *description = &sg_driver.state->description.devices[device];
  uint32_t capability = description->compute_major * 10 + description->compute_minor;
  CUresult result = image_error(sg_image_parse(data, size, capability, out, message, message_size));
  if (result != CUDA_SUCCESS)
    return result;
  if (out->form == SG_IMAGE_PTX && out->ptx_version > newest_ptx(sg_cuda_version())) {
    snprintf(message, message_size, "ptx: version %u.%u is newer than this driver", out->ptx_version / 10, out->ptx_version % 10);
    result = CUDA_ERROR_UNSUPPORTED_PTX_VERSION;
  } else if (out->form == SG_IMAGE_PTX && out->target > capability) {
    snprintf(message, message_size, "ptx: target sm_%u is beyond the device's sm_%u", out->target, capability);
    result = CUDA_ERROR_INVALID_PTX;
  } else if (out->form == SG_IMAGE_ELF && out->target != 0 &&
             (out->target / 10 != capability / 10 || out->target > capability)) {
    result = CUDA_ERROR_NO_BINARY_FOR_GPU;
  }
  if (result != CUDA_SUCCESS)
    sg_image_release(out);
  return result;
}

static bool holds_memory(const struct sg_image_variable *variable) {
  return variable->kind == SG_VARIABLE_GLOBAL || variable->kind == SG_VARIABLE_MANAGED;
}

static uint64_t aligned(uint64_t bytes) {
  return (bytes + VARIABLE_ALIGNMENT - 1) / VARIABLE_ALIGNMENT * VARIABLE_ALIGNMENT;
}

// The variables of one kind lie side by side, managed ones apart: the host reaches those at their own address.
static void drop_piece(struct sg_variable_piece *piece, bool managed) {
  if (piece->bytes == 0)
    return;
  if (managed)
    sg_address_close(piece->base, piece->bytes);
  sg_address_forget(piece->base, piece->bytes);
  sg_address_release(piece->base, piece->bytes);
  piece->bytes = 0;
}

static void drop_variables(struct sg_module *module) {
  for (uint32_t i = 0; i < module->variable_count; i++) {
    struct sg_allocation *allocation = sg_allocation_find(module->variables[i].address);
    if (allocation != NULL)
      sg_allocation_remove(allocation);
  }
  drop_piece(&module->plain, false);
  drop_piece(&module->managed, true);
  free(module->variables);
  module->variables = NULL;
  module->variable_count = 0;
}

static CUresult make_piece(uint64_t bytes, bool managed, struct sg_variable_piece *out) {
  if (bytes == 0)
    return CUDA_SUCCESS;
  bytes = (bytes + SG_BLOCK - 1) / SG_BLOCK * SG_BLOCK;
  SG_TRY(sg_address_reserve(bytes, VARIABLE_ALIGNMENT, &out->base));
  CUresult result = managed ? sg_address_open(out->base, bytes) : CUDA_SUCCESS;
  if (result != CUDA_SUCCESS)
    sg_address_release(out->base, bytes);
  else
    out->bytes = bytes;
  return result;
}

static CUresult add_variable(struct sg_module *module, const struct sg_image_variable *from, CUdeviceptr address) {
  struct sg_allocation *allocation = malloc(sizeof(*allocation));
  if (allocation == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *allocation = (struct sg_allocation){
      .base = address,
      .bytes = from->bytes,
      .kind = SG_ALLOCATION_MODULE,
      .context = module->context,
      .device = module->context->device,
      .ordinal = module->context->ordinal,
      .id = sg_allocation_next_id(),
      .owner = module,
      .host = sg_region_bytes(sg_region_of(address), address),
  };
  CUresult result = sg_allocation_add(allocation);
  if (result != CUDA_SUCCESS) {
    free(allocation);
    return result;
  }
  struct sg_variable *variable = &module->variables[module->variable_count++];
  snprintf(variable->name, sizeof(variable->name), "%s", from->name);
  variable->address = address;
  variable->bytes = from->bytes;
  variable->managed = from->kind == SG_VARIABLE_MANAGED;
  return CUDA_SUCCESS;
}

static uint64_t variable_bytes(const struct sg_image *image, enum sg_variable_kind kind) {
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < image->variable_count; i++) {
    if (image->variables[i].kind == kind)
      bytes += aligned(image->variables[i].bytes);
  }
  return bytes;
}

static CUresult make_variables(struct sg_module *module) {
  const struct sg_image *image = &module->image;
  uint64_t plain = variable_bytes(image, SG_VARIABLE_GLOBAL), managed = variable_bytes(image, SG_VARIABLE_MANAGED);
  if (plain + managed == 0)
    return CUDA_SUCCESS;
  module->variables = calloc(image->variable_count, sizeof(*module->variables));
  if (module->variables == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  SG_TRY(make_piece(plain, false, &module->plain));
  SG_TRY(make_piece(managed, true, &module->managed));
  CUdeviceptr at = module->plain.base, managed_at = module->managed.base;
  for (uint32_t i = 0; i < image->variable_count; i++) {
    const struct sg_image_variable *variable = &image->variables[i];
    CUdeviceptr *place = variable->kind == SG_VARIABLE_MANAGED ? &managed_at : &at;
    if (!holds_memory(variable))
      continue;
    SG_TRY(add_variable(module, variable, *place));
    *place += aligned(variable->bytes);
  }
  return CUDA_SUCCESS;
}

CUresult sg_module_open(struct sg_context *context, struct sg_image *image, struct sg_module **out) {
  struct sg_state *state = sg_driver.state;
  struct sg_module *module = sg_handle_new(&modules);
  if (module == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  __atomic_store_n(&module->context, context, __ATOMIC_RELEASE);  // another context's end may look at it from now on
  uint64_t bytes = state->description.devices[context->device].module_bytes;
  bytes += variable_bytes(image, SG_VARIABLE_GLOBAL) + variable_bytes(image, SG_VARIABLE_MANAGED);
  if (sg_memory_charge(state, sg_driver.process, context->device, SG_MEMORY_MODULE, bytes, 0) != 0) {
    sg_handle_free(&modules, module);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  module->charged_bytes = bytes;
  module->image = *image;
  CUresult result = make_variables(module);
  if (result != CUDA_SUCCESS) {
    drop_variables(module);
    sg_memory_return(state, sg_driver.process, context->device, SG_MEMORY_MODULE, bytes, 0);
    sg_handle_free(&modules, module);
    return result;
  }
  *out = module;
  return CUDA_SUCCESS;
}

void sg_module_close(struct sg_module *module) {
  pthread_mutex_lock(&lock);
  struct sg_function_object *function = module->functions;
  module->functions = NULL;
  pthread_mutex_unlock(&lock);
  while (function != NULL) {
    struct sg_function_object *next = function->next;
    free(function->legacy);
    sg_handle_free(&functions, function);
    function = next;
  }
  drop_variables(module);
  for (uint32_t i = 0; module->references != NULL && i < module->image.variable_count; i++) {
    if (module->references[i].texture != NULL)
      cuTexRefDestroy(module->references[i].texture);
    if (module->references[i].surface != NULL)
      sg_surface_reference_free(module->references[i].surface);
  }
  free(module->references);
  sg_memory_return(sg_driver.state, sg_driver.process, module->context->device, SG_MEMORY_MODULE, module->charged_bytes, 0);
  sg_image_release(&module->image);
  sg_handle_free(&modules, module);
}

static void close_of_context(void *object, void *context) {
  struct sg_module *module = object;
  if (__atomic_load_n(&module->context, __ATOMIC_ACQUIRE) == context && module->library == NULL)
    sg_module_close(module);
}

void sg_modules_drop_context(struct sg_context *context) {
  sg_libraries_drop_context(context);
  sg_handle_each(&modules, close_of_context, context);
}

// The function of that name, made when first asked for.
static struct sg_function_object *function_of(struct sg_module *module, const struct sg_image_kernel *kernel) {
  for (struct sg_function_object *known = module->functions; known != NULL; known = known->next) {
    if (strcmp(known->function.name, kernel->name) == 0)
      return known;
  }
  struct sg_function_object *object = sg_handle_new(&functions);
  if (object == NULL)
    return NULL;
  sg_function_describe(kernel, &module->image, module->context->device, object);
  object->function.module = module;
  object->next = module->functions;
  module->functions = object;
  return object;
}

CUresult sg_module_function(struct sg_module *module, const char *name, struct sg_function **out) {
  pthread_mutex_lock(&lock);
  struct sg_image_kernel *kernel = sg_image_find_kernel(&module->image, name);
  bool unknown = kernel == NULL && module->image.names_unknown && name[0] != '\0' && strlen(name) < SG_IMAGE_NAME;
  if (unknown)
    kernel = sg_image_add_kernel(&module->image, name);
  struct sg_function_object *object = kernel == NULL ? NULL : function_of(module, kernel);
  pthread_mutex_unlock(&lock);
  if (kernel == NULL)
    return unknown ? CUDA_ERROR_OUT_OF_MEMORY : CUDA_ERROR_NOT_FOUND;
  if (object == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *out = &object->function;
  return CUDA_SUCCESS;
}

struct sg_variable *sg_module_variable(struct sg_module *module, const char *name, bool managed) {
  for (uint32_t i = 0; i < module->variable_count; i++) {
    if (strcmp(module->variables[i].name, name) == 0 && (!managed || module->variables[i].managed))
      return &module->variables[i];
  }
  return NULL;
}

CUresult sg_file_read(const char *path, char **out, size_t *size) {
  FILE *file = fopen(path, "rbe");
  if (file == NULL)
    return CUDA_ERROR_FILE_NOT_FOUND;
  char *data = NULL;
  size_t length = 0;
  FILE *copy = open_memstream(&data, &length);
  char buffer[65536];
  size_t part;
  while (copy != NULL && (part = fread(buffer, 1, sizeof(buffer), file)) > 0)
    fwrite(buffer, 1, part, copy);
  bool failed = ferror(file) != 0;
  fclose(file);
  if (copy == NULL || fclose(copy) != 0 || data == NULL) {
    free(data);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  if (failed) {
    free(data);
    return CUDA_ERROR_FILE_NOT_FOUND;
  }
  *out = data;
  *size = length;
  return CUDA_SUCCESS;
}

static CUresult load(CUmodule *out, const void *data, size_t size, unsigned int options_count, const CUjit_option *options,
                     void **values) {
  struct sg_context *context;
  struct sg_jit jit;
  if (out == NULL || data == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_jit_read(options_count, options, values, &jit));
  SG_TRY(sg_context_current(&context));
  SG_TRY(sg_capture_forbids(NULL));
  char message[256] = "";
  struct sg_image image;
  CUresult result = sg_module_read(data, size, context->device, &image, message, sizeof(message));
  sg_jit_finish(&jit, message);
  if (result != CUDA_SUCCESS)
    return result;
  struct sg_module *module;
  result = sg_module_open(context, &image, &module);
  if (result != CUDA_SUCCESS) {
    sg_image_release(&image);
    return result;
  }
  *out = (CUmodule)module;
  return CUDA_SUCCESS;
}

CUresult cuModuleLoad(CUmodule *module, const char *fname) {
  SG_ENTRY();
  char *data;
  size_t size;
  struct sg_context *context;
  if (module == NULL || fname == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current(&context));
  SG_TRY(sg_file_read(fname, &data, &size));
  CUresult result = load(module, data, size, 0, NULL, NULL);
  free(data);
  return result;
}

CUresult cuModuleLoadData(CUmodule *module, const void *image) {
  SG_ENTRY();
  return load(module, image, SIZE_MAX, 0, NULL, NULL);
}

CUresult cuModuleLoadDataEx(CUmodule *module, const void *image, unsigned int numOptions, CUjit_option *options, void **optionValues) {
  SG_ENTRY();
  return load(module, image, SIZE_MAX, numOptions, options, optionValues);
}

CUresult cuModuleLoadFatBinary(CUmodule *module, const void *fatCubin) {
  SG_ENTRY();
  return load(module, fatCubin, SIZE_MAX, 0, NULL, NULL);
}

CUresult cuModuleUnload(CUmodule hmod) {
  SG_ENTRY();
  struct sg_module *module;
  if (!is_live(hmod, &module) || module->library != NULL)
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(atomic_load(&module->context->broken));
  SG_TRY(sg_capture_forbids(NULL));
  // Kernels of it may still be under way.
  SG_TRY(sg_context_wait(module->context));
  sg_module_close(module);
  return CUDA_SUCCESS;
}

CUresult cuModuleGetFunction(CUfunction *hfunc, CUmodule hmod, const char *name) {
  SG_ENTRY();
  struct sg_module *module;
  struct sg_function *function;
  if (hfunc == NULL || name == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!is_live(hmod, &module))
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(sg_module_function(module, name, &function));
  *hfunc = (CUfunction)function;
  return CUDA_SUCCESS;
}

CUresult cuModuleGetFunctionCount(unsigned int *count, CUmodule mod) {
  SG_ENTRY();
  struct sg_module *module;
  if (count == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!is_live(mod, &module))
    return CUDA_ERROR_INVALID_HANDLE;
  *count = module->image.kernel_count;
  return CUDA_SUCCESS;
}

CUresult cuModuleEnumerateFunctions(CUfunction *functions_out, unsigned int numFunctions, CUmodule mod) {
  SG_ENTRY();
  struct sg_module *module;
  if (functions_out == NULL || numFunctions == 0)
    return CUDA_ERROR_INVALID_VALUE;
  if (!is_live(mod, &module))
    return CUDA_ERROR_INVALID_HANDLE;
  for (unsigned int i = 0; i < numFunctions && i < module->image.kernel_count; i++) {
    struct sg_function *function;
    SG_TRY(sg_module_function(module, module->image.kernels[i].name, &function));
    functions_out[i] = (CUfunction)function;
  }
  return CUDA_SUCCESS;
}

CUresult cuModuleGetGlobal_v2(CUdeviceptr *dptr, size_t *bytes, CUmodule hmod, const char *name) {
  SG_ENTRY();
  struct sg_module *module;
  if (name == NULL || (dptr == NULL && bytes == NULL))
    return CUDA_ERROR_INVALID_VALUE;
  if (!is_live(hmod, &module))
    return CUDA_ERROR_INVALID_HANDLE;
  const struct sg_variable *variable = sg_module_variable(module, name, false);
  if (variable == NULL)
    return CUDA_ERROR_NOT_FOUND;
  if (dptr != NULL)
    *dptr = variable->address;
  if (bytes != NULL)
    *bytes = variable->bytes;
  return CUDA_SUCCESS;
}

// The first interface had addresses of 32 bits.
CUresult cuModuleGetGlobal(CUdeviceptr_v1 *dptr, unsigned int *bytes, CUmodule hmod, const char *name) {
  SG_ENTRY();
  CUdeviceptr address;
  size_t size;
  SG_TRY(cuModuleGetGlobal_v2(&address, &size, hmod, name));
  if (address > UINT32_MAX || size > UINT32_MAX)
    return CUDA_ERROR_INVALID_VALUE;
  if (dptr != NULL)
    *dptr = (CUdeviceptr_v1)address;
  if (bytes != NULL)
    *bytes = (unsigned int)size;
  return CUDA_SUCCESS;
}

// The image's texture or surface of that name; its number.
static bool find_reference(const struct sg_module *module, const char *name, enum sg_variable_kind kind, uint32_t *number) {
  for (uint32_t i = 0; i < module->image.variable_count; i++) {
    *number = i;
    if (module->image.variables[i].kind == kind && strcmp(module->image.variables[i].name, name) == 0)
      return true;
  }
  return false;
}

static bool make_references(struct sg_module *module) {
  if (module->references == NULL)
    module->references = calloc(module->image.variable_count, sizeof(*module->references));
  return module->references != NULL;
}

CUresult cuModuleGetTexRef(CUtexref *pTexRef, CUmodule hmod, const char *name) {
  SG_ENTRY();
  struct sg_module *module;
  uint32_t number;
  if (pTexRef == NULL || name == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!is_live(hmod, &module))
    return CUDA_ERROR_INVALID_HANDLE;
  if (!find_reference(module, name, SG_VARIABLE_TEXTURE, &number))
    return CUDA_ERROR_NOT_FOUND;
  if (!make_references(module))
    return CUDA_ERROR_OUT_OF_MEMORY;
  if (module->references[number].texture == NULL)
    SG_TRY(cuTexRefCreate(&module->references[number].texture));
  *pTexRef = module->references[number].texture;
  return CUDA_SUCCESS;
}

CUresult cuModuleGetSurfRef(CUsurfref *pSurfRef, CUmodule hmod, const char *name) {
  SG_ENTRY();
  struct sg_module *module;
  uint32_t number;
  if (pSurfRef == NULL || name == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!is_live(hmod, &module))
    return CUDA_ERROR_INVALID_HANDLE;
  if (!find_reference(module, name, SG_VARIABLE_SURFACE, &number))
    return CUDA_ERROR_NOT_FOUND;
  if (!make_references(module))
    return CUDA_ERROR_OUT_OF_MEMORY;
  if (module->references[number].surface == NULL)
    module->references[number].surface = sg_surface_reference_new();
  *pSurfRef = module->references[number].surface;
  return *pSurfRef == NULL ? CUDA_ERROR_OUT_OF_MEMORY : CUDA_SUCCESS;
}

// Lazy loading is what the driver does since 11.7 when asked, and unless asked not to since 12.2.
CUresult cuModuleGetLoadingMode(CUmoduleLoadingMode *mode) {
  SG_ENTRY();
  if (mode == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  const char *wish = getenv("CUDA_MODULE_LOADING");
  bool lazy = sg_cuda_version() >= 12020;
  if (wish != NULL && (strcmp(wish, "LAZY") == 0 || strcmp(wish, "EAGER") == 0))
    lazy = strcmp(wish, "LAZY") == 0;
  *mode = lazy ? CU_MODULE_LAZY_LOADING : CU_MODULE_EAGER_LOADING;
  return CUDA_SUCCESS;
}
