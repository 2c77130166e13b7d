// Several processes on one device: their sum is the device's, they can't have more than there is, and the killed leave nothing.
#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"
#include "node.h"

enum { PROCESSES = 8, ROUNDS = 400 };

// Allocates and frees at random once all have their contexts, then says how many bytes it believes to have.
static void live(int commands, int answers, uint64_t number) {
  char go;
  node_context();
  CUdeviceptr held[64] = {0};
  NEED(cuMemAlloc_v2(&held[0], 1));
  if (write(answers, "c", 1) != 1 || read(commands, &go, 1) != 1)
    _exit(3);
  for (uint64_t i = 0; i < number * 101; i++)
    node_random(2);
  for (int round = 0; round < ROUNDS; round++) {
    uint64_t i = node_random(64);
    if (held[i]) {
      NEED(cuMemFree_v2(held[i]));
      held[i] = 0;
    } else if (cuMemAlloc_v2(&held[i], 1 + node_random(node_random(2) ? 1 << 20 : 1 << 30)) != CUDA_SUCCESS) {
      held[i] = 0;
    }
  }
  uint64_t mine = node_mine();
  if (write(answers, &mine, sizeof mine) != sizeof mine)
    _exit(3);
  for (;;)
    pause();
}

static int files_of_memory(void) {
  char folder[300];
  snprintf(folder, sizeof folder, "%s.d", getenv("SIMGPU_STATE"));
  DIR *open = opendir(folder);
  int count = 0;
  for (struct dirent *entry; open && (entry = readdir(open));)
    count += strncmp(entry->d_name, "mem-", 4) == 0;
  if (open)
    closedir(open);
  return count;
}

int main(void) {
  int commands[2], answers[2];
  pid_t children[PROCESSES];
  uint64_t mine[PROCESSES], sum = 0;
  char has_context;
  alarm(120);  // a child that fails says so and nothing else
  if (pipe(commands) || pipe(answers))
    return 3;
  for (int i = 0; i < PROCESSES; i++) {
    children[i] = fork();
    if (children[i] == 0)
      live(commands[0], answers[1], (uint64_t)i);
  }
  for (int i = 0; i < PROCESSES; i++) {
    if (read(answers[0], &has_context, 1) != 1)
      return 3;
  }
  if (write(commands[1], "gggggggg", PROCESSES) != PROCESSES)
    return 3;
  for (int i = 0; i < PROCESSES; i++) {
    if (read(answers[0], &mine[i], sizeof mine[i]) != sizeof mine[i])
      return 3;
    sum += mine[i];
  }
  CHECK_NUMBER("the sum of all is the device's", node_used(), sum);
  struct sg_memory_figures figures;
  sg_memory_figures(node_state(), 0, 0, &figures);
  CHECK("and not more than it has", figures.used + figures.reserved <= figures.total, "%lu", figures.used);
  CHECK_NUMBER("each has a file for its bytes", files_of_memory(), PROCESSES);
  for (int i = 0; i < PROCESSES; i++) {
    kill(children[i], SIGKILL);
    waitpid(children[i], NULL, 0);
  }
  CHECK_NUMBER("the killed leave no bytes", node_used(), 0);
  CHECK_NUMBER("and no files", files_of_memory(), 0);
  return CHECKS_END();
}
