// conformance [--list] [--complete] [--elsewhere] [--limit SECONDS] [FILTER...]: runs the cases whose symbol, error or text contains one of the filters
// (a symbol's whole name followed by "=" for that symbol alone), each in a process of its own, and prints a line for each. --complete: an entry
// point that the driver does not export is a failure, not just left out.
// --elsewhere: what this node cannot be asked is asked on another, and is left out instead of skipped.
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "conformance.h"
#include "runner.h"

static struct conformance_case *first;
static unsigned int limit_seconds = 20;

void conformance_register(struct conformance_case *self) {
  self->next = first;
  first = self;
}

static int by_place(const void *a, const void *b) {
  const struct conformance_case *x = *(struct conformance_case *const *)a, *y = *(struct conformance_case *const *)b;
  int file = strcmp(x->file, y->file);
  if (file)
    return file;
  if (x->line != y->line)
    return x->line - y->line;
  return strcmp(x->symbol, y->symbol);
}

static struct conformance_case **ordered(size_t *count) {
  *count = 0;
  for (struct conformance_case *at = first; at; at = at->next)
    ++*count;
  struct conformance_case **cases = calloc(*count + 1, sizeof *cases);
  if (!cases)
    abort();
  size_t index = 0;
  for (struct conformance_case *at = first; at; at = at->next)
    cases[index++] = at;
  qsort(cases, *count, sizeof *cases, by_place);
  return cases;
}

static bool wanted(const struct conformance_case *it, char **filters) {
  if (!*filters)
    return true;
  for (; *filters; filters++) {
    size_t length = strlen(*filters);
    if (length && (*filters)[length - 1] == '='
          ? strlen(it->symbol) == length - 1 && strncmp(it->symbol, *filters, length - 1) == 0
          : strstr(it->symbol, *filters) || strstr(it->error, *filters) || strstr(it->text, *filters))
      return true;
  }
  return false;
}

_Noreturn static void run_here(const struct conformance_case *it) {
  alarm(limit_seconds);
  conformance_api_load();
  if (!conformance_api_find(it->symbol))
    conformance_end(CONFORMANCE_ABSENT);
  it->run(it);
  conformance_end(conformance_failed() ? CONFORMANCE_FAILED : CONFORMANCE_PASSED);
}

// The case's outcome; a case that crashes or doesn't end has failed.
static enum conformance_outcome run(const struct conformance_case *it) {
  fflush(stdout);
  pid_t child = fork();
  if (child < 0) {
    printf("# fork: %s\n", strerror(errno));
    return CONFORMANCE_FAILED;
  }
  if (child == 0)
    run_here(it);
  int status;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  if (WIFEXITED(status) && (WEXITSTATUS(status) == CONFORMANCE_PASSED || WEXITSTATUS(status) == CONFORMANCE_SKIPPED ||
                            WEXITSTATUS(status) == CONFORMANCE_ABSENT))
    return (enum conformance_outcome)WEXITSTATUS(status);
  if (WIFSIGNALED(status))
    printf(WTERMSIG(status) == SIGALRM ? "# not done after %u s\n" : "# ended by signal %u\n",
           WTERMSIG(status) == SIGALRM ? limit_seconds : (unsigned int)WTERMSIG(status));
  else if (WEXITSTATUS(status) != CONFORMANCE_FAILED)
    printf("# ended with exit code %d\n", WEXITSTATUS(status));
  return CONFORMANCE_FAILED;
}

int main(int argc, char **argv) {
  bool list = false, complete = false, elsewhere = false;
  for (; argc > 1 && argv[1][0] == '-'; argc--, argv++)
    if (strcmp(argv[1], "--list") == 0)
      list = true;
    else if (strcmp(argv[1], "--complete") == 0)
      complete = true;
    else if (strcmp(argv[1], "--elsewhere") == 0)
      elsewhere = true;
    else if (strcmp(argv[1], "--limit") == 0 && argc > 2)
      limit_seconds = (unsigned int)strtoul(argv[2], NULL, 10), argc--, argv++;
    else
      return fprintf(stderr, "conformance [--list] [--complete] [--elsewhere] [--limit SECONDS] [FILTER...]\n"), 2;

  size_t count, passed = 0, failed = 0, skipped = 0, absent = 0;
  struct conformance_case **cases = ordered(&count);
  for (size_t index = 0; index < count; index++) {
    const struct conformance_case *it = cases[index];
    if (!wanted(it, argv + 1))
      continue;
    if (list) {
      printf("%s\t%s\t%s\n", it->symbol, it->error, it->text);
      continue;
    }
    enum conformance_outcome outcome = run(it);
    if (outcome == CONFORMANCE_ABSENT && complete) {
      printf("# the driver does not export it\n");
      outcome = CONFORMANCE_FAILED;
    }
    if (outcome == CONFORMANCE_ABSENT || (outcome == CONFORMANCE_SKIPPED && elsewhere)) {
      absent++;
      continue;
    }
    passed += outcome == CONFORMANCE_PASSED;
    failed += outcome == CONFORMANCE_FAILED;
    skipped += outcome == CONFORMANCE_SKIPPED;
    printf("%s %zu - %s %s: %s%s\n", outcome == CONFORMANCE_FAILED ? "not ok" : "ok", passed + failed + skipped, it->symbol,
           it->error, it->text, outcome == CONFORMANCE_SKIPPED ? " # SKIP" : "");
  }
  if (absent > 0)
    printf("# %zu cases are about what this driver or node does not have\n", absent);
  if (!list)
    printf("%zu passed, %zu failed, %zu skipped\n", passed, failed, skipped);
  free(cases);
  return failed > 0;
}
