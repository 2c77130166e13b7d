// Nothing where something has to be.
#include "generic.h"

static void null_pointers(const struct conformance_case *self) {
  with_context();
  expect_from(self->data, call_with(self->data, (struct words){.null_pointers = true, .number = 1}), CUDA_ERROR_INVALID_VALUE);
}

static void null_handle(const struct conformance_case *self) {
  with_context();
  expect_from(self->data, call_with(self->data, (struct words){.number = 1}), CUDA_ERROR_INVALID_HANDLE);
}

static void no_such_device(const struct conformance_case *self) {
  with_device();
  expect_from(self->data, call_with(self->data, (struct words){.device = 9999, .number = 1}), CUDA_ERROR_INVALID_DEVICE);
}

__attribute__((constructor)) static void register_cases(void) {
  register_for("CUDA_ERROR_INVALID_VALUE", "NULL and nonsense addresses", __FILE__, __LINE__, null_pointers, NULL);
  register_for("CUDA_ERROR_INVALID_HANDLE", "a NULL handle", __FILE__, __LINE__, null_handle, NULL);
  register_for("CUDA_ERROR_INVALID_DEVICE", "a device that isn't there", __FILE__, __LINE__, no_such_device, NULL);
}
