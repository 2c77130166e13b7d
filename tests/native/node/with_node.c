// with-node NODE COMMAND [ARGUMENT...]: runs a command on a simulated node of its own, gone afterwards. NODE is a description
// file, or models such as H100 or 2xA100-40GB. The command's exit status is with-node's.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "simgpu/state/state.h"

static struct sg_description description;

static char *contents(const char *path, size_t *length) {
  FILE *file = fopen(path, "r");
  if (!file)
    return NULL;
  char *text = NULL;
  FILE *memory = open_memstream(&text, length);
  for (int c; memory && (c = fgetc(file)) != EOF;)
    fputc(c, memory);
  fclose(file);
  if (memory)
    fclose(memory);
  return text;
}

static void describe(const char *node) {
  struct sg_description_error error;
  size_t length = 0;
  char *text = contents(node, &length);
  bool good = text ? sg_description_parse(text, length, &description, &error)
                   : sg_description_from_models(node, &description, &error);
  free(text);
  if (!good) {
    fprintf(stderr, "with-node: %s:%u: %s: %s\n", node, error.line, error.field, error.message);
    exit(2);
  }
}

static int run(char **command, const char *path) {
  pid_t child = fork();
  if (child == 0) {
    setenv("SIMGPU_STATE", path, 1);
    execvp(command[0], command);
    fprintf(stderr, "with-node: %s: %s\n", command[0], strerror(errno));
    _exit(127);
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  return child < 0 ? 2 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv) {
  if (argc < 3)
    return fprintf(stderr, "with-node NODE COMMAND [ARGUMENT...]\n"), 2;
  describe(argv[1]);
  char path[64], remove_backing[96];
  snprintf(path, sizeof path, "/dev/shm/with-node-%d", getpid());
  int error = sg_state_create(path, &description, &(struct sg_state_options){0});
  if (error)
    return fprintf(stderr, "with-node: %s: %s\n", path, strerror(error)), 2;
  int status = run(argv + 2, path);
  unlink(path);
  snprintf(remove_backing, sizeof remove_backing, "rm -rf %s.d", path);
  if (system(remove_backing))
    fprintf(stderr, "with-node: %s.d is still there\n", path);
  return status;
}
