// Processors and memory near a card, as the host's own NUMA nodes are.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nvml.h"

enum { WORD_BITS = 8 * sizeof(unsigned long) };

// Sets the bits of a list such as "0-3,8". False: not to be read.
static bool set_from_list(const char *path, unsigned long *set, unsigned int words) {
  FILE *file = fopen(path, "re");
  if (file == NULL)
    return false;
  unsigned int from, to;
  while (fscanf(file, "%u", &from) == 1) {
    to = from;
    int next = fgetc(file);
    if (next == '-' && fscanf(file, "%u", &to) == 1)
      next = fgetc(file);
    for (unsigned int i = from; i <= to && i / WORD_BITS < words; i++)
      set[i / WORD_BITS] |= 1ul << i % WORD_BITS;
    if (next != ',')
      break;
  }
  fclose(file);
  return true;
}

static nvmlReturn_t processors(uint32_t device, unsigned int words, unsigned long *set) {
  if (set == NULL || words == 0)
    return NVML_ERROR_INVALID_ARGUMENT;
  memset(set, 0, words * sizeof(*set));
  char path[96];
  int32_t node = sg_nvml_description(device)->numa_node;
  snprintf(path, sizeof(path), "/sys/devices/system/node/node%d/cpulist", node);
  // The simulated node may have NUMA nodes that this machine lacks: then all processors are as near.
  if (node >= 0 && set_from_list(path, set, words))
    return NVML_SUCCESS;
  long count = sysconf(_SC_NPROCESSORS_CONF);
  for (long i = 0; i < count && i / WORD_BITS < words; i++)
    set[i / WORD_BITS] |= 1ul << i % WORD_BITS;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetCpuAffinity(nvmlDevice_t device, unsigned int cpuSetSize, unsigned long *cpuSet) {
  SG_NVML_CARD(device, index);
  return processors(index, cpuSetSize, cpuSet);
}

nvmlReturn_t nvmlDeviceGetCpuAffinityWithinScope(nvmlDevice_t device, unsigned int cpuSetSize, unsigned long *cpuSet,
                                                 nvmlAffinityScope_t scope) {
  SG_NVML_CARD(device, index);
  if (scope > NVML_AFFINITY_SCOPE_SOCKET)
    return NVML_ERROR_INVALID_ARGUMENT;
  return processors(index, cpuSetSize, cpuSet);
}

nvmlReturn_t nvmlDeviceGetMemoryAffinity(nvmlDevice_t device, unsigned int nodeSetSize, unsigned long *nodeSet,
                                         nvmlAffinityScope_t scope) {
  SG_NVML_CARD(device, index);
  if (nodeSet == NULL || nodeSetSize == 0 || scope > NVML_AFFINITY_SCOPE_SOCKET)
    return NVML_ERROR_INVALID_ARGUMENT;
  memset(nodeSet, 0, nodeSetSize * sizeof(*nodeSet));
  int32_t node = sg_nvml_description(index)->numa_node;
  uint32_t bit = node < 0 ? 0 : (uint32_t)node;
  if (bit / WORD_BITS < nodeSetSize)
    nodeSet[bit / WORD_BITS] |= 1ul << bit % WORD_BITS;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetNumaNodeId(nvmlDevice_t device, unsigned int *node) {
  SG_NVML_CARD(device, index);
  (void)index, (void)node;
  return NVML_ERROR_NOT_SUPPORTED;  // the card's own memory is no node of the host's
}
