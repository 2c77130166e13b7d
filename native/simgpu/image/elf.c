// Device code as the vendor's compilers make it: an ELF file whose tables name its kernels and variables.
#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "forms.h"

enum {
  MACHINE_CUDA = 190,
  SYMBOL_IS_ENTRY = 0x10,           // in a symbol's st_other
  INFO_FORMAT_SIZED = 4,
  INFO_PARAMETER = 0x17,
  ABI_WITH_WIDE_TARGET = 8,         // from here on the target stands in the second byte of the flags
};

struct elf {
  const uint8_t *data;
  size_t size;
  Elf64_Ehdr header;
  const char *names;
  size_t names_size;
};

static bool read_at(const struct elf *elf, uint64_t offset, void *out, size_t bytes) {
  if (offset > elf->size || elf->size - offset < bytes)
    return false;
  memcpy(out, elf->data + offset, bytes);
  return true;
}

static bool section(const struct elf *elf, uint32_t index, Elf64_Shdr *out) {
  if (index >= elf->header.e_shnum ||
      !read_at(elf, elf->header.e_shoff + (uint64_t)index * elf->header.e_shentsize, out, sizeof(*out)))
    return false;
  return out->sh_type == SHT_NOBITS || (out->sh_offset <= elf->size && out->sh_size <= elf->size - out->sh_offset);
}

// A string of a string table; "" when it isn't one.
static const char *string_of(const char *table, size_t size, uint32_t offset) {
  return offset < size && memchr(table + offset, '\0', size - offset) != NULL ? table + offset : "";
}

static const char *section_name(const struct elf *elf, const Elf64_Shdr *header) {
  return string_of(elf->names, elf->names_size, header->sh_name);
}

static const char *behind(const char *text, const char *prefix) {
  return strncmp(text, prefix, strlen(prefix)) == 0 ? text + strlen(prefix) : NULL;
}

// With cuModuleLoadData nobody says how long the image is: it ends with the last section or the table of them.
static size_t own_size(const uint8_t *data, const Elf64_Ehdr *header) {
  uint64_t end = header->e_shoff + (uint64_t)header->e_shnum * header->e_shentsize;
  for (uint32_t i = 0; i < header->e_shnum; i++) {
    Elf64_Shdr entry;
    memcpy(&entry, data + header->e_shoff + (uint64_t)i * header->e_shentsize, sizeof(entry));
    if (entry.sh_type != SHT_NOBITS && entry.sh_offset + entry.sh_size > end)
      end = entry.sh_offset + entry.sh_size;
  }
  return end;
}

static void read_parameters(const struct elf *elf, const Elf64_Shdr *info, struct sg_image_kernel *kernel) {
  kernel->parameters_known = true;
  for (uint64_t at = info->sh_offset; at + 4 <= info->sh_offset + info->sh_size;) {
    uint8_t format, attribute;
    uint16_t length;
    if (!read_at(elf, at, &format, 1) || !read_at(elf, at + 1, &attribute, 1) || !read_at(elf, at + 2, &length, 2))
      return;
    struct { uint32_t index; uint16_t ordinal, offset; uint32_t flags; } parameter;
    at += 4;
    if (format != INFO_FORMAT_SIZED)
      continue;
    if (attribute == INFO_PARAMETER && length >= sizeof(parameter) && read_at(elf, at, &parameter, sizeof(parameter)) &&
        parameter.ordinal < SG_IMAGE_PARAMETERS) {
      kernel->parameters[parameter.ordinal].offset = parameter.offset;
      kernel->parameters[parameter.ordinal].size = parameter.flags >> 18 & 0x3fff;
      if (kernel->parameter_count <= parameter.ordinal)
        kernel->parameter_count = parameter.ordinal + 1u;
    }
    at += length;
  }
}

static bool read_sections(const struct elf *elf, struct sg_image *out) {
  Elf64_Shdr header;
  for (uint32_t i = 0; i < elf->header.e_shnum; i++) {
    const char *name;
    if (section(elf, i, &header) && (name = behind(section_name(elf, &header), ".text.")) != NULL && name[0] != '\0' &&
        strlen(name) < SG_IMAGE_NAME) {
      struct sg_image_kernel *kernel = sg_image_add_kernel(out, name);
      if (kernel == NULL)
        return false;
      kernel->registers = header.sh_info >> 24;
    }
  }
  for (uint32_t i = 0; i < elf->header.e_shnum; i++) {
    if (!section(elf, i, &header))
      continue;
    const char *name = section_name(elf, &header), *of;
    struct sg_image_kernel *kernel;
    if ((of = behind(name, ".nv.info.")) != NULL && (kernel = sg_image_find_kernel(out, of)) != NULL)
      read_parameters(elf, &header, kernel);
    if ((of = behind(name, ".nv.shared.")) != NULL && (kernel = sg_image_find_kernel(out, of)) != NULL)
      kernel->shared_bytes = (uint32_t)header.sh_size;
    if ((of = behind(name, ".nv.constant0.")) != NULL && (kernel = sg_image_find_kernel(out, of)) != NULL)
      kernel->const_bytes = (uint32_t)header.sh_size;
  }
  return true;
}

// Device functions have a section of their own too: only what the symbol table calls an entry is a kernel, if it calls any so.
static void keep_entries(struct sg_image *out, const bool *entries, uint32_t count) {
  bool any = false;
  for (uint32_t i = 0; i < count; i++)
    any |= entries[i];
  uint32_t kept = 0;
  for (uint32_t i = 0; any && i < count; i++) {
    if (entries[i])
      out->kernels[kept++] = out->kernels[i];
  }
  if (any)
    out->kernel_count = kept;
}

static bool read_symbols(const struct elf *elf, const Elf64_Shdr *table, struct sg_image *out) {
  Elf64_Shdr strings;
  bool entries[4096] = {false};
  uint32_t kernels = out->kernel_count < 4096 ? out->kernel_count : 4096;
  if (table->sh_entsize < sizeof(Elf64_Sym) || !section(elf, table->sh_link, &strings))
    return true;
  for (uint64_t i = 0; i < table->sh_size / table->sh_entsize; i++) {
    Elf64_Sym symbol;
    Elf64_Shdr where;
    if (!read_at(elf, table->sh_offset + i * table->sh_entsize, &symbol, sizeof(symbol)))
      return true;
    const char *name = string_of((const char *)elf->data + strings.sh_offset, strings.sh_size, symbol.st_name);
    uint8_t type = ELF64_ST_TYPE(symbol.st_info);
    if (type == STT_FUNC && (symbol.st_other & SYMBOL_IS_ENTRY) != 0) {
      struct sg_image_kernel *kernel = sg_image_find_kernel(out, name);
      if (kernel != NULL && (size_t)(kernel - out->kernels) < kernels)
        entries[kernel - out->kernels] = true;
    }
    if (type != STT_OBJECT || symbol.st_size == 0 || name[0] == '\0' || !section(elf, symbol.st_shndx, &where))
      continue;
    const char *in = section_name(elf, &where);
    if (behind(in, ".nv.global") == NULL && behind(in, ".nv.constant3") == NULL)
      continue;
    struct sg_image_variable *variable = sg_image_add_variable(out, name);
    if (variable == NULL)
      return false;
    variable->bytes = symbol.st_size;
  }
  if (out->kernel_count <= 4096)
    keep_entries(out, entries, kernels);
  return true;
}

enum sg_image_result sg_image_parse_elf(const uint8_t *data, size_t size, struct sg_image *out) {
  struct elf elf = {.data = data, .size = size};
  out->form = SG_IMAGE_ELF;
  if (!read_at(&elf, 0, &elf.header, sizeof(elf.header)) || elf.header.e_ident[EI_CLASS] != ELFCLASS64 ||
      elf.header.e_machine != MACHINE_CUDA || elf.header.e_shentsize < sizeof(Elf64_Shdr))
    return SG_IMAGE_INVALID;
  if (size == SIZE_MAX)
    elf.size = own_size(data, &elf.header);
  out->target = elf.header.e_ident[EI_ABIVERSION] >= ABI_WITH_WIDE_TARGET ? elf.header.e_flags >> 8 & 0xff
                                                                          : elf.header.e_flags & 0xff;
  Elf64_Shdr names;
  if (!section(&elf, elf.header.e_shstrndx, &names))
    return SG_IMAGE_INVALID;
  elf.names = (const char *)data + names.sh_offset;
  elf.names_size = names.sh_size;
  if (!read_sections(&elf, out))
    return SG_IMAGE_NO_MEMORY;
  for (uint32_t i = 0; i < elf.header.e_shnum; i++) {
    Elf64_Shdr header;
    if (section(&elf, i, &header) && header.sh_type == SHT_SYMTAB && !read_symbols(&elf, &header, out))
      return SG_IMAGE_NO_MEMORY;
  }
  return SG_IMAGE_OK;
}
