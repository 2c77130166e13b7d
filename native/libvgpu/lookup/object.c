#include "object.h"

#include <dlfcn.h>
#include <string.h>

// glibc writes addresses into the dynamic section, musl and the kernel's own object leave offsets.
static const void *address_of(const struct vgpu_object *object, ElfW(Addr) value) {
  return (const void *)(value < object->base ? value + object->base : value);
}

static const void *entry(const struct vgpu_object *object, ElfW(Sxword) tag) {
  for (const ElfW(Dyn) *dynamic = object->dynamic; dynamic->d_tag != DT_NULL; dynamic++)
    if (dynamic->d_tag == tag)
      return address_of(object, dynamic->d_un.d_ptr);
  return NULL;
}

static const char *name_of(const struct vgpu_object *object) {
  const char *strings = entry(object, DT_STRTAB);
  for (const ElfW(Dyn) *dynamic = object->dynamic; strings && dynamic->d_tag != DT_NULL; dynamic++)
    if (dynamic->d_tag == DT_SONAME)
      return strings + dynamic->d_un.d_val;
  const char *slash = strrchr(object->path, '/');
  return slash ? slash + 1 : object->path;
}

static bool describe(const struct dl_phdr_info *info, struct vgpu_object *object) {
  *object = (struct vgpu_object){.base = info->dlpi_addr, .path = info->dlpi_name ? info->dlpi_name : ""};
  for (int i = 0; i < info->dlpi_phnum; i++)
    if (info->dlpi_phdr[i].p_type == PT_DYNAMIC)
      object->dynamic = (const void *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
  if (!object->dynamic)
    return false;
  object->name = name_of(object);
  return true;
}

static bool begins(const char *text, const char *prefix) {
  return strncmp(text, prefix, strlen(prefix)) == 0;
}

struct by_name {
  const char *prefix;
  struct vgpu_object *object;
};

static int match_name(struct dl_phdr_info *info, size_t size, void *wanted) {
  (void)size;
  struct by_name *by = wanted;
  return describe(info, by->object) && begins(by->object->name, by->prefix);
}

bool vgpu_object_named(const char *prefix, struct vgpu_object *object) {
  struct by_name by = {prefix, object};
  return dl_iterate_phdr(match_name, &by);
}

struct by_address {
  uintptr_t address;
  struct vgpu_object *object;
};

static int match_address(struct dl_phdr_info *info, size_t size, void *wanted) {
  (void)size;
  struct by_address *by = wanted;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[i];
    if (header->p_type == PT_LOAD && by->address - (info->dlpi_addr + header->p_vaddr) < header->p_memsz)
      return describe(info, by->object) ? 1 : -1;
  }
  return 0;
}

bool vgpu_object_at(const void *address, struct vgpu_object *object) {
  struct by_address by = {(uintptr_t)address, object};
  return dl_iterate_phdr(match_address, &by) == 1;
}

struct symbols {
  const ElfW(Sym) *table;
  const char *strings;
  const ElfW(Half) *versions;
  uintptr_t base;
};

// An indirect function's address would be that of its resolver.
static void *defined(const struct symbols *symbols, uint32_t at, const char *name) {
  const ElfW(Sym) *symbol = &symbols->table[at];
  const unsigned int type = ELF64_ST_TYPE(symbol->st_info);
  const bool hidden_version = symbols->versions && symbols->versions[at] & 0x8000;
  return symbol->st_shndx != SHN_UNDEF && symbol->st_value && type != STT_GNU_IFUNC && type != STT_TLS && !hidden_version &&
             strcmp(symbols->strings + symbol->st_name, name) == 0
             ? (void *)(symbols->base + symbol->st_value)
             : NULL;
}

static void *in_gnu_hash(const uint32_t *table, const struct symbols *symbols, const char *name) {
  uint32_t hash = 5381;
  for (const unsigned char *c = (const void *)name; *c; c++)
    hash = hash * 33 + *c;
  const uint32_t buckets = table[0], first = table[1], bloom_words = table[2], bloom_shift = table[3];
  const ElfW(Addr) *bloom = (const void *)&table[4];
  const uint32_t *bucket = (const void *)&bloom[bloom_words], *chain = &bucket[buckets];
  const unsigned int bits = 8 * sizeof *bloom;
  const ElfW(Addr) word = bloom[hash / bits % bloom_words];
  if (!buckets || !(word >> hash % bits & word >> (hash >> bloom_shift) % bits & 1))
    return NULL;
  uint32_t at = bucket[hash % buckets];
  if (at < first)
    return NULL;
  do {
    void *found = (chain[at - first] | 1) == (hash | 1) ? defined(symbols, at, name) : NULL;
    if (found)
      return found;
  } while (!(chain[at++ - first] & 1));
  return NULL;
}

static void *in_old_hash(const uint32_t *table, const struct symbols *symbols, const char *name) {
  uint32_t hash = 0;
  for (const unsigned char *c = (const void *)name; *c; c++) {
    hash = (hash << 4) + *c;
    hash = (hash ^ (hash >> 24 & 0xf0)) & 0x0fffffff;
  }
  const uint32_t buckets = table[0], *bucket = &table[2], *chain = &bucket[buckets];
  for (uint32_t at = buckets ? bucket[hash % buckets] : 0; at; at = chain[at]) {
    void *found = defined(symbols, at, name);
    if (found)
      return found;
  }
  return NULL;
}

void *vgpu_object_symbol(const struct vgpu_object *object, const char *name) {
  const struct symbols symbols = {
    .table = entry(object, DT_SYMTAB),
    .strings = entry(object, DT_STRTAB),
    .versions = entry(object, DT_VERSYM),
    .base = object->base,
  };
  if (!symbols.table || !symbols.strings)
    return NULL;
  const uint32_t *table = entry(object, DT_GNU_HASH);
  if (table)
    return in_gnu_hash(table, &symbols, name);
  table = entry(object, DT_HASH);
  return table ? in_old_hash(table, &symbols, name) : NULL;
}

struct libc_symbol {
  const char *name;
  void *address;
};

static int match_libc(struct dl_phdr_info *info, size_t size, void *wanted) {
  (void)size;
  struct libc_symbol *symbol = wanted;
  struct vgpu_object object;
  static const char *const names[] = {"libc.so", "libdl.so", "libpthread.so", "libc.musl", "ld-musl"};
  if (!describe(info, &object))
    return 0;
  const char *slash = strrchr(object.path, '/'), *file = slash ? slash + 1 : object.path;
  // By file name: the soname of musl is libc.so, but it is mapped as ld-musl; a miss goes on to the next object.
  for (size_t i = 0; i < sizeof names / sizeof *names && !symbol->address; i++)
    if (begins(file, names[i]))
      symbol->address = vgpu_object_symbol(&object, symbol->name);
  return symbol->address != NULL;
}

void *vgpu_libc_symbol(const char *name) {
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
  // What the sanitizer put before it: a thread that was begun past it would be none.
  return dlsym(RTLD_DEFAULT, name);
#endif
  struct libc_symbol symbol = {name, NULL};
  dl_iterate_phdr(match_libc, &symbol);
  return symbol.address;
}
