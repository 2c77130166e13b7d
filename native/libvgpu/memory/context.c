// Contexts that a program makes for itself.
#include "context.h"

#include "libvgpu/lookup/unhooked.h"
#include "launch/launch.h"

typedef CUresult (*make)(CUcontext *made, const void *arguments, CUdevice device);

static CUresult create(CUcontext *pctx, CUdevice device, make make, const void *arguments) {
  int index;
  CUresult result = vgpu_context_place(device, &index);
  if (result != CUDA_SUCCESS)
    return result;
  vgpu_contexts_lock(index);
  struct vgpu_birth birth;
  result = vgpu_birth_begin(&birth, device, index);
  if (result == CUDA_SUCCESS) {
    result = make(pctx, arguments, device);
    if (result != CUDA_SUCCESS) {
      vgpu_birth_failed(&birth);
    } else if (!vgpu_birth_done(&birth, *pctx, false)) {
      VGPU_REAL(cuCtxDestroy_v2)(*pctx);
      vgpu_birth_failed(&birth);
      result = CUDA_ERROR_OUT_OF_MEMORY;
    }
  }
  vgpu_contexts_unlock(index);
  return result;
}

struct arguments {
  unsigned int flags;
  void *parameters;
  int count;
};

#define MAKE(symbol, ...) \
  static CUresult make_##symbol(CUcontext *pctx, const void *given, CUdevice device) { \
    const struct arguments *is = given; \
    return VGPU_REAL(symbol)(pctx, __VA_ARGS__ is->flags, device); \
  }
MAKE(cuCtxCreate)
MAKE(cuCtxCreate_v2)
MAKE(cuCtxCreate_v3, is->parameters, is->count,)
MAKE(cuCtxCreate_v4, is->parameters,)

// Without a place for the result the driver judges.
#define CREATE(symbol, ...) \
  if (!VGPU_REAL(symbol)) \
    return (CUresult)vgpu_missing(VGPU_##symbol); \
  const struct arguments arguments = {__VA_ARGS__}; \
  if (pctx == NULL || !vgpu_enter()) \
    return make_##symbol(pctx, &arguments, dev); \
  CUresult result = create(pctx, dev, make_##symbol, &arguments); \
  vgpu_leave(); \
  return result

CUresult cuCtxCreate(CUcontext *pctx, unsigned int flags, CUdevice dev) { CREATE(cuCtxCreate, .flags = flags); }

CUresult cuCtxCreate_v2(CUcontext *pctx, unsigned int flags, CUdevice dev) { CREATE(cuCtxCreate_v2, .flags = flags); }

CUresult cuCtxCreate_v3(CUcontext *pctx, CUexecAffinityParam *paramsArray, int numParams, unsigned int flags, CUdevice dev) {
  CREATE(cuCtxCreate_v3, .flags = flags, .parameters = paramsArray, .count = numParams);
}

CUresult cuCtxCreate_v4(CUcontext *pctx, CUctxCreateParams *ctxCreateParams, unsigned int flags, CUdevice dev) {
  CREATE(cuCtxCreate_v4, .flags = flags, .parameters = ctxCreateParams);
}

static CUresult destroy(CUcontext context, CUresult (*real)(CUcontext)) {
  struct vgpu_death death;
  vgpu_markers_leave_context(context);
  vgpu_death_begin(&death, context);
  CUresult result = real(context);
  if (result == CUDA_SUCCESS)
    vgpu_death_done(&death);
  else
    vgpu_death_failed(&death);
  return result;
}

#define DESTROY(symbol) \
  __typeof__(&symbol) real = VGPU_REAL(symbol); \
  if (!real) \
    return (CUresult)vgpu_missing(VGPU_##symbol); \
  if (ctx == NULL || !vgpu_enter()) \
    return real(ctx); \
  CUresult result = destroy(ctx, real); \
  vgpu_leave(); \
  return result

CUresult cuCtxDestroy(CUcontext ctx) { DESTROY(cuCtxDestroy); }

CUresult cuCtxDestroy_v2(CUcontext ctx) { DESTROY(cuCtxDestroy_v2); }

// One use more; the last one to detach ends the context.
CUresult cuCtxAttach(CUcontext *pctx, unsigned int flags) {
  __typeof__(&cuCtxAttach) real = VGPU_REAL(cuCtxAttach);
  return real ? real(pctx, flags) : (CUresult)vgpu_missing(VGPU_cuCtxAttach);
}

static bool is_there(CUcontext context) {
  unsigned int version;
  return VGPU_ASK(cuCtxGetApiVersion) && VGPU_ASK(cuCtxGetApiVersion)(context, &version) == CUDA_SUCCESS;
}

static CUresult detach(CUcontext context) {
  struct vgpu_death death;
  vgpu_markers_leave_context(context);
  vgpu_death_begin(&death, context);
  CUresult result = VGPU_REAL(cuCtxDetach)(context);
  if (result == CUDA_SUCCESS && !is_there(context))
    vgpu_death_done(&death);
  else
    vgpu_death_failed(&death);
  return result;
}

CUresult cuCtxDetach(CUcontext ctx) {
  __typeof__(&cuCtxDetach) real = VGPU_REAL(cuCtxDetach);
  if (!real)
    return (CUresult)vgpu_missing(VGPU_cuCtxDetach);
  if (ctx == NULL || !vgpu_enter())
    return real(ctx);
  CUresult result = detach(ctx);
  vgpu_leave();
  return result;
}
