// Streams: made, found, given back.
#include "stream.h"

#include "capture.h"
#include "context.h"
#include "effects.h"
#include "green.h"

static struct sg_handles streams = SG_HANDLES(struct sg_stream_object, SG_MAX_QUEUES);
static _Atomic uint64_t last_id;
static _Atomic uint32_t leaving;  // given back, work not yet done

// The streams that CU_STREAM_PER_THREAD has meant to this thread, one per context it used.
struct own_stream {
  uint64_t context_id;
  uint64_t stream_id;
  struct sg_stream *stream;
};
enum { OWN_STREAMS = 64 };
struct own_streams {
  uint32_t count;
  struct own_stream streams[OWN_STREAMS];
};
static _Thread_local struct own_streams own;
static pthread_key_t thread_ends;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool live(const struct sg_stream *stream) {
  const struct sg_stream_object *object = (const struct sg_stream_object *)stream;
  return sg_handle_live(&streams, object) && !atomic_load_explicit(&object->destroyed, memory_order_acquire);
}

static void close_stream(struct sg_stream *stream) {
  sg_effects_drop(stream);
  sg_queue_close(sg_driver.state, stream->queue);
  sg_handle_free(&streams, stream);
}

// Given back and done: its queue and handle can be used again.
static void sweep(struct sg_context *context) {
  if (atomic_load(&leaving) == 0)
    return;
  sg_calendar_look(sg_driver.state);
  struct sg_stream *done = NULL;
  pthread_mutex_lock(&context->lock);
  for (struct sg_stream **link = &context->streams; *link != NULL;) {
    struct sg_stream *stream = *link;
    if (atomic_load(&((struct sg_stream_object *)stream)->destroyed) && sg_queue_idle(sg_driver.state, stream->queue)) {
      __atomic_store_n(link, stream->next, __ATOMIC_RELEASE);
      stream->next = done;
      done = stream;
    } else {
      link = &stream->next;
    }
  }
  pthread_mutex_unlock(&context->lock);
  sg_effects_run();
  for (struct sg_stream *stream = done, *next; stream != NULL; stream = next) {
    next = stream->next;
    close_stream(stream);
    atomic_fetch_sub(&leaving, 1);
  }
}

CUresult sg_stream_open(struct sg_context *context, unsigned int flags, int priority, struct sg_green *green,
                        struct sg_stream **out) {
  sweep(context);
  struct sg_stream_object *object = sg_handle_new(&streams);
  if (object == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  struct sg_stream *stream = &object->stream;
  if (sg_queue_open(sg_driver.state, sg_driver.process, context->device, &stream->queue) != 0) {
    sg_handle_free(&streams, object);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  stream->context = context;
  stream->flags = flags;
  stream->priority = priority > SG_PRIORITY_LEAST ? SG_PRIORITY_LEAST
                     : priority < SG_PRIORITY_GREATEST ? SG_PRIORITY_GREATEST : priority;
  stream->id = atomic_fetch_add(&last_id, 1) + 1;
  stream->sms = green != NULL ? green->sms : 0;
  atomic_flag_clear(&stream->writer);
  object->green = green;
  object->sync_policy = CU_SYNC_POLICY_AUTO;
  object->domain_map = (CUlaunchMemSyncDomainMap){.default_ = 0, .remote = 1};
  object->domain = CU_LAUNCH_MEM_SYNC_DOMAIN_DEFAULT;
  pthread_mutex_lock(&context->lock);
  bool first = context->null_stream == NULL && green == NULL;
  stream->is_null = first;
  if (!first) {
    stream->next = context->streams;
    __atomic_store_n(&context->streams, stream, __ATOMIC_RELEASE);  // launches look whether there is one without the lock
  }
  pthread_mutex_unlock(&context->lock);
  *out = stream;
  return CUDA_SUCCESS;
}

void sg_stream_give_back(struct sg_stream *stream) {
  struct sg_stream_object *object = (struct sg_stream_object *)stream;
  struct sg_context *context = stream->context;
  if (stream->capture != NULL)
    sg_capture_drop_stream(stream);
  atomic_fetch_add(&leaving, 1);
  atomic_store_explicit(&object->destroyed, true, memory_order_release);
  sweep(context);
}

void sg_streams_drop_context(struct sg_context *context) {
  pthread_mutex_lock(&context->lock);
  struct sg_stream *all = context->streams, *null_stream = context->null_stream;
  __atomic_store_n(&context->streams, NULL, __ATOMIC_RELEASE);
  context->null_stream = NULL;
  pthread_mutex_unlock(&context->lock);
  for (struct sg_stream *stream = all, *next; stream != NULL; stream = next) {
    next = stream->next;
    if (stream->capture != NULL)
      sg_capture_drop_stream(stream);
    if (atomic_load(&((struct sg_stream_object *)stream)->destroyed))
      atomic_fetch_sub(&leaving, 1);
    close_stream(stream);
  }
  if (null_stream != NULL)
    close_stream(null_stream);
}

static void give_back_own(void *argument) {
  struct own_streams *mine = argument;
  for (uint32_t i = 0; i < mine->count; i++) {
    struct sg_stream *stream = mine->streams[i].stream;
    if (live(stream) && stream->id == mine->streams[i].stream_id)
      sg_stream_give_back(stream);
  }
  mine->count = 0;
}

static void make_key(void) {
  pthread_key_create(&thread_ends, give_back_own);
}

// This thread's stream of the context, made on first use.
static CUresult own_stream(struct sg_context *context, struct sg_stream **out) {
  for (uint32_t i = 0; i < own.count; i++) {
    if (own.streams[i].context_id == context->id) {
      *out = own.streams[i].stream;
      return CUDA_SUCCESS;
    }
  }
  pthread_once(&once, make_key);
  uint32_t place = own.count;
  if (place == OWN_STREAMS) {
    // The contexts that went leave places.
    for (place = 0; place < OWN_STREAMS; place++) {
      struct own_stream *old = &own.streams[place];
      if (!live(old->stream) || old->stream->id != old->stream_id)
        break;
    }
    if (place == OWN_STREAMS)
      return CUDA_ERROR_OUT_OF_MEMORY;
  }
  SG_TRY(sg_stream_open(context, CU_STREAM_DEFAULT, SG_PRIORITY_LEAST, NULL, out));
  (*out)->is_per_thread = true;
  own.streams[place] = (struct own_stream){.context_id = context->id, .stream_id = (*out)->id, .stream = *out};
  if (place == own.count)
    own.count++;
  pthread_setspecific(thread_ends, &own);
  return CUDA_SUCCESS;
}

CUresult sg_stream_resolve(CUstream handle, struct sg_stream **out) {
  if (handle == NULL || handle == CU_STREAM_LEGACY || handle == CU_STREAM_PER_THREAD) {
    struct sg_context_object *object;
    SG_TRY(sg_context_current_object(&object));
    if (object->green != NULL) {
      *out = object->green->null_stream;
      return CUDA_SUCCESS;
    }
    if (handle == CU_STREAM_PER_THREAD || (handle == NULL && sg_default_stream() == SG_DEFAULT_STREAM_PER_THREAD))
      return own_stream(&object->context, out);
    *out = object->context.null_stream;
    return CUDA_SUCCESS;
  }
  struct sg_stream *stream = (struct sg_stream *)handle;
  if (!live(stream))
    return CUDA_ERROR_INVALID_HANDLE;
  *out = stream;
  return atomic_load_explicit(&stream->context->broken, memory_order_relaxed);
}

static CUresult create(CUstream *out, unsigned int flags, int priority) {
  struct sg_context_object *object;
  if (out == NULL || (flags & ~(unsigned int)CU_STREAM_NON_BLOCKING) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current_object(&object));
  struct sg_context *context = object->green != NULL ? object->green->primary : &object->context;
  struct sg_stream *stream;
  SG_TRY(sg_stream_open(context, flags, priority, object->green, &stream));
  *out = (CUstream)stream;
  return CUDA_SUCCESS;
}

CUresult cuStreamCreate(CUstream *phStream, unsigned int Flags) {
  SG_ENTRY();
  return create(phStream, Flags, SG_PRIORITY_LEAST);
}

CUresult cuStreamCreateWithPriority(CUstream *phStream, unsigned int flags, int priority) {
  SG_ENTRY();
  return create(phStream, flags, priority);
}

CUresult cuGreenCtxStreamCreate(CUstream *phStream, CUgreenCtx greenCtx, unsigned int flags, int priority) {
  SG_ENTRY();
  struct sg_green *green;
  // The legacy stream's implicit waits don't reach into a green context, and the flags have to say so.
  if (phStream == NULL || flags != CU_STREAM_NON_BLOCKING)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_green_valid(greenCtx, &green))
    return CUDA_ERROR_INVALID_HANDLE;
  struct sg_stream *stream;
  SG_TRY(sg_stream_open(green->primary, flags, priority, green, &stream));
  *phStream = (CUstream)stream;
  return CUDA_SUCCESS;
}

// A stream that the program made: the default ones can't be given back.
CUresult cuStreamDestroy_v2(CUstream hStream) {
  SG_ENTRY();
  struct sg_stream *stream = (struct sg_stream *)hStream;
  if (hStream == NULL || hStream == CU_STREAM_LEGACY || hStream == CU_STREAM_PER_THREAD || !live(stream) || stream->is_null)
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(atomic_load(&stream->context->broken));
  sg_stream_give_back(stream);
  return CUDA_SUCCESS;
}

CUresult cuStreamDestroy(CUstream hStream) {
  return cuStreamDestroy_v2(hStream);
}

CUresult cuStreamQuery(CUstream hStream) {
  SG_ENTRY();
  struct sg_stream *stream;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  SG_TRY(sg_capture_forbids(stream));
  bool idle = sg_stream_idle(stream);
  SG_TRY(atomic_load(&stream->context->broken));
  return idle ? CUDA_SUCCESS : CUDA_ERROR_NOT_READY;
}

CUresult cuStreamSynchronize(CUstream hStream) {
  SG_ENTRY();
  struct sg_stream *stream;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  SG_TRY(sg_capture_forbids(stream));
  SG_TRY(sg_stream_wait(stream));
  return atomic_load(&stream->context->broken);
}
