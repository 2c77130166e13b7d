// What the null stream means to the calling thread just now: the entry points with a _ptsz or _ptds suffix mean the thread's own.
#pragma once

enum sg_default_stream { SG_DEFAULT_STREAM_LEGACY, SG_DEFAULT_STREAM_PER_THREAD };

enum sg_default_stream sg_default_stream(void);

// Returns what it meant before, for sg_default_stream_leave.
enum sg_default_stream sg_default_stream_enter(enum sg_default_stream meaning);
void sg_default_stream_leave(enum sg_default_stream before);
