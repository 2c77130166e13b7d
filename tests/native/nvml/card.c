#include "card.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct node started(struct sg_description *description) {
  description->clock = SG_CLOCK_VIRTUAL;
  struct node node = node_make_described(description, 0);
  setenv("SIMGPU_STATE", node.path, 1);
  return node;
}

struct node card_node(const char *models) {
  static struct sg_description description;
  struct sg_description_error error;
  if (!sg_description_from_models(models, &description, &error))
    exit(1);
  return started(&description);
}

struct node card_node_described(const char *text) {
  static struct sg_description description;
  struct sg_description_error error;
  if (!sg_description_parse(text, strlen(text), &description, &error)) {
    printf("line %u, %s: %s\n", error.line, error.field, error.message);
    exit(1);
  }
  return started(&description);
}

nvmlDevice_t card(unsigned int index) {
  nvmlDevice_t device;
  nvmlReturn_t result = nvmlDeviceGetHandleByIndex_v2(index, &device);
  if (result == NVML_SUCCESS)
    return device;
  printf("FAIL card %u: %s\n", index, nvmlErrorString(result));
  exit(1);
}
