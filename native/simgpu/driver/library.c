// Libraries: code that is loaded into a context when something of it is used there; kernels: functions before a context.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "module.h"

struct library_module {
  struct sg_module *module;
  struct library_module *next;
};

struct sg_library {
  struct sg_image image;
  struct library_module *modules;  // one per context that used it
  struct sg_kernel *kernels;
};

struct sg_kernel {
  struct sg_library *library;
  char name[SG_IMAGE_NAME];
  _Atomic(struct sg_function *) last;  // the one asked for last: most programs have one context
  struct sg_kernel *next;
  uint32_t set[SG_MAX_DEVICES];                             // attributes that the program set, as bits
  int attributes[SG_MAX_DEVICES][CU_FUNC_ATTRIBUTE_MAX];
};

static struct sg_handles libraries = SG_HANDLES(struct sg_library, 4096);
static struct sg_handles kernels = SG_HANDLES(struct sg_kernel, 65536);
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;  // of every library's lists

static bool library_live(CUlibrary handle, struct sg_library **out) {
  if (handle == NULL || !sg_handle_live(&libraries, handle))
    return false;
  *out = (struct sg_library *)handle;
  return true;
}

bool sg_kernel_live(const void *handle, struct sg_kernel **out) {
  if (handle == NULL || !sg_handle_live(&kernels, handle))
    return false;
  *out = (struct sg_kernel *)handle;
  return true;
}

// Lock held.
static CUresult module_in(struct sg_library *library, struct sg_context *context, struct sg_module **out) {
  for (struct library_module *one = library->modules; one != NULL; one = one->next) {
    if (one->module->context == context) {
      *out = one->module;
      return CUDA_SUCCESS;
    }
  }
  struct library_module *one = malloc(sizeof(*one));
  struct sg_image copy = {.form = library->image.form, .target = library->image.target,
                          .ptx_version = library->image.ptx_version};
  CUresult result = one != NULL && sg_image_merge(&copy, &library->image) ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
  if (result == CUDA_SUCCESS)
    result = sg_module_open(context, &copy, &one->module);
  if (result != CUDA_SUCCESS) {
    sg_image_release(&copy);
    free(one);
    return result;
  }
  one->module->library = library;
  one->next = library->modules;
  library->modules = one;
  *out = one->module;
  return CUDA_SUCCESS;
}

CUresult sg_kernel_in_context(struct sg_kernel *kernel, struct sg_context *context, struct sg_function **out) {
  struct sg_function *last = atomic_load_explicit(&kernel->last, memory_order_acquire);
  if (last != NULL && last->module->context == context) {
    *out = last;
    return CUDA_SUCCESS;
  }
  struct sg_module *module;
  pthread_mutex_lock(&lock);
  CUresult result = module_in(kernel->library, context, &module);
  if (result == CUDA_SUCCESS)
    result = sg_module_function(module, kernel->name, out);
  for (int i = 0; result == CUDA_SUCCESS && i < CU_FUNC_ATTRIBUTE_MAX; i++) {
    if ((kernel->set[context->ordinal] >> i & 1) != 0)
      __atomic_store_n(&(*out)->attributes[i], kernel->attributes[context->ordinal][i], __ATOMIC_RELAXED);
  }
  if (result == CUDA_SUCCESS)
    atomic_store_explicit(&kernel->last, *out, memory_order_release);
  pthread_mutex_unlock(&lock);
  return result;
}

static void forget_functions(struct sg_library *library) {
  for (struct sg_kernel *kernel = library->kernels; kernel != NULL; kernel = kernel->next)
    atomic_store(&kernel->last, NULL);
}

static void drop_from_context(void *object, void *context) {
  struct sg_library *library = object;
  struct sg_module *found = NULL;
  pthread_mutex_lock(&lock);
  for (struct library_module **link = &library->modules; *link != NULL;) {
    struct library_module *one = *link;
    if (one->module->context != context) {
      link = &one->next;
      continue;
    }
    found = one->module;
    *link = one->next;
    free(one);
  }
  forget_functions(library);
  pthread_mutex_unlock(&lock);
  if (found != NULL)
    sg_module_close(found);
}

void sg_libraries_drop_context(struct sg_context *context) {
  sg_handle_each(&libraries, drop_from_context, context);
}

static CUresult check_library_options(unsigned int count, const CUlibraryOption *options) {
  if (count != 0 && options == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  for (unsigned int i = 0; i < count; i++) {
    if ((int)options[i] < 0 || options[i] >= CU_LIBRARY_NUM_OPTIONS)
      return CUDA_ERROR_INVALID_VALUE;
  }
  return CUDA_SUCCESS;
}

static CUresult load(CUlibrary *out, const void *data, size_t size, const struct sg_jit *jit) {
  struct sg_context *context;
  uint32_t device = sg_context_current(&context) == CUDA_SUCCESS ? context->device : sg_driver.ordinals[0].device;
  struct sg_image image;
  char message[256] = "";
  CUresult result = sg_module_read(data, size, device, &image, message, sizeof(message));
  sg_jit_finish(jit, message);
  if (result != CUDA_SUCCESS)
    return result;
  struct sg_library *library = sg_handle_new(&libraries);
  if (library == NULL) {
    sg_image_release(&image);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  library->image = image;
  *out = (CUlibrary)library;
  return CUDA_SUCCESS;
}

CUresult cuLibraryLoadData(CUlibrary *library, const void *code, CUjit_option *jitOptions, void **jitOptionsValues,
                           unsigned int numJitOptions, CUlibraryOption *libraryOptions, void **libraryOptionValues,
                           unsigned int numLibraryOptions) {
  SG_ENTRY();
  struct sg_jit jit;
  (void)libraryOptionValues;
  if (library == NULL || code == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_jit_read(numJitOptions, jitOptions, jitOptionsValues, &jit));
  SG_TRY(check_library_options(numLibraryOptions, libraryOptions));
  return load(library, code, SIZE_MAX, &jit);
}

CUresult cuLibraryLoadFromFile(CUlibrary *library, const char *fileName, CUjit_option *jitOptions, void **jitOptionsValues,
                               unsigned int numJitOptions, CUlibraryOption *libraryOptions, void **libraryOptionValues,
                               unsigned int numLibraryOptions) {
  SG_ENTRY();
  struct sg_jit jit;
  char *data;
  size_t size;
  (void)libraryOptionValues;
  if (library == NULL || fileName == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_jit_read(numJitOptions, jitOptions, jitOptionsValues, &jit));
  SG_TRY(check_library_options(numLibraryOptions, libraryOptions));
  SG_TRY(sg_file_read(fileName, &data, &size));
  CUresult result = load(library, data, size, &jit);
  free(data);
  return result;
}

CUresult cuLibraryUnload(CUlibrary library) {
  SG_ENTRY();
  struct sg_library *found;
  if (!library_live(library, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  pthread_mutex_lock(&lock);
  struct library_module *modules = found->modules;
  struct sg_kernel *kernel = found->kernels;
  forget_functions(found);
  found->modules = NULL;
  found->kernels = NULL;
  pthread_mutex_unlock(&lock);
  while (modules != NULL) {
    struct library_module *next = modules->next;
    sg_context_wait(modules->module->context);
    sg_module_close(modules->module);
    free(modules);
    modules = next;
  }
  while (kernel != NULL) {
    struct sg_kernel *next = kernel->next;
    sg_handle_free(&kernels, kernel);
    kernel = next;
  }
  sg_image_release(&found->image);
  sg_handle_free(&libraries, found);
  return CUDA_SUCCESS;
}

static CUresult kernel_of(struct sg_library *library, const char *name, struct sg_kernel **out) {
  CUresult result = CUDA_SUCCESS;
  pthread_mutex_lock(&lock);
  struct sg_kernel *kernel = library->kernels;
  while (kernel != NULL && strcmp(kernel->name, name) != 0)
    kernel = kernel->next;
  bool named = sg_image_find_kernel(&library->image, name) != NULL;
  if (kernel == NULL && !named && (!library->image.names_unknown || name[0] == '\0' || strlen(name) >= SG_IMAGE_NAME)) {
    result = CUDA_ERROR_NOT_FOUND;
  } else if (kernel == NULL) {
    kernel = sg_handle_new(&kernels);
    if (kernel == NULL) {
      result = CUDA_ERROR_OUT_OF_MEMORY;
    } else {
      snprintf(kernel->name, sizeof(kernel->name), "%s", name);
      kernel->library = library;
      kernel->next = library->kernels;
      library->kernels = kernel;
    }
  }
  pthread_mutex_unlock(&lock);
  *out = kernel;
  return result;
}

CUresult cuLibraryGetKernel(CUkernel *pKernel, CUlibrary library, const char *name) {
  SG_ENTRY();
  struct sg_library *found;
  struct sg_kernel *kernel;
  if (pKernel == NULL || name == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!library_live(library, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(kernel_of(found, name, &kernel));
  *pKernel = (CUkernel)kernel;
  return CUDA_SUCCESS;
}

CUresult cuLibraryGetKernelCount(unsigned int *count, CUlibrary lib) {
  SG_ENTRY();
  struct sg_library *found;
  if (count == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!library_live(lib, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  *count = found->image.kernel_count;
  return CUDA_SUCCESS;
}

CUresult cuLibraryEnumerateKernels(CUkernel *kernels_out, unsigned int numKernels, CUlibrary lib) {
  SG_ENTRY();
  struct sg_library *found;
  if (kernels_out == NULL || numKernels == 0)
    return CUDA_ERROR_INVALID_VALUE;
  if (!library_live(lib, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  for (unsigned int i = 0; i < numKernels && i < found->image.kernel_count; i++) {
    struct sg_kernel *kernel;
    SG_TRY(kernel_of(found, found->image.kernels[i].name, &kernel));
    kernels_out[i] = (CUkernel)kernel;
  }
  return CUDA_SUCCESS;
}

static CUresult current_module(CUlibrary library, struct sg_module **out) {
  struct sg_library *found;
  struct sg_context *context;
  if (!library_live(library, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(sg_context_current(&context));
  pthread_mutex_lock(&lock);
  CUresult result = module_in(found, context, out);
  pthread_mutex_unlock(&lock);
  return result;
}

CUresult cuLibraryGetModule(CUmodule *pMod, CUlibrary library) {
  SG_ENTRY();
  struct sg_module *module;
  if (pMod == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(current_module(library, &module));
  *pMod = (CUmodule)module;
  return CUDA_SUCCESS;
}

static CUresult variable(CUdeviceptr *dptr, size_t *bytes, CUlibrary library, const char *name, bool managed) {
  struct sg_module *module;
  if (name == NULL || (dptr == NULL && bytes == NULL))
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(current_module(library, &module));
  const struct sg_variable *found = sg_module_variable(module, name, managed);
  if (found == NULL)
    return CUDA_ERROR_NOT_FOUND;
  if (dptr != NULL)
    *dptr = found->address;
  if (bytes != NULL)
    *bytes = found->bytes;
  return CUDA_SUCCESS;
}

CUresult cuLibraryGetGlobal(CUdeviceptr *dptr, size_t *bytes, CUlibrary library, const char *name) {
  SG_ENTRY();
  return variable(dptr, bytes, library, name, false);
}

CUresult cuLibraryGetManaged(CUdeviceptr *dptr, size_t *bytes, CUlibrary library, const char *name) {
  SG_ENTRY();
  return variable(dptr, bytes, library, name, true);
}

// No module here has functions that run on both host and device.
CUresult cuLibraryGetUnifiedFunction(void **fptr, CUlibrary library, const char *symbol) {
  SG_ENTRY();
  struct sg_library *found;
  if (fptr == NULL || symbol == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  return library_live(library, &found) ? CUDA_ERROR_NOT_FOUND : CUDA_ERROR_INVALID_HANDLE;
}

CUresult cuKernelGetFunction(CUfunction *pFunc, CUkernel kernel) {
  SG_ENTRY();
  struct sg_kernel *found;
  struct sg_context *context;
  struct sg_function *function;
  if (pFunc == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_kernel_live(kernel, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(sg_context_current(&context));
  SG_TRY(sg_kernel_in_context(found, context, &function));
  *pFunc = (CUfunction)function;
  return CUDA_SUCCESS;
}

CUresult cuKernelGetLibrary(CUlibrary *pLib, CUkernel kernel) {
  SG_ENTRY();
  struct sg_kernel *found;
  if (pLib == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_kernel_live(kernel, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  *pLib = (CUlibrary)found->library;
  return CUDA_SUCCESS;
}

CUresult cuKernelGetName(const char **name, CUkernel hfunc) {
  SG_ENTRY();
  struct sg_kernel *found;
  if (name == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_kernel_live(hfunc, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  *name = found->name;
  return CUDA_SUCCESS;
}

// What the kernel is on a device, without a context on it.
static CUresult describe(const struct sg_kernel *kernel, CUdevice device, struct sg_function_object *out) {
  memset(out, 0, sizeof(*out));
  pthread_mutex_lock(&lock);
  const struct sg_image_kernel *known = sg_image_find_kernel(&kernel->library->image, kernel->name);
  struct sg_image_kernel unknown = {.name = ""};
  sg_function_describe(known != NULL ? known : &unknown, &kernel->library->image, sg_driver.ordinals[device].device, out);
  for (int i = 0; i < CU_FUNC_ATTRIBUTE_MAX; i++) {
    if ((kernel->set[device] >> i & 1) != 0)
      out->function.attributes[i] = kernel->attributes[device][i];
  }
  pthread_mutex_unlock(&lock);
  return CUDA_SUCCESS;
}

static bool device_valid(CUdevice device) {
  return device >= 0 && device < sg_driver.device_count;
}

CUresult cuKernelGetParamInfo(CUkernel kernel, size_t paramIndex, size_t *paramOffset, size_t *paramSize) {
  SG_ENTRY();
  struct sg_kernel *found;
  struct sg_function_object described;
  if (paramOffset == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_kernel_live(kernel, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(describe(found, 0, &described));
  if (paramIndex >= described.function.parameter_count)
    return CUDA_ERROR_INVALID_VALUE;
  *paramOffset = described.function.parameters[paramIndex].offset;
  if (paramSize != NULL)
    *paramSize = described.function.parameters[paramIndex].size;
  return CUDA_SUCCESS;
}

CUresult cuKernelGetAttribute(int *pi, CUfunction_attribute attrib, CUkernel kernel, CUdevice dev) {
  SG_ENTRY();
  struct sg_kernel *found;
  struct sg_function_object described;
  if (pi == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!device_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  if (!sg_kernel_live(kernel, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(describe(found, dev, &described));
  return sg_function_get_attribute(&described.function, attrib, pi);
}

CUresult cuKernelSetAttribute(CUfunction_attribute attrib, int val, CUkernel kernel, CUdevice dev) {
  SG_ENTRY();
  struct sg_kernel *found;
  struct sg_function_object described;
  if (!device_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  if (!sg_kernel_live(kernel, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(describe(found, dev, &described));
  SG_TRY(sg_function_check_attribute(sg_driver.ordinals[dev].device, described.function.attributes, attrib, val));
  pthread_mutex_lock(&lock);
  found->attributes[dev][attrib] = val;
  found->set[dev] |= 1u << attrib;
  atomic_store(&found->last, NULL);  // the next use takes the new value over
  pthread_mutex_unlock(&lock);
  return CUDA_SUCCESS;
}

CUresult cuKernelSetCacheConfig(CUkernel kernel, CUfunc_cache config, CUdevice dev) {
  SG_ENTRY();
  struct sg_kernel *found;
  if ((int)config < CU_FUNC_CACHE_PREFER_NONE || config > CU_FUNC_CACHE_PREFER_EQUAL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!device_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  return sg_kernel_live(kernel, &found) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_HANDLE;
}
