// Beside another container, one of a container's processes compares what was charged with what NVML says, twice a second; alone
// and among themselves none does.
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "held.h"

enum { PERCENT = 40, ALONE_MS = 1600, BESIDE_MS = 5000 };

static char folder[] = "/tmp/trim-XXXXXX";

// Works once it is told to, until it is killed.
static pid_t worker(const char *container, int told) {
  pid_t child = fork();
  if (child != 0)
    return child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  char word;
  if (read(told, &word, 1) != 1)
    _exit(0);
  if (container != NULL) {
    held_begin(PERCENT);
    setenv("SIMGPU_CONTAINER", container, 1);
  }
  held_open();
  CUstream stream = held_stream();
  for (;;)
    MUST(held_launch("us2000", stream));
}

struct rounds { unsigned int count; double factor; };

static struct rounds launch_for(long ms) {
  struct hami_region_device *device = &held_region()->tail.devices[0];
  struct rounds rounds = {0};
  static CUstream stream;
  if (stream == NULL)
    stream = held_stream();
  uint64_t start = held_now_ns(), seen = __atomic_load_n(&device->trimmed_ns, __ATOMIC_SEQ_CST);
  while (held_now_ns() - start < (uint64_t)ms * 1000000) {
    MUST(held_launch("us200", stream));
    uint64_t now = __atomic_load_n(&device->trimmed_ns, __ATOMIC_SEQ_CST);
    rounds.count += now != seen;
    seen = now;
  }
  rounds.factor = (double)__atomic_load_n(&device->trim_millionths, __ATOMIC_SEQ_CST) / 1e6;
  return rounds;
}

int main(void) {
  int tell_sibling[2], tell_neighbour[2];
  if (mkdtemp(folder) == NULL || pipe(tell_sibling) != 0 || pipe(tell_neighbour) != 0)
    return 3;
  setenv("HAMI_PRESENCE_DIRECTORY", folder, 1);
  held_begin(PERCENT);
  pid_t neighbour = worker("neighbour", tell_neighbour[0]), sibling = worker(NULL, tell_sibling[0]);
  held_open();
  struct rounds rounds = launch_for(ALONE_MS);
  CHECK("alone, NVML is not asked", rounds.count == 0, "%u times", rounds.count);
  if (write(tell_sibling[1], "g", 1) != 1)
    return 3;
  rounds = launch_for(2 * ALONE_MS);
  CHECK("nor with another process of the container", rounds.count == 0, "%u times", rounds.count);
  CHECK_NUMBER("which is not charged as one beside it", held_region()->tail.devices[0].shared_ns, 0);
  if (write(tell_neighbour[1], "g", 1) != 1)
    return 3;
  launch_for(1000);
  rounds = launch_for(BESIDE_MS);
  CHECK("beside another container it is, twice a second by one of two processes",
        rounds.count >= 3 && rounds.count <= BESIDE_MS / 500 + 2, "%u times in %d ms", rounds.count, (int)BESIDE_MS);
  CHECK("and agrees roughly with what was charged", rounds.factor > 0.5 && rounds.factor < 1.45, "%.2f", rounds.factor);
  kill(neighbour, SIGKILL);
  waitpid(neighbour, NULL, 0);
  launch_for(3000);
  rounds = launch_for(1500);
  CHECK("when the other is gone, no longer", rounds.count == 0, "%u times", rounds.count);
  kill(sibling, SIGKILL);
  waitpid(sibling, NULL, 0);
  held_end();
  char command[160];
  snprintf(command, sizeof(command), "rm -rf %s /tmp/launching-%d.cache*", folder, (int)neighbour);
  if (system(command) != 0)
    return 3;
  return CHECKS_END();
}
