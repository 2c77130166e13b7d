#include "conformance.h"

CASE(cuInit, CUDA_SUCCESS, "once and again") {
  EXPECT(cuInit(0), CUDA_SUCCESS);
  EXPECT(cuInit(0), CUDA_SUCCESS);
}

CASE(cuInit, CUDA_ERROR_INVALID_VALUE, "flags other than 0") {
  EXPECT(cuInit(1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuDriverGetVersion, CUDA_SUCCESS, "before cuInit and after it") {
  int before = 0, after = 0;
  EXPECT(cuDriverGetVersion(&before), CUDA_SUCCESS);
  CHECK(before >= 9000 && before % 10 == 0);
  REQUIRE(cuInit(0));
  EXPECT(cuDriverGetVersion(&after), CUDA_SUCCESS);
  CHECK(after == before);
}

CASE(cuDriverGetVersion, CUDA_ERROR_INVALID_VALUE, "to nowhere") {
  EXPECT(cuDriverGetVersion(NULL), CUDA_ERROR_INVALID_VALUE);
}
