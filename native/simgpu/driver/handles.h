// Handles that can be asked whether they are alive, whatever the program passes: objects live in a reserved range of
// addresses per kind, so a wild pointer is refused without being followed, and a stale one without being trusted.
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sg_handles {
  size_t object_bytes;
  size_t capacity;
  pthread_mutex_t lock;
  char *base;                 // reserved on first use
  uint32_t used;              // objects ever handed out
  uint32_t *free;             // stack of free ones
  uint32_t free_count;
};

#define SG_HANDLES(type, count) {.object_bytes = sizeof(type), .capacity = (count), .lock = PTHREAD_MUTEX_INITIALIZER}

// A zeroed, live object; NULL when all are taken.
void *sg_handle_new(struct sg_handles *handles);
// Dead from now on. Its memory stays readable and is used again last.
void sg_handle_free(struct sg_handles *handles, void *object);
bool sg_handle_live(struct sg_handles *handles, const void *object);
// Calls `visit` for every live object.
void sg_handle_each(struct sg_handles *handles, void (*visit)(void *object, void *context), void *context);
