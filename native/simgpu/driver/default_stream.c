#include "default_stream.h"

static _Thread_local enum sg_default_stream current = SG_DEFAULT_STREAM_LEGACY;

enum sg_default_stream sg_default_stream(void) {
  return current;
}

enum sg_default_stream sg_default_stream_enter(enum sg_default_stream meaning) {
  enum sg_default_stream before = current;
  current = meaning;
  return before;
}

void sg_default_stream_leave(enum sg_default_stream before) {
  current = before;
}
