// What a context is beyond what the other files see.
#pragma once

#include "driver.h"

struct sg_green;

struct sg_context_object {
  struct sg_context context;   // first: a CUcontext is a pointer to it
  _Atomic bool active;         // a primary context keeps its handle while nobody retains it
  struct sg_green *green;      // not NULL: stands for a green context, whose memory and modules are the primary context's
};

// A live context of this process as the program named it, green ones included; NULL otherwise.
struct sg_context_object *sg_context_find(CUcontext handle);

// The calling thread's stack of contexts (context_stack.c). `id` tells a destroyed context from one at the same address.
struct sg_context_entry {
  struct sg_context_object *object;
  uint64_t id;
};

struct sg_context_entry *sg_context_top(void);  // NULL: no context is current
CUresult sg_context_push(struct sg_context_object *object);
void sg_context_pop(void);

// What is current, as the program named it; the same errors as sg_context_current.
CUresult sg_context_current_object(struct sg_context_object **out);

// NULL means the current one.
CUresult sg_context_given(CUcontext handle, struct sg_context_object **out);

CUresult sg_primary_retain(int ordinal, struct sg_context_object **out);
CUresult sg_primary_release(int ordinal);

// A handle for a green context: of the primary context's device and flags.
struct sg_context_object *sg_context_for_green(struct sg_green *green, const struct sg_context *primary);
void sg_context_for_green_end(struct sg_context_object *object);
