#include "identity.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "layout.h"

uint64_t sg_identity_pid_namespace(void) {
  struct stat status;
  return stat("/proc/self/ns/pid", &status) == 0 ? (uint64_t)status.st_ino : 0;
}

// Of a path that is too long the end: what comes first is the same for all containers of a node.
static void copy_end(const char *path, char *out, size_t size) {
  size_t length = strlen(path);
  if (length < size)
    snprintf(out, size, "%s", path);
  else
    snprintf(out, size, "...%s", path + length - (size - 1 - strlen("...")));
}

// The unified hierarchy's path, else the memory controller's, else the first: of those that are below a root, where there are any.
void sg_identity_cgroup(char *out, size_t size) {
  out[0] = '\0';
  FILE *file = fopen("/proc/self/cgroup", "re");
  if (file == NULL)
    return;
  char line[4200];
  int best = 0;
  while (fgets(line, sizeof(line), file) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    char *controllers = strchr(line, ':');
    char *path = controllers != NULL ? strchr(controllers + 1, ':') : NULL;
    if (path == NULL)
      continue;
    bool unified = strncmp(line, "0::", 3) == 0;
    bool memory = strncmp(controllers + 1, "memory:", 7) == 0 || strstr(controllers, ",memory:") != NULL ||
                  strstr(controllers, ":memory,") != NULL || strstr(controllers, ",memory,") != NULL;
    int rank = (strcmp(path + 1, "/") != 0 ? 4 : 0) + (unified ? 3 : memory ? 2 : 1);
    if (rank > best) {
      best = rank;
      copy_end(path + 1, out, size);
    }
  }
  fclose(file);
}

uint64_t sg_identity_start_time(void) {
  FILE *file = fopen("/proc/self/stat", "re");
  if (file == NULL)
    return 0;
  char text[1024];
  size_t length = fread(text, 1, sizeof(text) - 1, file);
  fclose(file);
  text[length] = '\0';
  // The command may hold blanks and parentheses: fields count from the last closing one.
  char *rest = strrchr(text, ')');
  uint64_t start = 0;
  if (rest != NULL)
    sscanf(rest + 1, " %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %" SCNu64, &start);
  return start;
}

void sg_identity_name(char *out, size_t size) {
  out[0] = '\0';
  FILE *file = fopen("/proc/self/cmdline", "re");
  if (file == NULL)
    return;
  size_t length = fread(out, 1, size - 1, file);
  out[length] = '\0';  // up to the first argument's end
  fclose(file);
}

void sg_identity_container(const struct sg_state *state, char *out, size_t size) {
  char cgroup[160];
  sg_identity_cgroup(cgroup, sizeof(cgroup));
  if (cgroup[0] != '\0' && strcmp(cgroup, "/") != 0 && strcmp(cgroup, state->header.creator_cgroup) != 0) {
    snprintf(out, size, "%s", cgroup);
    return;
  }
  uint64_t namespace = sg_identity_pid_namespace();
  if (namespace != 0 && namespace != state->header.creator_pid_namespace) {
    snprintf(out, size, "pid:[%" PRIu64 "]", namespace);
    return;
  }
  const char *given = getenv("SIMGPU_CONTAINER");
  snprintf(out, size, "%s", given != NULL && *given != '\0' ? given : "host");
}
