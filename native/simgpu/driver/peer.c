#include <stdlib.h>

#include "memory.h"

// Which contexts may use which others' memory. Few, so a list.
struct pair {
  struct pair *next;
  const struct sg_context *from, *to;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct pair *pairs;

static struct pair **find(const struct sg_context *from, const struct sg_context *to) {
  struct pair **link = &pairs;
  while (*link && ((*link)->from != from || (*link)->to != to))
    link = &(*link)->next;
  return link;
}

void sg_peers_drop_context(const struct sg_context *context) {
  pthread_mutex_lock(&lock);
  for (struct pair **link = &pairs; *link;) {
    struct pair *pair = *link;
    if (pair->from == context || pair->to == context) {
      *link = pair->next;
      free(pair);
    } else {
      link = &pair->next;
    }
  }
  pthread_mutex_unlock(&lock);
}

CUresult cuCtxEnablePeerAccess(CUcontext peerContext, unsigned int Flags) {
  SG_ENTRY();
  struct sg_context *context, *peer;
  SG_TRY(sg_context_current(&context));
  if (Flags)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_context_valid(peerContext, &peer) || peer == context)
    return CUDA_ERROR_INVALID_CONTEXT;
  int can = 0;
  cuDeviceCanAccessPeer(&can, context->ordinal, peer->ordinal);
  if (!can)
    return CUDA_ERROR_PEER_ACCESS_UNSUPPORTED;
  struct pair *pair = malloc(sizeof *pair);
  if (!pair)
    return CUDA_ERROR_OUT_OF_MEMORY;
  pthread_mutex_lock(&lock);
  bool already = *find(context, peer) != NULL;
  if (!already) {
    *pair = (struct pair){pairs, context, peer};
    pairs = pair;
  }
  pthread_mutex_unlock(&lock);
  if (already)
    free(pair);
  return already ? CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED : CUDA_SUCCESS;
}

CUresult cuCtxDisablePeerAccess(CUcontext peerContext) {
  SG_ENTRY();
  struct sg_context *context, *peer;
  SG_TRY(sg_context_current(&context));
  if (!sg_context_valid(peerContext, &peer))
    return CUDA_ERROR_INVALID_CONTEXT;
  pthread_mutex_lock(&lock);
  struct pair **link = find(context, peer), *pair = *link;
  if (pair)
    *link = pair->next;
  pthread_mutex_unlock(&lock);
  free(pair);
  return pair ? CUDA_SUCCESS : CUDA_ERROR_PEER_ACCESS_NOT_ENABLED;
}
