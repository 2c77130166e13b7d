// The primary context of each device, which libraries share: it is made with the first hold and ends with the last, or by a
// reset, whoever holds it still. The green contexts of a device hold it too.
#include "libvgpu/lookup/unhooked.h"
#include "context.h"
#include "launch/launch.h"
#include "request.h"

static bool is_active(CUdevice device) {
  unsigned int flags;
  int active = 0;
  return VGPU_ASK(cuDevicePrimaryCtxGetState) &&
         VGPU_ASK(cuDevicePrimaryCtxGetState)(device, &flags, &active) == CUDA_SUCCESS && active != 0;
}

// It may have been ended, and even made anew, on a way that no hook saw.
static void look_again(CUdevice device, int index) {
  if (vgpu_primary_of(index) != NULL && !is_active(device))
    vgpu_context_ended(vgpu_primary_of(index));
}

typedef CUresult (*hold)(void *arguments, CUdevice device, CUcontext *primary);

static CUresult let_go(CUdevice device) {
  __typeof__(&cuDevicePrimaryCtxRelease_v2) release = VGPU_REAL(cuDevicePrimaryCtxRelease_v2);
  return release ? release(device) : VGPU_REAL(cuDevicePrimaryCtxRelease)(device);
}

static CUresult hold_locked(CUdevice device, int index, hold hold, void (*undo)(void *arguments), void *arguments) {
  struct vgpu_birth birth;
  bool is_made = index != VGPU_NO_DEVICE && !is_active(device);
  CUcontext primary = NULL;
  look_again(device, index);
  CUresult result = is_made ? vgpu_birth_begin(&birth, device, index) : CUDA_SUCCESS;
  if (result != CUDA_SUCCESS)
    return result;
  result = hold(arguments, device, &primary);
  if (result != CUDA_SUCCESS) {
    if (is_made)
      vgpu_birth_failed(&birth);
    return result;
  }
  if (is_made && !vgpu_birth_done(&birth, primary, true)) {
    undo(arguments);
    vgpu_birth_failed(&birth);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  ++*vgpu_primary_holds(index);
  return CUDA_SUCCESS;
}

static CUresult begin_hold(CUdevice device, hold hold, void (*undo)(void *arguments), void *arguments, int *index) {
  CUresult result = vgpu_context_place(device, index);
  if (result != CUDA_SUCCESS)
    return result;
  vgpu_contexts_lock(*index);
  result = hold_locked(device, *index, hold, undo, arguments);
  vgpu_contexts_unlock(*index);
  return result;
}

struct retaining {
  CUcontext *made;
  CUdevice device;
};

static CUresult retain(void *arguments, CUdevice device, CUcontext *primary) {
  struct retaining *retaining = arguments;
  CUresult result = VGPU_REAL(cuDevicePrimaryCtxRetain)(retaining->made, device);
  if (result == CUDA_SUCCESS)
    *primary = *retaining->made;
  return result;
}

static void undo_retain(void *arguments) { let_go(((struct retaining *)arguments)->device); }

CUresult cuDevicePrimaryCtxRetain(CUcontext *pctx, CUdevice dev) {
  __typeof__(&cuDevicePrimaryCtxRetain) real = VGPU_REAL(cuDevicePrimaryCtxRetain);
  if (!real)
    return (CUresult)vgpu_missing(VGPU_cuDevicePrimaryCtxRetain);
  if (pctx == NULL || !vgpu_enter())
    return real(pctx, dev);
  int index;
  CUresult result = begin_hold(dev, retain, undo_retain, &(struct retaining){pctx, dev}, &index);
  vgpu_leave();
  return result;
}

// `real` is what lets go; after the last hold, or a reset, the context is gone. With the lock.
static CUresult end_hold(CUdevice device, int index, bool is_reset, CUresult (*real)(void *arguments), void *arguments) {
  uint32_t *holds = vgpu_primary_holds(index);
  CUcontext primary = vgpu_primary_of(index);
  struct vgpu_death death = {.is_known = false};
  if (primary != NULL && (is_reset || *holds <= 1)) {
    vgpu_markers_leave_context(primary);
    vgpu_death_begin(&death, primary);
  }
  CUresult result = real(arguments);
  if (result == CUDA_SUCCESS && !is_reset && *holds > 0)
    --*holds;
  if (death.is_known && result == CUDA_SUCCESS && !is_active(device)) {
    vgpu_death_done(&death);
  } else {
    vgpu_death_failed(&death);
    look_again(device, index);
  }
  return result;
}

struct releasing {
  CUdevice device;
  CUresult (*real)(CUdevice);
};

static CUresult release(void *arguments) {
  struct releasing *releasing = arguments;
  return releasing->real(releasing->device);
}

static CUresult end_device(CUdevice device, bool is_reset, CUresult (*real)(CUdevice)) {
  int index = vgpu_process_standing() == VGPU_GRANTED ? vgpu_index_of_device(device) : VGPU_NO_DEVICE;
  if (index == VGPU_NO_DEVICE)
    return real(device);
  vgpu_contexts_lock(index);
  CUresult result = end_hold(device, index, is_reset, release, &(struct releasing){device, real});
  vgpu_contexts_unlock(index);
  return result;
}

#define END(symbol, is_reset) \
  __typeof__(&symbol) real = VGPU_REAL(symbol); \
  if (!real) \
    return (CUresult)vgpu_missing(VGPU_##symbol); \
  if (!vgpu_enter()) \
    return real(dev); \
  CUresult result = end_device(dev, is_reset, real); \
  vgpu_leave(); \
  return result

CUresult cuDevicePrimaryCtxRelease(CUdevice dev) { END(cuDevicePrimaryCtxRelease, false); }

CUresult cuDevicePrimaryCtxRelease_v2(CUdevice dev) { END(cuDevicePrimaryCtxRelease_v2, false); }

CUresult cuDevicePrimaryCtxReset(CUdevice dev) { END(cuDevicePrimaryCtxReset, true); }

CUresult cuDevicePrimaryCtxReset_v2(CUdevice dev) { END(cuDevicePrimaryCtxReset_v2, true); }

struct greening {
  CUgreenCtx *made;
  CUdevResourceDesc description;
  unsigned int flags;
};

static CUresult make_green(void *arguments, CUdevice device, CUcontext *primary) {
  struct greening *greening = arguments;
  CUresult result = VGPU_REAL(cuGreenCtxCreate)(greening->made, greening->description, device, greening->flags);
  // Held for a moment, the primary context tells its handle.
  if (result == CUDA_SUCCESS && VGPU_REAL(cuDevicePrimaryCtxRetain)(primary, device) == CUDA_SUCCESS)
    let_go(device);
  return result;
}

static void undo_green(void *arguments) { VGPU_REAL(cuGreenCtxDestroy)(*((struct greening *)arguments)->made); }

static CUresult create_green(struct greening *greening, CUdevice device) {
  int index;
  CUresult result = begin_hold(device, make_green, undo_green, greening, &index);
  if (result == CUDA_SUCCESS && index != VGPU_NO_DEVICE)
    vgpu_record(vgpu_key_of_handle(*greening->made, VGPU_CONTEXT),
                &(struct vgpu_allocation){.device = (uint16_t)index, .kind = VGPU_FOREIGN});
  return result;
}

CUresult cuGreenCtxCreate(CUgreenCtx *phCtx, CUdevResourceDesc desc, CUdevice dev, unsigned int flags) {
  __typeof__(&cuGreenCtxCreate) real = VGPU_REAL(cuGreenCtxCreate);
  if (!real)
    return (CUresult)vgpu_missing(VGPU_cuGreenCtxCreate);
  if (phCtx == NULL || !vgpu_enter())
    return real(phCtx, desc, dev, flags);
  CUresult result = create_green(&(struct greening){phCtx, desc, flags}, dev);
  vgpu_leave();
  return result;
}

static CUresult end_green(void *arguments) { return VGPU_REAL(cuGreenCtxDestroy)(*(CUgreenCtx *)arguments); }

static CUresult destroy_green(CUgreenCtx green) {
  struct vgpu_key key = vgpu_key_of_handle(green, VGPU_CONTEXT);
  struct vgpu_allocation known;
  CUdevice device;
  CUcontext context;
  bool is_known = vgpu_process_standing() == VGPU_GRANTED && vgpu_table_remove(&vgpu_memory, key, &known);
  if (!is_known || !vgpu_device_of_index(known.device, &device))
    return VGPU_REAL(cuGreenCtxDestroy)(green);
  if (VGPU_REAL(cuCtxFromGreenCtx) && VGPU_REAL(cuCtxFromGreenCtx)(&context, green) == CUDA_SUCCESS)
    vgpu_markers_leave_context(context);
  vgpu_contexts_lock(known.device);
  CUresult result = end_hold(device, known.device, false, end_green, &green);
  vgpu_contexts_unlock(known.device);
  if (result != CUDA_SUCCESS)
    vgpu_record(key, &known);
  return result;
}

CUresult cuGreenCtxDestroy(CUgreenCtx hCtx) {
  __typeof__(&cuGreenCtxDestroy) real = VGPU_REAL(cuGreenCtxDestroy);
  if (!real)
    return (CUresult)vgpu_missing(VGPU_cuGreenCtxDestroy);
  if (hCtx == NULL || !vgpu_enter())
    return real(hCtx);
  CUresult result = destroy_green(hCtx);
  vgpu_leave();
  return result;
}

CUresult cuCtxFromGreenCtx(CUcontext *pContext, CUgreenCtx hCtx) {
  __typeof__(&cuCtxFromGreenCtx) real = VGPU_REAL(cuCtxFromGreenCtx);
  return real ? real(pContext, hCtx) : (CUresult)vgpu_missing(VGPU_cuCtxFromGreenCtx);
}
