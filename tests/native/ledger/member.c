// member BYTES KERNEL_US [create MODELS PID_OFFSET]: a process of the node that $SIMGPU_STATE names. It holds so many bytes and
// runs one kernel of that length, says "ready PID" (in its own namespace), and stays until its standard input ends.
// With `create` it makes the node instead.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "simgpu/calendar/calendar.h"

static int create(const char *models, uint32_t pid_offset) {
  static struct sg_description description;
  struct sg_description_error error;
  if (!sg_description_from_models(models, &description, &error))
    return fprintf(stderr, "%s: %s\n", models, error.message), 2;
  description.pid_offset = pid_offset;
  int result = sg_state_create(getenv("SIMGPU_STATE"), &description, NULL);
  return result == 0 ? 0 : (fprintf(stderr, "%s\n", strerror(result)), 1);
}

struct work { struct sg_state *state; uint32_t queue; uint64_t number; };

static bool is_done(void *context) {
  const struct work *work = context;
  return sg_queue_done(work->state, work->queue, work->number);
}

static int belong(uint64_t bytes, uint64_t kernel_us) {
  struct work work;
  struct sg_process *process;
  int error = sg_state_open_default(&work.state);
  if (error == 0)
    error = sg_process_join(work.state, &process);
  if (error == 0) {
    sg_client_open(work.state, process, 0, 0, 0);
    error = sg_memory_charge(work.state, process, 0, SG_MEMORY_DATA, bytes, bytes);
  }
  if (error == 0)
    error = sg_queue_open(work.state, process, 0, &work.queue);
  if (error != 0)
    return fprintf(stderr, "%s\n", strerror(error)), 1;
  struct sg_item kernel = {.kind = SG_ITEM_KERNEL, .sms = 132, .ready_ns = sg_now(work.state), .duration_ns = kernel_us * 1000};
  if (kernel_us > 0 && sg_queue_push(work.state, work.queue, &kernel, &work.number))
    sg_calendar_wait(work.state, is_done, &work, false);
  printf("ready %d\n", getpid());
  fflush(stdout);
  while (getchar() != EOF) {
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 4 && strcmp(argv[1], "create") == 0)
    return create(argv[2], (uint32_t)strtoul(argv[3], NULL, 10));
  if (argc != 3)
    return fprintf(stderr, "member BYTES KERNEL_US, or member create MODELS PID_OFFSET\n"), 2;
  return belong(strtoull(argv[1], NULL, 10), strtoull(argv[2], NULL, 10));
}
