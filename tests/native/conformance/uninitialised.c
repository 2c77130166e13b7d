// What entry points answer before cuInit, and without a context.
#include "generic.h"

static void before_init(const struct conformance_case *self) {
  expect_from(self->data, call_with(self->data, (struct words){.null_pointers = true}), CUDA_ERROR_NOT_INITIALIZED);
}

static void without_context(const struct conformance_case *self) {
  with_device();
  expect_from(self->data, call_with(self->data, (struct words){.number = 1}), CUDA_ERROR_INVALID_CONTEXT);
}

__attribute__((constructor)) static void register_cases(void) {
  register_for("CUDA_ERROR_NOT_INITIALIZED", "before cuInit", __FILE__, __LINE__, before_init, NULL);
  register_for("CUDA_ERROR_INVALID_CONTEXT", "without a context", __FILE__, __LINE__, without_context, NULL);
}
