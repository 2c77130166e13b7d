// Between the runner and the checks.
#pragma once

#include <stdbool.h>

// Exit statuses; 0 is none of them, so that a case in which something calls exit has not passed.
// ABSENT: the driver does not have the entry point, which is right for an old one and a failure with --complete.
enum conformance_outcome { CONFORMANCE_PASSED = 42, CONFORMANCE_FAILED = 1, CONFORMANCE_SKIPPED = 77, CONFORMANCE_ABSENT = 78 };

bool conformance_failed(void);
_Noreturn void conformance_end(enum conformance_outcome outcome);
