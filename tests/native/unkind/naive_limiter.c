#include "naive_limiter.h"

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t greatest(int64_t a, int64_t b) { return a > b ? a : b; }

struct naive_limiter naive_limiter_make(int64_t sms, int64_t threads_per_sm, int64_t limit) {
  return (struct naive_limiter){.sms = sms, .threads_per_sm = threads_per_sm, .limit = limit, .pool = threads_per_sm * sms * 32};
}

bool naive_limiter_launch(struct naive_limiter *limiter, int64_t blocks) {
  if (!limiter->watched)
    return true;
  if (limiter->tokens < 0)
    return false;
  limiter->tokens -= blocks;
  return true;
}

void naive_limiter_tick(struct naive_limiter *limiter, int64_t utilisation) {
  limiter->watched = true;
  if (utilisation > 100)
    return;
  int64_t difference = greatest(5, utilisation > limiter->limit ? utilisation - limiter->limit : limiter->limit - utilisation);
  int64_t increment = limiter->sms * limiter->sms * limiter->threads_per_sm * difference / 2560;
  if (difference > limiter->limit / 2)
    increment = increment * difference * 2 / (limiter->limit + 1);
  limiter->share = utilisation <= limiter->limit ? least(limiter->pool, limiter->share + increment)
                                                 : greatest(0, limiter->share - increment);
  limiter->tokens = least(limiter->pool, limiter->tokens + limiter->share);
  if (limiter->share == limiter->pool && limiter->tokens < 0)
    limiter->pool *= 2;
}
