#include "arithmetic.h"

#include <stdlib.h>
#include <string.h>

struct computation {
  struct sg_context *context;
  enum sg_computes computes;
  uint64_t arguments[SG_ARGUMENTS];
  uint64_t count;
};

static unsigned int parameters_of(enum sg_computes computes) {
  switch (computes) {
  case SG_COMPUTES_COPY:
  case SG_COMPUTES_FILL:
    return 3;
  case SG_COMPUTES_VECADD:
    return 4;
  default:
    return 0;
  }
}

static bool reach(const struct computation *computation, unsigned int argument, uint64_t count, char **host) {
  return sg_memory_reach(computation->arguments[argument], count * sizeof(uint32_t), host) == CUDA_SUCCESS;
}

static bool compute(const struct computation *computation) {
  uint64_t count = computation->count;
  char *a, *b, *c;
  if (count == 0)
    return true;
  switch (computation->computes) {
  case SG_COMPUTES_COPY:
    if (!reach(computation, 0, count, &a) || !reach(computation, 1, count, &b))
      return false;
    memmove(a, b, count * sizeof(uint32_t));
    return true;
  case SG_COMPUTES_FILL: {
    uint32_t value = (uint32_t)computation->arguments[1];
    if (!reach(computation, 0, count, &a))
      return false;
    for (uint64_t i = 0; i < count; i++)
      memcpy(a + i * sizeof(value), &value, sizeof(value));
    return true;
  }
  default:
    if (!reach(computation, 0, count, &a) || !reach(computation, 1, count, &b) || !reach(computation, 2, count, &c))
      return false;
    for (uint64_t i = 0; i < count; i++) {
      float x, y;
      memcpy(&x, a + i * sizeof(x), sizeof(x));
      memcpy(&y, b + i * sizeof(y), sizeof(y));
      x += y;
      memcpy(c + i * sizeof(x), &x, sizeof(x));
    }
    return true;
  }
}

// An address that isn't the kernel's to use ends the context, as on hardware.
static void run(void *data) {
  const struct computation *computation = data;
  if (!compute(computation))
    sg_context_break(computation->context, CUDA_ERROR_ILLEGAL_ADDRESS);
}

CUresult sg_arithmetic_effect(const struct sg_function *function, struct sg_context *context, const uint64_t arguments[SG_ARGUMENTS],
                              uint64_t threads, struct sg_effect *out) {
  unsigned int parameters = parameters_of(function->computes);
  if (parameters == 0 || function->parameter_count != parameters)
    return CUDA_ERROR_INVALID_VALUE;
  uint64_t count = arguments[parameters - 1] < threads ? arguments[parameters - 1] : threads;
  struct computation *computation = malloc(sizeof(*computation));
  if (computation == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *computation = (struct computation){.context = context, .computes = function->computes, .count = count};
  memcpy(computation->arguments, arguments, sizeof(computation->arguments));
  *out = (struct sg_effect){.run = run, .release = free, .data = computation};
  return CUDA_SUCCESS;
}
