// A state file can be damaged in more ways than anything could check while others write to it.
#pragma once

// From here on a fault, or seconds without an end, are the file's: they end the program with a message, not a crash.
void sg_ledger_expect_damage(const char *path);
// From here on they would be our own.
void sg_ledger_damage_over(void);
