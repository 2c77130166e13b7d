// bench-shares LIBRARY LOAD [TEXT]: the whole table, or the cells whose name holds the text. Windows of 30 s after 5.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run_cell.h"

int main(int argc, char **argv) {
  if (argc < 3)
    return fprintf(stderr, "bench-shares LIBRARY LOAD [TEXT]\n"), 2;
  const char *text = argc > 3 ? argv[3] : "", *window = getenv("SHARES_WINDOW_MS");
  uint32_t window_ms = window != NULL ? (uint32_t)atoi(window) : 30000;
  if (window_ms < 1000 || window_ms > 100000)
    return fprintf(stderr, "SHARES_WINDOW_MS: 1000 to 100000\n"), 2;
  puts("share / work, percent of the card, of each container; a cell that is off by more than 2 points or a fifth, or lacks 3 % of "
       "the work, has a !\n"
       "| load | asked: share / work | settled, s | spread, points | waited for a processor, % | |\n"
       "|---|---|---|---|---|---|");
  for (uint32_t i = 0; i < cell_count; i++) {
    const struct cell *cell = &cells[i];
    if (strstr(cell->name, text) == NULL)
      continue;
    struct cell_result result = cell_run(cell, argv[1], argv[2], 5000, window_ms);
    printf("| %s |", cell->name);
    for (uint32_t c = 0; c < cell->count; c++)
      printf(" %.0f: %.2f / %.2f", cell_asked(cell, c), result.share[c], result.work[c]);
    printf(" |");
    for (uint32_t c = 0; c < cell->count; c++)
      printf(result.settled_s[c] < 0 ? " never" : " %.1f", result.settled_s[c]);
    printf(" |");
    for (uint32_t c = 0; c < cell->count; c++)
      printf(" %.1f", result.spread[c]);
    printf(" |");
    for (uint32_t c = 0; c < cell->count; c++)
      printf(" %.1f", result.waited[c]);
    printf(" | %s%s |\n", cell_good(cell, &result) ? "" : "!", result.lived ? "" : " a program ended");
    fflush(stdout);
  }
  return 0;
}
