// The forms an image comes in, for image.c.
#pragma once

#include "image.h"

enum sg_image_result sg_image_parse_text(const char *text, size_t size, struct sg_image *out, char *message, size_t message_size);
enum sg_image_result sg_image_parse_ptx(const char *text, size_t size, struct sg_image *out, char *message, size_t message_size);
enum sg_image_result sg_image_parse_elf(const uint8_t *data, size_t size, struct sg_image *out);
enum sg_image_result sg_image_parse_fat(const uint8_t *data, size_t size, uint32_t capability, struct sg_image *out, char *message,
                                        size_t message_size);

// What follows `kernel ` in a line of text. False, with a message: something in it is not understood.
bool sg_image_kernel_line(const char *line, size_t length, struct sg_image *image, char *message, size_t message_size);
