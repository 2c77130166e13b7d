#include "keep.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

uint64_t kept_by_all(int contexts) { return node_used() - (uint64_t)contexts * container_context(); }

static uint64_t shared_here(void) {
  for (uint32_t slot = 0; slot < SG_MAX_PROCESSES; slot++) {
    const struct sg_process *process = &node_state()->processes[slot];
    if (process->state == SG_PROCESS_LIVE && process->pid == getpid())
      return sg_object_bytes(node_state(), slot, 0);
  }
  return 0;
}

uint64_t kept_here(void) { return node_mine() - container_context() + shared_here(); }

uint64_t charged_by_all(int contexts) { return container_charged() - (uint64_t)contexts * container_context(); }

static uint64_t base;

static bool agree(uint64_t bytes, bool aloud) {
  bytes += base;
  uint64_t device = kept_here(), charged = container_charged_here() - container_context();
  bool right = device == bytes && charged == bytes;
  if (!right && aloud)
    fprintf(stderr, "the device says %llu, the region %llu, expected %llu\n", (unsigned long long)device,
            (unsigned long long)charged, (unsigned long long)bytes);
  return right;
}

bool keeps(uint64_t bytes) { return agree(bytes, true); }

bool keeps_within_a_second(uint64_t bytes) {
  for (int tries = 0; tries < 200 && !agree(bytes, false); tries++)
    nanosleep(&(struct timespec){.tv_nsec = 5 * 1000 * 1000}, NULL);
  return agree(bytes, true);
}

void keep_counts_from_here(void) {
  base = 0;
  for (int tries = 0; tries < 1000 && !agree(kept_here(), false); tries++)
    nanosleep(&(struct timespec){.tv_nsec = 5 * 1000 * 1000}, NULL);
  base = kept_here();
}

int in_child(int (*work)(int channel), int *channel) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0)
    exit(3);
  fflush(stdout);
  int pid = fork();
  if (pid == 0) {
    close(ends[0]);
    int status = work(ends[1]);
    fflush(stdout);
    _exit(status);
  }
  close(ends[1]);
  *channel = ends[0];
  return pid;
}

int end_of_child(int pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void send_descriptor(int channel, int descriptor) {
  char word = 'd', control[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec part = {&word, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
  if (sendmsg(channel, &message, 0) != 1)
    exit(3);
}

int receive_descriptor(int channel) {
  char word, control[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec part = {&word, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
  int descriptor;
  if (recvmsg(channel, &message, 0) != 1 || CMSG_FIRSTHDR(&message) == NULL)
    exit(3);
  memcpy(&descriptor, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(int));
  return descriptor;
}

void say(int channel, char word) {
  if (send(channel, &word, 1, MSG_NOSIGNAL) != 1)
    exit(3);
}

void hear(int channel, char word) {
  char heard = 0;
  if (recv(channel, &heard, 1, 0) != 1 || heard != word) {
    fprintf(stderr, "expected '%c', not '%c'\n", word, heard);
    exit(3);
  }
}

static int look(int channel) {
  uint64_t most = 0;
  struct pollfd end = {.fd = channel, .events = POLLIN};
  say(channel, 'r');
  while (poll(&end, 1, 0) == 0) {
    uint64_t now = node_used();
    most = now > most ? now : most;
    nanosleep(&(struct timespec){.tv_nsec = 20 * 1000}, NULL);
  }
  hear(channel, 'e');
  return send(channel, &most, sizeof(most), 0) == sizeof(most) ? 0 : 3;
}

struct watch watch_begin(void) {
  struct watch watch;
  watch.pid = in_child(look, &watch.channel);
  hear(watch.channel, 'r');
  return watch;
}

uint64_t watch_end(struct watch *watch) {
  uint64_t most = UINT64_MAX;
  say(watch->channel, 'e');
  bool answered = recv(watch->channel, &most, sizeof(most), 0) == sizeof(most);
  close(watch->channel);
  int status = end_of_child(watch->pid);
  if (!answered || status != 0) {
    fprintf(stderr, "who watched ended with %d\n", status);
    exit(3);
  }
  return most;
}
