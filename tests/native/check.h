// The few macros of the native tests: a line for each check, a count at the end, and an exit status for ctest.
#pragma once

#include <stdio.h>
#include <string.h>

static int checks_passed, checks_failed;

// CHECK(name, condition, format, ...): what was there instead is said after the name.
#define CHECK(name, condition, ...) \
  do { \
    if (condition) { \
      checks_passed++; \
      printf("ok %s\n", name); \
    } else { \
      checks_failed++; \
      printf("FAIL %s (%s:%d): ", name, __FILE__, __LINE__); \
      printf(__VA_ARGS__); \
      putchar('\n'); \
    } \
  } while (0)

#define CHECK_NUMBER(name, actual, expected) \
  CHECK(name, (long long)(actual) == (long long)(expected), "%lld, not %lld", (long long)(actual), (long long)(expected))

#define CHECK_TEXT(name, actual, expected) CHECK(name, strcmp(actual, expected) == 0, "\"%s\", not \"%s\"", actual, expected)

// The last statement of main: a program that checked nothing has failed.
#define CHECKS_END() \
  (printf("%d passed, %d failed\n", checks_passed, checks_failed), checks_failed > 0 || checks_passed == 0)
