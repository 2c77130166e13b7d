// What is read out of module images, and that damaged ones are refused or read, never followed.
#include <elf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../check.h"
#include "simgpu/image/image.h"

static struct sg_image image;
static char message[256];

static enum sg_image_result parse(const void *data, size_t size) {
  return sg_image_parse(data, size, 80, &image, message, sizeof message);
}

static enum sg_image_result parse_text(const char *text) {
  return parse(text, strlen(text));
}

static const char ptx[] =
    "// made by hand\n"
    ".version 7.4\n.target sm_70, debug /* a comment\n over lines */\n.address_size 64\n"
    ".extern .func (.param .b32 r) vprintf (.param .b64 a, .param .b64 b);\n"
    ".global .align 8 .b8 table[3][16];\n"
    ".const .f32 half = 0f3F000000;\n"
    ".extern .shared .align 16 .b8 dynamic[];\n"
    ".global .align 1 .b8 text[] = {104, 105, 0};\n"
    ".visible .global .attribute(.managed) .u64 both;\n"
    ".func (.param .b32 r) helper(.param .b32 x) {\n  { .reg .b32 %r1; }\n  ret;\n}\n"
    "//simgpu kernel main_us9 sms=3 jitter=5%\n"
    ".visible .entry main_us9(\n  .param .u8 a,\n  .param .align 16 .b8 b[40],\n  .param .u64 .ptr .global .align 4 c\n)\n"
    ".reqntid 8, 4, 2\n.minnctapersm 2\n{\n  .shared .align 4 .b8 room[100];\n  .shared .u32 one;\n  ret;\n}\n"
    ".entry empty { ret; }\n";

static void ptx_says_names_sizes_and_parameters(void) {
  CHECK_NUMBER("PTX is read", parse_text(ptx), SG_IMAGE_OK);
  CHECK_NUMBER("its version", image.ptx_version, 74);
  CHECK_NUMBER("its target", image.target, 70);
  CHECK_NUMBER("entries alone are kernels", image.kernel_count, 2);
  const struct sg_image_kernel *kernel = sg_image_find_kernel(&image, "main_us9");
  CHECK_NUMBER("three parameters", kernel->parameter_count, 3);
  CHECK_NUMBER("the second where its alignment puts it", kernel->parameters[1].offset, 16);
  CHECK_NUMBER("with its size", kernel->parameters[1].size, 40);
  CHECK_NUMBER("a pointer's alignment is what it points to", kernel->parameters[2].offset, 56);
  CHECK_NUMBER("required threads", kernel->max_threads, 64);
  CHECK_NUMBER("shared memory of its own", kernel->shared_bytes, 104);
  CHECK_NUMBER("the comment's multiprocessors", kernel->sms, 3);
  CHECK_NUMBER("and jitter", kernel->jitter_percent, 5);
  CHECK_NUMBER("variables, without external ones", image.variable_count, 4);
  CHECK_NUMBER("an array's bytes", image.variables[0].bytes, 48);
  CHECK_NUMBER("an initialiser's bytes", image.variables[2].bytes, 3);
  CHECK_NUMBER("managed", image.variables[3].kind, SG_VARIABLE_MANAGED);
  sg_image_release(&image);
}

static void mistakes_are_found_with_their_line(void) {
  CHECK_NUMBER("a stray word", parse_text(".version 7.0\n.target sm_50\n.address_size 64\nhello;\n"), SG_IMAGE_INVALID_PTX);
  CHECK("its line is said", strstr(message, "line 4") != NULL, "%s", message);
  CHECK_NUMBER("no target", parse_text(".version 7.0\n.entry k { ret; }\n"), SG_IMAGE_INVALID_PTX);
  CHECK_NUMBER("no end", parse_text(".version 7.0\n.target sm_50\n.entry k { ret;\n"), SG_IMAGE_INVALID_PTX);
  CHECK_NUMBER("a parameter without type", parse_text(".version 7.0\n.target sm_50\n.entry k(.param x) { ret; }\n"), SG_IMAGE_INVALID_PTX);
  CHECK_NUMBER("nothing known", parse_text("hello\n"), SG_IMAGE_INVALID);
  CHECK_NUMBER("nothing", parse_text(""), SG_IMAGE_INVALID);
  CHECK_NUMBER("a field that isn't one", parse_text("simgpu 1\nkernel k speed=9\n"), SG_IMAGE_INVALID);
  CHECK("is named", strstr(message, "speed") != NULL, "%s", message);
  CHECK_NUMBER("another version", parse_text("simgpu 2\n"), SG_IMAGE_INVALID);
  CHECK_NUMBER("a number too large", parse_text("simgpu 1\nglobal g 99999999999999999999\n"), SG_IMAGE_INVALID);
}

static void text_comes_back_as_it_was(void) {
  struct sg_image again;
  size_t size;
  CHECK_NUMBER("text is read", parse_text("simgpu 1\n# note\nkernel k us=1.5 us_per_wave=0.25 sms=4 jitter=3% computes=copy "
                                          "params=8,8,4,1,8 regs=64 shared=128 threads=256\nmanaged m 12\ntexture t\n"),
               SG_IMAGE_OK);
  char *text = sg_image_write(&image, &size);
  CHECK_NUMBER("and read again", sg_image_parse(text, size, 80, &again, message, sizeof message), SG_IMAGE_OK);
  CHECK("the same kernel", image.kernel_count == 1 && again.kernel_count == 1 &&
                               memcmp(image.kernels, again.kernels, sizeof *image.kernels) == 0, "%s", text);
  CHECK_NUMBER("a duration with decimals, ns", again.kernels[0].duration_ns, 1500);
  CHECK_NUMBER("the last parameter is aligned", again.kernels[0].parameters[4].offset, 24);
  CHECK_NUMBER("its variables", again.variable_count, 2);
  free(text);
  sg_image_release(&again);
  sg_image_release(&image);
}

// An ELF file with one kernel, one device function and one variable.
static size_t make_elf(uint8_t out[4096]) {
  static const char names[] = "\0.shstrtab\0.strtab\0.symtab\0.text.kern\0.text.helper\0.nv.info.kern\0.nv.shared.kern\0.nv.global\0";
  static const char symbols[] = "\0kern\0helper\0counter\0";
  enum { NAMES = 1, STRINGS, SYMBOLS, KERNEL, HELPER, INFO, SHARED, GLOBAL, SECTIONS };
  memset(out, 0, 4096);
  Elf64_Ehdr header = {.e_type = ET_EXEC, .e_machine = 190, .e_version = 1, .e_shoff = 2048, .e_flags = 80, .e_ehsize = sizeof header,
                       .e_shentsize = sizeof(Elf64_Shdr), .e_shnum = SECTIONS, .e_shstrndx = NAMES};
  memcpy(header.e_ident, "\177ELF\2\1\1\63\7", 9);
  uint32_t info[] = {0x000c1704, 0, 0x00080001, 4u << 18, 0x000c1704, 0, 0x00000000, 8u << 18};
  Elf64_Sym table[] = {{0},
                       {.st_name = 1, .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), .st_other = 0x10, .st_shndx = KERNEL},
                       {.st_name = 6, .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), .st_shndx = HELPER},
                       {.st_name = 13, .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT), .st_size = 24, .st_shndx = GLOBAL}};
  Elf64_Shdr sections[SECTIONS] = {
      [NAMES] = {.sh_name = 1, .sh_type = SHT_STRTAB, .sh_offset = 512, .sh_size = sizeof names},
      [STRINGS] = {.sh_name = 11, .sh_type = SHT_STRTAB, .sh_offset = 700, .sh_size = sizeof symbols},
      [SYMBOLS] = {.sh_name = 19, .sh_type = SHT_SYMTAB, .sh_offset = 800, .sh_size = sizeof table, .sh_link = STRINGS,
                   .sh_entsize = sizeof(Elf64_Sym)},
      [KERNEL] = {.sh_name = 27, .sh_type = SHT_PROGBITS, .sh_offset = 1000, .sh_size = 16, .sh_info = 40u << 24},
      [HELPER] = {.sh_name = 38, .sh_type = SHT_PROGBITS, .sh_offset = 1016, .sh_size = 16},
      [INFO] = {.sh_name = 51, .sh_type = SHT_LOPROC, .sh_offset = 1100, .sh_size = sizeof info},
      [SHARED] = {.sh_name = 65, .sh_type = SHT_NOBITS, .sh_size = 2048},
      [GLOBAL] = {.sh_name = 81, .sh_type = SHT_NOBITS, .sh_size = 24},
  };
  memcpy(out, &header, sizeof header);
  memcpy(out + 512, names, sizeof names);
  memcpy(out + 700, symbols, sizeof symbols);
  memcpy(out + 800, table, sizeof table);
  memcpy(out + 1100, info, sizeof info);
  memcpy(out + 2048, sections, sizeof sections);
  return 2048 + sizeof sections;
}

static void elf_says_what_its_tables_say(void) {
  uint8_t elf[4096];
  size_t size = make_elf(elf);
  for (int known = 0; known < 2; known++) {
    CHECK_NUMBER("ELF is read, its size known or not", parse(elf, known ? size : SIZE_MAX), SG_IMAGE_OK);
    CHECK_NUMBER("its target", image.target, 80);
    CHECK("one kernel, no device function", image.kernel_count == 1 && strcmp(image.kernels[0].name, "kern") == 0, "%u kernels",
          image.kernel_count);
    CHECK_NUMBER("two parameters", image.kernels[0].parameter_count, 2);
    CHECK_NUMBER("the second's offset", image.kernels[0].parameters[1].offset, 8);
    CHECK_NUMBER("and size", image.kernels[0].parameters[1].size, 4);
    CHECK_NUMBER("registers", image.kernels[0].registers, 40);
    CHECK_NUMBER("shared memory", image.kernels[0].shared_bytes, 2048);
    CHECK("a variable", image.variable_count == 1 && strcmp(image.variables[0].name, "counter") == 0 && image.variables[0].bytes == 24,
          "%u variables", image.variable_count);
    sg_image_release(&image);
  }
  elf[18] = 62;
  CHECK_NUMBER("another machine's", parse(elf, size), SG_IMAGE_INVALID);
}

// Every byte beyond the copy's end is a sanitizer's business.
static void damage(const void *original, size_t size, unsigned seed, int rounds) {
  int read = 0;
  for (int round = 0; round < rounds; round++) {
    size_t length = rand_r(&seed) % 4 == 0 ? (size_t)rand_r(&seed) % size : size;
    uint8_t *copy = malloc(length + 1);
    memcpy(copy, original, length);
    for (int i = rand_r(&seed) % 8; i >= 0 && length > 0; i--)
      copy[(size_t)rand_r(&seed) % length] = (uint8_t)(rand_r(&seed) % 3 ? rand_r(&seed) : 0xff);
    uint8_t *exact = realloc(copy, length > 0 ? length : 1);
    uint32_t magic = 0;
    if (length >= 4)
      memcpy(&magic, exact, 4);
    if (magic != 0x466243b1 && parse(exact, length) == SG_IMAGE_OK) {
      read++;
      sg_image_release(&image);
    }
    free(exact);
  }
  CHECK("damaged images are refused or read", read < rounds, "%d of %d read", read, rounds);
}

int main(void) {
  uint8_t elf[4096];
  ptx_says_names_sizes_and_parameters();
  mistakes_are_found_with_their_line();
  text_comes_back_as_it_was();
  elf_says_what_its_tables_say();
  static const char text[] = "simgpu 1\nkernel k us=1.5 sms=4 jitter=3% computes=copy params=8,8,4 cluster=2,1,1\nmanaged m 12\n";
  damage(ptx, sizeof ptx, 1, 20000);
  damage(text, sizeof text, 2, 20000);
  damage(elf, make_elf(elf), 3, 20000);
  return CHECKS_END();
}
