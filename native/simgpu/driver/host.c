#include "host.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "effects.h"

struct host_item {
  uint32_t queue;
  uint64_t generation;        // of the queue: its stream may be gone when the turn comes
  uint64_t number;
  void (*run)(void *);
  bool (*ready)(void *);
  void *data;
  struct host_item *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t added = PTHREAD_COND_INITIALIZER;
static struct host_item *first, *last;
static bool started;

static const uint64_t POLL_NS = 200000;

static bool is_its_turn(const struct host_item *item) {
  return atomic_load(&sg_driver.state->queues[item->queue].head) == item->number;
}

static bool is_gone(const struct host_item *item) {
  return sg_driver.state->queues[item->queue].generation != item->generation;
}

static void tell(const struct host_item *item) {
  struct sg_state *state = sg_driver.state;
  atomic_store_explicit(&state->queues[item->queue].items[item->number % SG_QUEUE_DEPTH].host_done, sg_now(state),
                        memory_order_release);
  sg_poke(state);
}

// Takes out the first item that is at the head of its queue and, if it polls, finds what it waits for. Holds `lock`.
static struct host_item *take_due(void) {
  struct host_item *before = NULL;
  for (struct host_item *item = first; item != NULL; before = item, item = item->next) {
    if (!is_gone(item) && (!is_its_turn(item) || (item->ready != NULL && !item->ready(item->data))))
      continue;
    if (before == NULL)
      first = item->next;
    else
      before->next = item->next;
    if (last == item)
      last = before;
    return item;
  }
  return NULL;
}

// Until when nothing here can become due: virtual time is for the program's waits to move, not for this thread.
static void rest(void) {
  struct sg_state *state = sg_driver.state;
  uint32_t poke = atomic_load(&state->header.poke);
  sg_state_lock(state);
  uint64_t now = sg_now(state);
  sg_calendar_advance(state, now);
  uint64_t next = sg_calendar_next(state);
  sg_state_unlock(state);
  if (state->description.clock == SG_CLOCK_VIRTUAL)
    nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
  else
    sg_sleep(state, next < now + POLL_NS ? next : now + POLL_NS, poke);
}

static void *work(void *unused) {
  (void)unused;
  pthread_mutex_lock(&lock);
  for (;;) {
    while (first == NULL)
      pthread_cond_wait(&added, &lock);
    struct host_item *item = take_due();
    pthread_mutex_unlock(&lock);
    if (item == NULL) {
      rest();
      sg_effects_run();  // what an item polls for may be another stream's effect, and nobody else may be looking
    } else {
      sg_effects_run();
      if (!is_gone(item)) {
        if (item->run != NULL)
          item->run(item->data);
        tell(item);
      }
      free(item);
    }
    pthread_mutex_lock(&lock);
  }
  return NULL;
}

static bool start(void) {
  if (started)
    return true;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  started = pthread_create(&thread, NULL, work, NULL) == 0;
  if (started)
    pthread_detach(thread);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return started;
}

CUresult sg_host_add(struct sg_stream *stream, uint64_t number, const struct sg_work *work_item) {
  struct host_item *item = malloc(sizeof(*item));
  if (item == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *item = (struct host_item){.queue = stream->queue, .generation = sg_driver.state->queues[stream->queue].generation,
                             .number = number, .run = work_item->host, .ready = work_item->host_ready,
                             .data = work_item->host_data};
  pthread_mutex_lock(&lock);
  bool running = start();
  if (running) {
    if (last == NULL)
      first = item;
    else
      last->next = item;
    last = item;
    pthread_cond_signal(&added);
  }
  pthread_mutex_unlock(&lock);
  if (!running)
    free(item);
  return running ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
}
