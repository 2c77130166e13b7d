#include "image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forms.h"

enum { FAT_WRAPPER_MAGIC = 0x466243b1, FAT_MAGIC = 0xba55ed50 };

static bool grow(void **items, uint32_t count, uint32_t *capacity, size_t item_bytes) {
  if (count < *capacity)
    return true;
  uint32_t wanted = *capacity == 0 ? 8 : *capacity * 2;
  void *moved = realloc(*items, wanted * item_bytes);
  if (moved == NULL)
    return false;
  *items = moved;
  *capacity = wanted;
  return true;
}

struct sg_image_kernel *sg_image_find_kernel(const struct sg_image *image, const char *name) {
  for (uint32_t i = 0; i < image->kernel_count; i++) {
    if (strcmp(image->kernels[i].name, name) == 0)
      return &image->kernels[i];
  }
  return NULL;
}

struct sg_image_kernel *sg_image_add_kernel(struct sg_image *image, const char *name) {
  struct sg_image_kernel *kernel = sg_image_find_kernel(image, name);
  if (kernel != NULL)
    return kernel;
  if (!grow((void **)&image->kernels, image->kernel_count, &image->kernel_capacity, sizeof(*kernel)))
    return NULL;
  kernel = &image->kernels[image->kernel_count++];
  memset(kernel, 0, sizeof(*kernel));
  snprintf(kernel->name, sizeof(kernel->name), "%s", name);
  return kernel;
}

struct sg_image_variable *sg_image_add_variable(struct sg_image *image, const char *name) {
  if (!grow((void **)&image->variables, image->variable_count, &image->variable_capacity, sizeof(*image->variables)))
    return NULL;
  struct sg_image_variable *variable = &image->variables[image->variable_count++];
  memset(variable, 0, sizeof(*variable));
  snprintf(variable->name, sizeof(variable->name), "%s", name);
  return variable;
}

void sg_image_release(struct sg_image *image) {
  free(image->kernels);
  free(image->variables);
  memset(image, 0, sizeof(*image));
}

bool sg_image_merge(struct sg_image *into, const struct sg_image *from) {
  for (uint32_t i = 0; i < from->kernel_count; i++) {
    struct sg_image_kernel *kernel = sg_image_add_kernel(into, from->kernels[i].name);
    if (kernel == NULL)
      return false;
    *kernel = from->kernels[i];
  }
  for (uint32_t i = 0; i < from->variable_count; i++) {
    struct sg_image_variable *variable = sg_image_add_variable(into, from->variables[i].name);
    if (variable == NULL)
      return false;
    *variable = from->variables[i];
  }
  into->names_unknown |= from->names_unknown;
  return true;
}

static void write_kernel(FILE *out, const struct sg_image_kernel *kernel) {
  static const char *const computes[] = {"nothing", "copy", "fill", "vecadd"};
  fprintf(out, "kernel %s us=%lu.%03lu us_per_wave=%lu.%03lu sms=%u jitter=%u%% computes=%s regs=%u shared=%u local=%u const=%u",
          kernel->name, kernel->duration_ns / 1000, kernel->duration_ns % 1000, kernel->duration_per_wave_ns / 1000,
          kernel->duration_per_wave_ns % 1000, kernel->sms, kernel->jitter_percent, computes[kernel->computes],
          kernel->registers, kernel->shared_bytes, kernel->local_bytes, kernel->const_bytes);
  if (kernel->max_threads != 0)
    fprintf(out, " threads=%u", kernel->max_threads);
  if (kernel->cluster[0] != 0)
    fprintf(out, " cluster=%u,%u,%u", kernel->cluster[0], kernel->cluster[1], kernel->cluster[2]);
  if (kernel->parameters_known)
    fprintf(out, " params=");
  for (uint32_t p = 0; p < kernel->parameter_count; p++)
    fprintf(out, "%s%u@%u", p == 0 ? "" : ",", kernel->parameters[p].size, kernel->parameters[p].offset);
  fputc('\n', out);
}

char *sg_image_write(const struct sg_image *image, size_t *size) {
  static const char *const kinds[] = {"global", "managed", "texture", "surface"};
  char *text = NULL;
  FILE *out = open_memstream(&text, size);
  if (out == NULL)
    return NULL;
  fputs(image->names_unknown ? "simgpu 1 unknown\n" : "simgpu 1\n", out);
  for (uint32_t i = 0; i < image->kernel_count; i++)
    write_kernel(out, &image->kernels[i]);
  for (uint32_t i = 0; i < image->variable_count; i++)
    fprintf(out, "%s %s %lu\n", kinds[image->variables[i].kind], image->variables[i].name, image->variables[i].bytes);
  bool failed = fclose(out) != 0;
  if (failed)
    free(text);
  return failed ? NULL : text;
}

static bool begins(const uint8_t *data, size_t size, const char *with) {
  return size >= strlen(with) && strncmp((const char *)data, with, strlen(with)) == 0;
}

static uint32_t word(const uint8_t *data) {
  uint32_t value;
  memcpy(&value, data, sizeof(value));
  return value;
}

static enum sg_image_result parse(const uint8_t *data, size_t size, uint32_t capability, struct sg_image *out, char *message,
                                  size_t message_size) {
  if (begins(data, size, "\177ELF"))
    return sg_image_parse_elf(data, size, out);
  bool fat = size >= 4 && data[0] != 0 && data[1] != 0 && data[2] != 0 && data[3] != 0;
  if (fat && word(data) == (uint32_t)FAT_WRAPPER_MAGIC) {
    // The wrapper that compilers put into programs points at the binary itself.
    const uint8_t *inner;
    if (size < 16)
      return SG_IMAGE_INVALID;
    memcpy(&inner, data + 8, sizeof(inner));
    return size != SIZE_MAX || inner == NULL || word(inner) != (uint32_t)FAT_MAGIC
               ? SG_IMAGE_INVALID : sg_image_parse_fat(inner, SIZE_MAX, capability, out, message, message_size);
  }
  if (fat && word(data) == (uint32_t)FAT_MAGIC)
    return sg_image_parse_fat(data, size, capability, out, message, message_size);
  size_t length = strnlen((const char *)data, size);
  if (begins(data, length, "simgpu"))
    return sg_image_parse_text((const char *)data, length, out, message, message_size);
  return sg_image_parse_ptx((const char *)data, length, out, message, message_size);
}

enum sg_image_result sg_image_parse(const void *data, size_t size, uint32_t capability, struct sg_image *out, char *message,
                                    size_t message_size) {
  memset(out, 0, sizeof(*out));
  if (message_size > 0)
    message[0] = '\0';
  enum sg_image_result result = parse(data, size, capability, out, message, message_size);
  if (result != SG_IMAGE_OK)
    sg_image_release(out);
  return result;
}
