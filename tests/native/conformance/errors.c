#include "conformance.h"

CASE(cuGetErrorName, CUDA_SUCCESS, "of codes old and new") {
  const char *name = NULL;
  EXPECT(cuGetErrorName(CUDA_SUCCESS, &name), CUDA_SUCCESS);
  CHECK(name && strcmp(name, "CUDA_SUCCESS") == 0);
  EXPECT(cuGetErrorName(CUDA_ERROR_OUT_OF_MEMORY, &name), CUDA_SUCCESS);
  CHECK(name && strcmp(name, "CUDA_ERROR_OUT_OF_MEMORY") == 0);
  EXPECT(cuGetErrorName(CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, &name), CUDA_SUCCESS);
  CHECK(name && strcmp(name, "CUDA_ERROR_STREAM_CAPTURE_IMPLICIT") == 0);
  EXPECT(cuGetErrorName(CUDA_ERROR_UNKNOWN, &name), CUDA_SUCCESS);
  CHECK(name && strcmp(name, "CUDA_ERROR_UNKNOWN") == 0);
}

CASE(cuGetErrorName, CUDA_ERROR_INVALID_VALUE, "of no code") {
  const char *name = "something";
  EXPECT(cuGetErrorName((CUresult)12345, &name), CUDA_ERROR_INVALID_VALUE);
  CHECK(name == NULL);
}

CASE(cuGetErrorString, CUDA_SUCCESS, "words that programs look for") {
  const char *text = NULL;
  EXPECT(cuGetErrorString(CUDA_SUCCESS, &text), CUDA_SUCCESS);
  CHECK(text && strcmp(text, "no error") == 0);
  EXPECT(cuGetErrorString(CUDA_ERROR_OUT_OF_MEMORY, &text), CUDA_SUCCESS);
  CHECK(text && strcmp(text, "out of memory") == 0);
  EXPECT(cuGetErrorString(CUDA_ERROR_INVALID_VALUE, &text), CUDA_SUCCESS);
  CHECK(text && strcmp(text, "invalid argument") == 0);
}

CASE(cuGetErrorString, CUDA_ERROR_INVALID_VALUE, "of no code") {
  const char *text = "something";
  EXPECT(cuGetErrorString((CUresult)12345, &text), CUDA_ERROR_INVALID_VALUE);
  CHECK(text == NULL);
}
