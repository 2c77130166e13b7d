// inside COMMAND [ARGUMENT...]: runs a command in a container that may use all of each device.
#include <unistd.h>

#include "container.h"

int main(int argc, char **argv) {
  if (argc < 2)
    return 2;
  container_begin(0, node_state()->description.devices[0].memory_bytes);
  execvp(argv[1], argv + 1);
  return 127;
}
