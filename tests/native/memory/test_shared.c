// Memory that two processes have by an IPC handle: charged once, alive as long as one of them has it.
#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"
#include "node.h"

enum { LARGE = 5 << 20, SMALL = 70000 };

static uint64_t up(uint64_t value) {
  return (value + node_granularity() - 1) / node_granularity() * node_granularity();
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

struct exporter {
  pid_t pid;
  int commands, answers;
};

// 'f': frees what it exported; anything else: goes.
static void export_memory(int commands, int answers) {
  CUdeviceptr memory[2], neighbour;
  CUipcMemHandle handles[2];
  char command = 0;
  node_context();
  NEED(cuMemAlloc_v2(&neighbour, 1000));
  NEED(cuMemAlloc_v2(&memory[0], LARGE));
  NEED(cuMemAlloc_v2(&memory[1], SMALL));
  NEED(cuMemsetD8_v2(memory[0], 'L', LARGE));
  NEED(cuMemsetD8_v2(memory[1], 'S', SMALL));
  NEED(cuCtxSynchronize());
  NEED(cuIpcGetMemHandle(&handles[0], memory[0]));
  NEED(cuIpcGetMemHandle(&handles[1], memory[1]));
  if (node_requested() != 1000)  // what is shared is the object's; only the neighbour is ours
    _exit(3);
  if (write(answers, handles, sizeof handles) != sizeof handles)
    _exit(3);
  while (read(commands, &command, 1) == 1 && command == 'f') {
    NEED(cuMemFree_v2(memory[0]));
    NEED(cuMemFree_v2(memory[1]));
    NEED(cuMemAlloc_v2(&memory[0], LARGE));
    NEED(cuMemsetD8_v2(memory[0], 'X', LARGE));
    NEED(cuCtxSynchronize());
    if (write(answers, &command, 1) != 1)
      _exit(3);
  }
  exit(0);
}

static struct exporter start(CUipcMemHandle handles[2]) {
  int commands[2], answers[2];
  if (pipe(commands) || pipe(answers))
    exit(3);
  pid_t pid = fork();
  if (pid == 0)
    export_memory(commands[0], answers[1]);
  if (read(answers[0], handles, 2 * sizeof handles[0]) != 2 * sizeof handles[0])
    exit(3);
  return (struct exporter){pid, commands[1], answers[0]};
}

static void stop(struct exporter exporter, int signal) {
  if (signal)
    kill(exporter.pid, signal);
  else if (write(exporter.commands, "q", 1) != 1)
    exit(3);
  waitpid(exporter.pid, NULL, 0);
}

static int all_are(CUdeviceptr memory, size_t bytes, char letter) {
  unsigned char *seen = malloc(bytes);
  NEED(cuMemcpyDtoH_v2(seen, memory, bytes));
  size_t same = 0;
  while (same < bytes && seen[same] == letter)
    same++;
  free(seen);
  return same == bytes;
}

struct import { CUdeviceptr large, small; };

static struct import open_both(const CUipcMemHandle handles[2]) {
  struct import import;
  NEED(cuIpcOpenMemHandle_v2(&import.large, handles[0], CU_IPC_MEM_LAZY_ENABLE_PEER_ACCESS));
  NEED(cuIpcOpenMemHandle_v2(&import.small, handles[1], CU_IPC_MEM_LAZY_ENABLE_PEER_ACCESS));
  return import;
}

static void close_both(struct import import) {
  NEED(cuIpcCloseMemHandle(import.large));
  NEED(cuIpcCloseMemHandle(import.small));
}

static void while_both_live(const CUipcMemHandle handles[2], struct exporter exporter) {
  uint64_t used = node_used(), mine = node_mine();
  struct import import = open_both(handles);
  CHECK_NUMBER("opening it costs nothing", node_used(), used);
  CHECK_NUMBER("nor is it the opener's", node_mine(), mine);
  CHECK("the bytes are the exporter's", all_are(import.large, LARGE, 'L') && all_are(import.small, SMALL, 'S'), "not");
  close_both(import);
  CHECK_NUMBER("closing it frees nothing", node_used(), used);
  import = open_both(handles);
  CHECK("it can be opened again", all_are(import.large, LARGE, 'L'), "not");
  close_both(import);
  stop(exporter, 0);
}

static void exporter_frees(const CUipcMemHandle handles[2], struct exporter exporter, uint64_t before) {
  char done;
  struct import import = open_both(handles);
  uint64_t shared = up(LARGE) + up(SMALL);
  if (write(exporter.commands, "f", 1) != 1 || read(exporter.answers, &done, 1) != 1)
    exit(3);
  CHECK("what it freed is still ours, and nobody else's", all_are(import.large, LARGE, 'L') && all_are(import.small, SMALL, 'S'),
        "not");
  uint64_t with = node_used();
  close_both(import);
  CHECK_NUMBER("the bytes go with the last who has them", with - node_used(), shared);
  stop(exporter, 0);
  CHECK_NUMBER("and nothing is left", node_used(), before);
}

static void exporter_dies(const CUipcMemHandle handles[2], struct exporter exporter, int signal, const char *how,
                          uint64_t before) {
  char name[128];
  CUdeviceptr late;
  int files = files_of_memory();
  struct import import = open_both(handles);
  stop(exporter, signal);
  snprintf(name, sizeof name, "exporter %s: what it gave stays, charged once", how);
  CHECK_NUMBER(name, node_used() - before, up(LARGE) + up(SMALL));
  snprintf(name, sizeof name, "exporter %s: the bytes are there", how);
  CHECK(name, all_are(import.large, LARGE, 'L') && all_are(import.small, SMALL, 'S'), "not");
  NEED(cuMemsetD8_v2(import.large, 'N', LARGE));
  snprintf(name, sizeof name, "exporter %s: they can be written", how);
  CHECK(name, all_are(import.large, LARGE, 'N'), "not");
  close_both(import);
  snprintf(name, sizeof name, "exporter %s: nothing is left when the last one closes it", how);
  CHECK_NUMBER(name, node_used(), before);
  snprintf(name, sizeof name, "exporter %s: it can't be opened any more", how);
  CHECK_NUMBER(name, cuIpcOpenMemHandle_v2(&late, handles[0], CU_IPC_MEM_LAZY_ENABLE_PEER_ACCESS), CUDA_ERROR_INVALID_HANDLE);
  snprintf(name, sizeof name, "exporter %s: its file is gone", how);
  CHECK_NUMBER(name, files_of_memory(), files - 1);
}

int main(void) {
  // All before this process has a context: CUDA doesn't survive a fork.
  CUipcMemHandle handles[4][2];
  struct exporter exporters[4];
  for (int i = 0; i < 4; i++)
    exporters[i] = start(handles[i]);
  node_context();
  CUdeviceptr mine;
  NEED(cuMemAlloc_v2(&mine, 4096));
  uint64_t all = node_used(), own = node_mine(), each = (all - own) / 4;
  while_both_live(handles[0], exporters[0]);
  CHECK_NUMBER("an exporter that ends takes its bytes with it", node_used(), all - each);
  exporter_frees(handles[1], exporters[1], all - 2 * each);
  // Of those two that follow only the shared bytes stay on.
  exporter_dies(handles[2], exporters[2], SIGKILL, "killed", all - 3 * each) ;
  stop(exporters[3], SIGKILL);
  CHECK_NUMBER("in the end only our own bytes are used", node_used(), own);
  return CHECKS_END();
}
