// The calling thread's stack of contexts.
#include "context.h"

#include <stdlib.h>

struct stack {
  struct sg_context_entry *entries;
  uint32_t depth, capacity;
};

static _Thread_local struct stack stack;
static pthread_key_t thread_ends;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void end_thread(void *entries) {
  free(entries);
  stack = (struct stack){.entries = NULL};  // another key's destructor may still call the driver
}

static void make_key(void) {
  pthread_key_create(&thread_ends, end_thread);
}

struct sg_context_entry *sg_context_top(void) {
  return stack.depth == 0 ? NULL : &stack.entries[stack.depth - 1];
}

CUresult sg_context_push(struct sg_context_object *object) {
  if (stack.depth == stack.capacity) {
    uint32_t capacity = stack.capacity == 0 ? 16 : stack.capacity * 2;
    struct sg_context_entry *entries = realloc(stack.entries, capacity * sizeof(*entries));
    if (entries == NULL)
      return CUDA_ERROR_OUT_OF_MEMORY;
    stack.entries = entries;
    stack.capacity = capacity;
    pthread_once(&once, make_key);
    pthread_setspecific(thread_ends, entries);
  }
  stack.entries[stack.depth++] = (struct sg_context_entry){.object = object, .id = object->context.id};
  return CUDA_SUCCESS;
}

void sg_context_pop(void) {
  stack.depth--;
}

CUresult sg_context_current_object(struct sg_context_object **out) {
  struct sg_context_entry *top = sg_context_top();
  if (top == NULL)
    return CUDA_ERROR_INVALID_CONTEXT;
  struct sg_context_object *object = sg_context_find((CUcontext)top->object);
  if (object == NULL || (!object->context.primary && object->context.id != top->id))
    return CUDA_ERROR_CONTEXT_IS_DESTROYED;
  CUresult broken = atomic_load_explicit(&object->context.broken, memory_order_relaxed);
  if (broken != CUDA_SUCCESS)
    return broken;
  *out = object;
  return CUDA_SUCCESS;
}

CUresult sg_context_given(CUcontext handle, struct sg_context_object **out) {
  if (handle == NULL)
    return sg_context_current_object(out);
  *out = sg_context_find(handle);
  if (*out == NULL)
    return CUDA_ERROR_INVALID_CONTEXT;
  return atomic_load_explicit(&(*out)->context.broken, memory_order_relaxed);
}

CUresult cuCtxGetCurrent(CUcontext *pctx) {
  SG_ENTRY();
  if (pctx == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_context_entry *top = sg_context_top();
  *pctx = top == NULL ? NULL : (CUcontext)top->object;
  return CUDA_SUCCESS;
}

CUresult cuCtxSetCurrent(CUcontext ctx) {
  SG_ENTRY();
  if (ctx == NULL) {
    if (sg_context_top() != NULL)
      sg_context_pop();
    return CUDA_SUCCESS;
  }
  struct sg_context_object *object = sg_context_find(ctx);
  if (object == NULL)
    return CUDA_ERROR_INVALID_CONTEXT;
  struct sg_context_entry *top = sg_context_top();
  if (top == NULL)
    return sg_context_push(object);
  *top = (struct sg_context_entry){.object = object, .id = object->context.id};
  return CUDA_SUCCESS;
}

CUresult cuCtxPushCurrent_v2(CUcontext ctx) {
  SG_ENTRY();
  struct sg_context_object *object = sg_context_find(ctx);
  return object == NULL ? CUDA_ERROR_INVALID_CONTEXT : sg_context_push(object);
}

CUresult cuCtxPushCurrent(CUcontext ctx) {
  return cuCtxPushCurrent_v2(ctx);
}

CUresult cuCtxPopCurrent_v2(CUcontext *pctx) {
  SG_ENTRY();
  struct sg_context_entry *top = sg_context_top();
  if (top == NULL)
    return CUDA_ERROR_INVALID_CONTEXT;
  if (pctx != NULL)
    *pctx = (CUcontext)top->object;
  sg_context_pop();
  return CUDA_SUCCESS;
}

CUresult cuCtxPopCurrent(CUcontext *pctx) {
  return cuCtxPopCurrent_v2(pctx);
}
