#include "parts.h"

#include <errno.h>
#include <signal.h>

#include "libvgpu/lookup/unhooked.h"
#include "libvgpu/process/log.h"
#include "libvgpu/region/system.h"

enum { PAUSE_US = 50, SIGNALS_BYTES = 8 };

enum stage { NOTHING, FOUND, ATTACHED, DENIED };

static uint32_t stage;
static struct vgpu_region *found;
static int32_t starter;  // thread that is at it
static bool forgotten;

// No handler may leave this half-way.
static uint64_t block_signals(void) {
  const uint64_t all = UINT64_MAX;
  uint64_t before = 0;
  syscall(SYS_rt_sigprocmask, SIG_BLOCK, &all, &before, SIGNALS_BYTES);
  return before;
}

static void allow_signals(uint64_t before) { syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, SIGNALS_BYTES); }

// False: this thread is at it already, and something it calls calls a hook. A starter that isn't a thread of this process was
// one of the parent's.
static bool begin(void) {
  int32_t self = (int32_t)syscall(SYS_gettid), process = (int32_t)syscall(SYS_getpid);
  for (;;) {
    int32_t other = 0;
    if (__atomic_compare_exchange_n(&starter, &other, self, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
      return true;
    if (other == self)
      return false;
    if (syscall(SYS_tgkill, process, other, 0) != 0 && errno == ESRCH)
      __atomic_compare_exchange_n(&starter, &other, 0, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    vgpu_sleep_us(PAUSE_US);
  }
}

static void end(void) { __atomic_store_n(&starter, 0, __ATOMIC_SEQ_CST); }

static void set(enum stage to) { __atomic_store_n(&stage, to, __ATOMIC_SEQ_CST); }
static enum stage now(void) { return (enum stage)__atomic_load_n(&stage, __ATOMIC_ACQUIRE); }

struct vgpu_region *vgpu_region_found(void) { return now() == FOUND || now() == ATTACHED ? found : NULL; }

static void find(void) {
  char other[512];
  if (!vgpu_is_first_copy(other, sizeof(other))) {
    vgpu_log(VGPU_ERROR, "another copy of this library is loaded (%s): allocations and launches through this one are refused; "
             "load only one", other);
    set(DENIED);
    return;
  }
  found = vgpu_find_region();
  set(found != NULL ? FOUND : DENIED);
}

static void attach(void) {
  enum vgpu_region_result result = vgpu_region_attach(found);
  if (result != VGPU_REGION_OK)
    vgpu_log(VGPU_ERROR, "%s: allocations and launches are refused; %s", vgpu_region_result_text(result),
             result == VGPU_REGION_NO_SLOT ? "end some of the container's processes" : "restart the container");
  else if (!vgpu_region_knows_the_dead(found))
    vgpu_log_once(VGPU_INFO, "locks or /proc may not be used here: what killed processes held stays charged until others see it");
  forgotten = false;
  vgpu_watch_life();
  set(result == VGPU_REGION_OK ? ATTACHED : DENIED);
}

// A process that was forked past libc learns of it by its slot, which the child hasn't.
static void notice_fork(void) {
  if (now() != ATTACHED || vgpu_region_slot(found) >= 0)
    return;
  if (!forgotten) {
    vgpu_call_forgetters();
    vgpu_forget_ordinals();
  }
  set(FOUND);
}

void vgpu_begin_anew(void) {
  vgpu_call_forgetters();
  vgpu_forget_ordinals();
  forgotten = true;
  starter = 0;
  set(found != NULL ? FOUND : NOTHING);
}

static bool is_initialised(void) {
  __typeof__(&cuDeviceGetCount) get_count = VGPU_ASK(cuDeviceGetCount);
  int count;
  return get_count != NULL && get_count(&count) == CUDA_SUCCESS;
}

static enum vgpu_standing start(void) {
  const int error = errno;
  enum vgpu_standing standing = VGPU_NOT_STARTED;
  if (is_initialised()) {
    uint64_t signals = block_signals();
    if (begin()) {
      notice_fork();
      if (now() == NOTHING)
        find();
      if (now() == FOUND)
        attach();
      standing = now() == ATTACHED ? VGPU_GRANTED : VGPU_DENIED;
      end();
    } else {
      standing = VGPU_DENIED;
    }
    allow_signals(signals);
  }
  errno = error;
  return standing;
}

enum vgpu_standing vgpu_process_standing(void) {
  enum stage at = now();
  if (__builtin_expect(at == ATTACHED && vgpu_region_slot(found) >= 0, true))
    return VGPU_GRANTED;
  return at == DENIED ? VGPU_DENIED : start();
}

struct vgpu_region *vgpu_process_region(void) {
  if (now() == NOTHING) {
    const int error = errno;
    uint64_t signals = block_signals();
    if (begin()) {
      if (now() == NOTHING)
        find();
      end();
    }
    allow_signals(signals);
    errno = error;
  }
  struct vgpu_region *region = vgpu_region_found();
  // Whoever asks is about to read it.
  if (region != NULL)
    vgpu_region_is_whole(region);
  return region;
}

CUresult cuInit(unsigned int flags) {
  __typeof__(&cuInit) real = VGPU_REAL(cuInit);
  if (real == NULL)
    return (CUresult)vgpu_missing(VGPU_cuInit);
  if (!vgpu_enter())
    return real(flags);
  CUresult result = real(flags);
  if (result == CUDA_SUCCESS)
    vgpu_process_standing();
  vgpu_leave();
  return result;
}
