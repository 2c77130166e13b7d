// Making and removing a node.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control.h"

// All of a file, or of standard input for "-". NULL after complaining.
static char *read_text(const char *path, size_t *length) {
  FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
  char *text = NULL;
  size_t room = 0, read = 1;
  *length = 0;
  while (file != NULL && read > 0) {
    if (room - *length < 4096) {
      room = room * 2 + 8192;
      char *more = realloc(text, room);
      if (more == NULL)
        break;
      text = more;
    }
    read = fread(text + *length, 1, room - *length, file);
    *length += read;
  }
  bool whole = file != NULL && text != NULL && !ferror(file);
  if (!whole)
    sg_complain("%s: %s", path, strerror(errno));
  if (file != NULL && file != stdin)
    fclose(file);
  if (whole)
    return text;
  free(text);
  return NULL;
}

static bool describe(const char *models, const char *path, struct sg_description *description) {
  struct sg_description_error error = {0};
  if (models != NULL) {
    if (sg_description_from_models(models, description, &error))
      return true;
    sg_complain("--models %s: %s", models, error.message);
    return false;
  }
  size_t length;
  char *text = read_text(path, &length);
  if (text == NULL)
    return false;
  bool valid = sg_description_parse(text, length, description, &error);
  free(text);
  if (!valid)
    sg_complain("%s:%u: %s: %s", path, error.line, error.field, error.message);
  return valid;
}

int sg_command_create(struct sg_arguments *arguments) {
  const char *models = sg_option(arguments, "models"), *trace = sg_option(arguments, "trace"),
             *mode = sg_option(arguments, "mode");
  if (arguments->count != (models == NULL ? 1 : 0))
    return sg_complain("create takes one description file, or --models");
  struct sg_state_options options = {.trace_records = 0};
  char *end = "";
  if (trace != NULL)
    options.trace_records = strtoull(trace, &end, 10);
  if (*end != '\0')
    return sg_complain("--trace %s: not a number of records", trace);
  if (mode != NULL)
    options.mode = (uint32_t)strtoul(mode, &end, 8);
  if (*end != '\0')
    return sg_complain("--mode %s: not permissions: write them as in 0600", mode);
  struct sg_description *description = malloc(sizeof(*description));
  if (description == NULL)
    return sg_complain("out of memory");
  int status = 1;
  if (describe(models, models == NULL ? arguments->words[0] : NULL, description)) {
    int error = sg_state_create(arguments->state_path, description, &options);
    status = error == 0 ? 0 : sg_complain("%s: %s", arguments->state_path, strerror(error));
  }
  free(description);
  return status;
}

// Backing files and what else lies in the folder beside the state.
static void remove_folder(const char *path) {
  DIR *folder = opendir(path);
  if (folder == NULL)
    return;
  for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
      unlinkat(dirfd(folder), entry->d_name, 0);
  closedir(folder);
  rmdir(path);
}

int sg_command_destroy(struct sg_arguments *arguments) {
  if (arguments->count != 0)
    return sg_complain("destroy takes nothing beside --state");
  // Nothing else than a state is ever removed.
  struct sg_state *state = sg_open_state(arguments);
  if (state == NULL)
    return 1;
  sg_state_close(state);
  if (unlink(arguments->state_path) != 0)
    return sg_complain("%s: %s", arguments->state_path, strerror(errno));
  char folder[4096];
  snprintf(folder, sizeof(folder), "%s.d", arguments->state_path);
  remove_folder(folder);
  return 0;
}
