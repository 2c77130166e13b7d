// Between the runner and the checks.
#pragma once

#include <stdbool.h>

enum conformance_outcome { CONFORMANCE_PASSED = 0, CONFORMANCE_FAILED = 1, CONFORMANCE_SKIPPED = 77 };

bool conformance_failed(void);
_Noreturn void conformance_end(enum conformance_outcome outcome);
