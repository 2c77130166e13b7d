// inside COMMAND [ARGUMENT...]: runs a command in a container that may use more than each device has, managed memory that is
// elsewhere included.
#include <sys/wait.h>
#include <unistd.h>

#include "container.h"

int main(int argc, char **argv) {
  if (argc < 2)
    return 2;
  container_begin(0, 4 * node_state()->description.devices[0].memory_bytes);
  pid_t child = fork();
  if (child == 0) {
    execvp(argv[1], argv + 1);
    _exit(127);
  }
  int status = 1;
  waitpid(child, &status, 0);
  container_end();
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
