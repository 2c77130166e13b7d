// The forms for which the null stream is the thread's own.
#include "generic.h"

static void found_both_ways(const struct conformance_case *self) {
  const struct conformance_entry_point *entry = self->data;
  void *exported = conformance_api_find(entry->symbol), *found = NULL;
  CHECK(conformance_api_find(entry->plain));
  CHECK(exported != conformance_api_find(entry->plain));
  if (!conformance_api_find("cuGetProcAddress_v2") || entry->version > driver_version())
    return;
  EXPECT(cuGetProcAddress_v2(entry->name, &found, entry->version, CU_GET_PROC_ADDRESS_PER_THREAD_DEFAULT_STREAM, NULL),
         CUDA_SUCCESS);
  CHECK(found == exported);
  found = NULL;
  EXPECT(cuGetProcAddress_v2(entry->name, &found, entry->version, CU_GET_PROC_ADDRESS_LEGACY_STREAM, NULL), CUDA_SUCCESS);
  CHECK(found != exported);
}

__attribute__((constructor)) static void register_cases(void) {
  register_for("CUDA_SUCCESS", "exported, and found for per-thread streams", __FILE__, __LINE__, found_both_ways, NULL);
}
