// Between the runner and the checks.
#pragma once

#include <stdbool.h>

// Exit statuses; 0 is none of them, so that a case in which something calls exit has not passed.
enum conformance_outcome { CONFORMANCE_PASSED = 42, CONFORMANCE_FAILED = 1, CONFORMANCE_SKIPPED = 77 };

bool conformance_failed(void);
_Noreturn void conformance_end(enum conformance_outcome outcome);
