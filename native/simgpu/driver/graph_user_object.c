// Objects of the program that live as long as graphs refer to them.
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"

struct sg_user_object {
  _Atomic uint64_t references;
  void *data;
  CUhostFn destroy;
};

enum { MAX_OBJECTS = 1 << 16 };

static struct sg_handles objects = SG_HANDLES(struct sg_user_object, MAX_OBJECTS);

static bool valid(CUuserObject handle, struct sg_user_object **out) {
  *out = (struct sg_user_object *)handle;
  return sg_handle_live(&objects, handle);
}

static bool count_good(unsigned int count) { return count >= 1 && count <= INT_MAX; }

static void release(struct sg_user_object *object, uint64_t count) {
  if (atomic_fetch_sub(&object->references, count) != count)
    return;
  CUhostFn destroy = object->destroy;
  void *data = object->data;
  sg_handle_free(&objects, object);
  destroy(data);
}

static CUresult refer(struct sg_object_references *references, struct sg_user_object *object, uint64_t count) {
  for (size_t i = 0; i < references->count; i++) {
    if (references->list[i].object == object) {
      references->list[i].count += count;
      return CUDA_SUCCESS;
    }
  }
  struct sg_object_reference *list = realloc(references->list, (references->count + 1) * sizeof *list);
  if (list == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  references->list = list;
  list[references->count++] = (struct sg_object_reference){.object = object, .count = count};
  return CUDA_SUCCESS;
}

CUresult sg_objects_share(const struct sg_object_references *from, struct sg_object_references *to) {
  for (size_t i = 0; i < from->count; i++) {
    SG_TRY(refer(to, from->list[i].object, 1));
    atomic_fetch_add(&from->list[i].object->references, 1);
  }
  return CUDA_SUCCESS;
}

void sg_objects_drop(struct sg_object_references *references) {
  for (size_t i = 0; i < references->count; i++)
    release(references->list[i].object, references->list[i].count);
  free(references->list);
  *references = (struct sg_object_references){0};
}

CUresult cuUserObjectCreate(CUuserObject *object_out, void *ptr, CUhostFn destroy, unsigned int initialRefcount,
                            unsigned int flags) {
  SG_ENTRY();
  // The destructor runs at no agreed moment: the flag that says so must be given.
  if (object_out == NULL || destroy == NULL || !count_good(initialRefcount) || flags != CU_USER_OBJECT_NO_DESTRUCTOR_SYNC)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_user_object *object = sg_handle_new(&objects);
  if (object == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  object->data = ptr;
  object->destroy = destroy;
  atomic_store(&object->references, initialRefcount);
  *object_out = (CUuserObject)object;
  return CUDA_SUCCESS;
}

CUresult cuUserObjectRetain(CUuserObject object, unsigned int count) {
  SG_ENTRY();
  struct sg_user_object *found;
  if (!count_good(count) || !valid(object, &found))
    return CUDA_ERROR_INVALID_VALUE;
  atomic_fetch_add(&found->references, count);
  return CUDA_SUCCESS;
}

CUresult cuUserObjectRelease(CUuserObject object, unsigned int count) {
  SG_ENTRY();
  struct sg_user_object *found;
  if (!count_good(count) || !valid(object, &found) || atomic_load(&found->references) < count)
    return CUDA_ERROR_INVALID_VALUE;
  release(found, count);
  return CUDA_SUCCESS;
}

CUresult cuGraphRetainUserObject(CUgraph graph, CUuserObject object, unsigned int count, unsigned int flags) {
  SG_ENTRY();
  struct sg_graph *owner;
  struct sg_user_object *found;
  if (!sg_graph_valid(graph, &owner) || !valid(object, &found) || !count_good(count) ||
      (flags & ~(unsigned int)CU_GRAPH_USER_OBJECT_MOVE) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(refer(&owner->objects, found, count));
  if ((flags & CU_GRAPH_USER_OBJECT_MOVE) == 0)
    atomic_fetch_add(&found->references, count);
  return CUDA_SUCCESS;
}

CUresult cuGraphReleaseUserObject(CUgraph graph, CUuserObject object, unsigned int count) {
  SG_ENTRY();
  struct sg_graph *owner;
  struct sg_user_object *found;
  if (!sg_graph_valid(graph, &owner) || !valid(object, &found) || !count_good(count))
    return CUDA_ERROR_INVALID_VALUE;
  for (size_t i = 0; i < owner->objects.count; i++) {
    struct sg_object_reference *reference = &owner->objects.list[i];
    if (reference->object != found)
      continue;
    if (reference->count < count)
      return CUDA_ERROR_INVALID_VALUE;
    reference->count -= count;
    if (reference->count == 0)
      *reference = owner->objects.list[--owner->objects.count];
    release(found, count);
    return CUDA_SUCCESS;
  }
  return CUDA_ERROR_INVALID_VALUE;
}
