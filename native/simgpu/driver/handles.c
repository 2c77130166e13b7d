#include "handles.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

// Each object is preceded by one word that says whether it is alive.
enum { HEADER_BYTES = 16 };

static size_t stride(const struct sg_handles *handles) {
  return (handles->object_bytes + HEADER_BYTES + 15) & ~(size_t)15;
}

static uint64_t *header(void *object) {
  return (uint64_t *)((char *)object - HEADER_BYTES);
}

static bool reserve(struct sg_handles *handles) {
  if (handles->base != NULL)
    return true;
  void *base = mmap(NULL, stride(handles) * handles->capacity, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  uint32_t *free_list = malloc(handles->capacity * sizeof(*free_list));
  if (base == MAP_FAILED || free_list == NULL) {
    free(free_list);
    return false;
  }
#ifdef __SANITIZE_ADDRESS__
  // What living objects point to is no leak, though mapped memory isn't looked through by itself.
  __lsan_register_root_region(base, stride(handles) * handles->capacity);
#endif
  handles->free = free_list;
  __atomic_store_n(&handles->base, base, __ATOMIC_RELEASE);
  return true;
}

void *sg_handle_new(struct sg_handles *handles) {
  void *object = NULL;
  pthread_mutex_lock(&handles->lock);
  if (reserve(handles)) {
    uint32_t index = UINT32_MAX;
    // New ones first: a stale handle then stays dead as long as possible.
    if (handles->used < handles->capacity)
      index = handles->used++;
    else if (handles->free_count > 0)
      index = handles->free[--handles->free_count];
    if (index != UINT32_MAX) {
      object = handles->base + (size_t)index * stride(handles) + HEADER_BYTES;
      memset(object, 0, handles->object_bytes);
      __atomic_store_n(header(object), 1, __ATOMIC_RELEASE);
    }
  }
  pthread_mutex_unlock(&handles->lock);
  return object;
}

void sg_handle_free(struct sg_handles *handles, void *object) {
  pthread_mutex_lock(&handles->lock);
  __atomic_store_n(header(object), 0, __ATOMIC_RELEASE);
  handles->free[handles->free_count++] = (uint32_t)(((char *)object - handles->base) / (ptrdiff_t)stride(handles));
  pthread_mutex_unlock(&handles->lock);
}

bool sg_handle_live(struct sg_handles *handles, const void *object) {
  char *base = __atomic_load_n(&handles->base, __ATOMIC_ACQUIRE);
  size_t distance = (size_t)((const char *)object - base);
  if (base == NULL || (const char *)object < base || distance >= stride(handles) * handles->capacity ||
      distance % stride(handles) != HEADER_BYTES)
    return false;
  return __atomic_load_n(header((void *)object), __ATOMIC_ACQUIRE) == 1;
}

void sg_handle_each(struct sg_handles *handles, void (*visit)(void *object, void *context), void *context) {
  pthread_mutex_lock(&handles->lock);
  uint32_t used = handles->used;
  pthread_mutex_unlock(&handles->lock);
  for (uint32_t i = 0; i < used; i++) {
    void *object = handles->base + (size_t)i * stride(handles) + HEADER_BYTES;
    if (sg_handle_live(handles, object))
      visit(object, context);
  }
}
