// PTX: names, parameters and sizes. Statements are passed over; what is wrong at the top level is found.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forms.h"

struct token {
  const char *at;
  size_t length;
};

struct ptx {
  const char *at, *end;
  struct token token;          // the current one; length 0: the end
  struct sg_image *image;
  char *message;
  size_t message_size;
  uint32_t line;
};

static bool name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || c == '%' || c == '.';
}

// `//simgpu kernel NAME ...` tells what PTX can't. Durations given this way stay when the entry itself is read later.
static bool annotation(struct ptx *ptx, const char *text, size_t length) {
  while (length > 0 && (*text == ' ' || *text == '\t')) {
    text++;
    length--;
  }
  static const char prefix[] = "simgpu kernel ";
  if (length < sizeof(prefix) || strncmp(text, prefix, sizeof(prefix) - 1) != 0)
    return true;
  return sg_image_kernel_line(text + sizeof(prefix) - 1, length - (sizeof(prefix) - 1), ptx->image, ptx->message,
                              ptx->message_size);
}

// Passes over blanks and comments. False: an annotation can't be read.
static bool skip_blanks(struct ptx *ptx) {
  while (ptx->at < ptx->end) {
    if (*ptx->at == '\n')
      ptx->line++;
    if (*ptx->at == ' ' || *ptx->at == '\t' || *ptx->at == '\r' || *ptx->at == '\n') {
      ptx->at++;
    } else if (ptx->end - ptx->at >= 2 && ptx->at[0] == '/' && ptx->at[1] == '/') {
      const char *stop = memchr(ptx->at, '\n', (size_t)(ptx->end - ptx->at));
      stop = stop != NULL ? stop : ptx->end;
      if (!annotation(ptx, ptx->at + 2, (size_t)(stop - ptx->at - 2)))
        return false;
      ptx->at = stop;
    } else if (ptx->end - ptx->at >= 2 && ptx->at[0] == '/' && ptx->at[1] == '*') {
      const char *stop = memmem(ptx->at + 2, (size_t)(ptx->end - ptx->at - 2), "*/", 2);
      ptx->at = stop != NULL ? stop + 2 : ptx->end;
    } else {
      break;
    }
  }
  return true;
}

static bool advance(struct ptx *ptx) {
  if (!skip_blanks(ptx))
    return false;
  ptx->token = (struct token){ptx->at, 0};
  if (ptx->at >= ptx->end)
    return true;
  if (*ptx->at == '"') {
    const char *stop = memchr(ptx->at + 1, '"', (size_t)(ptx->end - ptx->at - 1));
    ptx->at = stop != NULL ? stop + 1 : ptx->end;
  } else if (name_character(*ptx->at)) {
    while (ptx->at < ptx->end && name_character(*ptx->at))
      ptx->at++;
  } else {
    ptx->at++;
  }
  ptx->token.length = (size_t)(ptx->at - ptx->token.at);
  return true;
}

static bool is(const struct ptx *ptx, const char *text) {
  return ptx->token.length == strlen(text) && strncmp(ptx->token.at, text, ptx->token.length) == 0;
}

static bool ended(const struct ptx *ptx) {
  return ptx->token.length == 0;
}

static bool number(const struct ptx *ptx, uint64_t *out) {
  char digits[32], *stop;
  if (ended(ptx) || ptx->token.length >= sizeof(digits) || *ptx->token.at < '0' || *ptx->token.at > '9')
    return false;
  memcpy(digits, ptx->token.at, ptx->token.length);
  digits[ptx->token.length] = '\0';
  *out = strtoull(digits, &stop, 0);
  return *stop == '\0' || strcmp(stop, "U") == 0;
}

static bool copy_name(const struct ptx *ptx, char *out) {
  if (ended(ptx) || !name_character(*ptx->token.at) || *ptx->token.at == '.' || ptx->token.length >= SG_IMAGE_NAME)
    return false;
  memcpy(out, ptx->token.at, ptx->token.length);
  out[ptx->token.length] = '\0';
  return true;
}

// The bytes of `.u32`, `.b64`, ...; 0: not a type.
static uint32_t type_bytes(const struct ptx *ptx) {
  static const struct { const char *name; uint32_t bytes; } wide[] = {
      {".f16x2", 4}, {".bf16x2", 4}, {".b128", 16}, {".pred", 1}, {".texref", 8}, {".samplerref", 8}, {".surfref", 8},
      {".bf16", 2}, {".e4m3", 1}, {".e5m2", 1}, {".tf32", 4},
  };
  for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
    if (is(ptx, wide[i].name))
      return wide[i].bytes;
  }
  if (ptx->token.length < 3 || *ptx->token.at != '.' || strchr("busf", ptx->token.at[1]) == NULL)
    return 0;
  char digits[8] = {0};
  if (ptx->token.length - 2 >= sizeof(digits))
    return 0;
  memcpy(digits, ptx->token.at + 2, ptx->token.length - 2);
  uint64_t bits = strtoull(digits, NULL, 10);
  return bits == 8 || bits == 16 || bits == 32 || bits == 64 ? (uint32_t)bits / 8 : 0;
}

struct declaration {
  char name[SG_IMAGE_NAME];
  uint32_t type_bytes, alignment;
  uint64_t bytes;
  bool opaque_texture, opaque_surface, managed, open_ended;
};

static bool wrong(struct ptx *ptx, const char *what) {
  if (ptx->message[0] == '\0' && ptx->message_size > 0)
    snprintf(ptx->message, ptx->message_size, "ptx line %u: %s near '%.*s'", ptx->line, what,
             (int)(ptx->token.length < 40 ? ptx->token.length : 40), ptx->token.at);
  return false;
}

// `[.align N] .type [.ptr [.space] [.align N]] NAME [dimensions]`, from behind the state space on.
static bool declaration(struct ptx *ptx, struct declaration *out) {
  memset(out, 0, sizeof(*out));
  uint32_t vector = 1;
  bool pointer = false;
  for (; !ended(ptx) && *ptx->token.at == '.'; advance(ptx)) {
    uint64_t value;
    if (is(ptx, ".align")) {
      advance(ptx);
      if (!number(ptx, &value) || value == 0 || value > 4096)
        return wrong(ptx, "an alignment expected");
      if (!pointer)
        out->alignment = (uint32_t)value;
    } else if (is(ptx, ".attribute")) {
      while (!ended(ptx) && !is(ptx, ")")) {
        out->managed |= is(ptx, ".managed");
        advance(ptx);
      }
    } else if (is(ptx, ".ptr")) {
      pointer = true;
    } else if (is(ptx, ".v2") || is(ptx, ".v4")) {
      vector = (uint32_t)(ptx->token.at[2] - '0');
    } else if (type_bytes(ptx) != 0) {
      out->type_bytes = type_bytes(ptx);
      out->opaque_texture = is(ptx, ".texref");
      out->opaque_surface = is(ptx, ".surfref");
    }
  }
  if (out->type_bytes == 0 || !copy_name(ptx, out->name))
    return wrong(ptx, "a typed name expected");
  out->type_bytes *= vector;
  out->bytes = out->type_bytes;
  if (out->alignment == 0)
    out->alignment = out->type_bytes;
  advance(ptx);
  while (is(ptx, "[")) {
    uint64_t count = 0;
    advance(ptx);
    if (number(ptx, &count))
      advance(ptx);
    else
      out->open_ended = true;
    if (!is(ptx, "]") || count > UINT64_C(1) << 40 || out->bytes > UINT64_C(1) << 40)
      return wrong(ptx, "a dimension expected");
    out->bytes *= count;
    advance(ptx);
  }
  return true;
}

static bool parameters(struct ptx *ptx, struct sg_image_kernel *kernel) {
  uint64_t offset = 0;
  kernel->parameter_count = 0;
  kernel->parameters_known = true;
  advance(ptx);
  while (!is(ptx, ")")) {
    struct declaration parameter;
    if (!is(ptx, ".param"))
      return wrong(ptx, ".param expected");
    advance(ptx);
    if (!declaration(ptx, &parameter))
      return false;
    offset = (offset + parameter.alignment - 1) / parameter.alignment * parameter.alignment;
    if (kernel->parameter_count == SG_IMAGE_PARAMETERS || offset + parameter.bytes > 32764)
      return wrong(ptx, "too many parameters");
    kernel->parameters[kernel->parameter_count].offset = (uint32_t)offset;
    kernel->parameters[kernel->parameter_count++].size = (uint32_t)parameter.bytes;
    offset += parameter.bytes;
    if (is(ptx, ","))
      advance(ptx);
    else if (!is(ptx, ")"))
      return wrong(ptx, "',' or ')' expected");
  }
  advance(ptx);
  return true;
}

// Up to three numbers behind a directive.
static bool three(struct ptx *ptx, uint32_t out[3]) {
  out[0] = out[1] = out[2] = 1;
  for (int i = 0; i < 3; i++) {
    uint64_t value;
    if (!number(ptx, &value) || value > UINT32_MAX)
      return wrong(ptx, "a number expected");
    out[i] = (uint32_t)value;
    advance(ptx);
    if (!is(ptx, ","))
      return true;
    advance(ptx);
  }
  return true;
}

static bool directives(struct ptx *ptx, struct sg_image_kernel *kernel) {
  while (!ended(ptx) && *ptx->token.at == '.') {
    uint32_t values[3];
    bool threads = is(ptx, ".maxntid") || is(ptx, ".reqntid"), registers = is(ptx, ".maxnreg");
    bool cluster = is(ptx, ".reqnctapercluster"), other = is(ptx, ".minnctapersm") || is(ptx, ".maxclusterrank") ||
                                                         is(ptx, ".maxnctapersm");
    bool alone = is(ptx, ".explicitcluster") || is(ptx, ".noreturn") || is(ptx, ".blocksareclusters");
    if (is(ptx, ".pragma")) {
      while (!ended(ptx) && !is(ptx, ";"))
        advance(ptx);
      advance(ptx);
      continue;
    }
    if (!threads && !registers && !cluster && !other && !alone)
      return wrong(ptx, "an unknown directive");
    advance(ptx);
    if (alone)
      continue;
    if (!three(ptx, values))
      return false;
    if (threads)
      kernel->max_threads = values[0] * values[1] * values[2];
    if (registers)
      kernel->registers = values[0];
    if (cluster)
      memcpy(kernel->cluster, values, sizeof(values));
  }
  return true;
}

// A function's body, from '{' to its '}'. What an entry declares in shared memory counts.
static bool body(struct ptx *ptx, uint64_t *shared_bytes) {
  uint32_t depth = 0;
  do {
    if (ended(ptx))
      return wrong(ptx, "'}' expected");
    if (is(ptx, "{"))
      depth++;
    if (is(ptx, "}"))
      depth--;
    if (is(ptx, ".shared")) {
      struct declaration variable;
      advance(ptx);
      if (!declaration(ptx, &variable))
        return false;
      *shared_bytes += variable.bytes;
      continue;
    }
    if (!advance(ptx))
      return false;
  } while (depth > 0);
  return true;
}

static bool entry(struct ptx *ptx) {
  char name[SG_IMAGE_NAME];
  advance(ptx);
  if (!copy_name(ptx, name))
    return wrong(ptx, "an entry's name expected");
  struct sg_image_kernel *kernel = sg_image_add_kernel(ptx->image, name);
  if (kernel == NULL)
    return false;
  advance(ptx);
  kernel->parameters_known = true;
  kernel->parameter_count = 0;
  if (is(ptx, "(") && !parameters(ptx, kernel))
    return false;
  if (!directives(ptx, kernel))
    return false;
  if (is(ptx, ";"))
    return advance(ptx);
  if (!is(ptx, "{"))
    return wrong(ptx, "'{' expected");
  uint64_t shared_bytes = 0;
  // The kernels may move while annotations in the body add some.
  if (!body(ptx, &shared_bytes))
    return false;
  kernel = sg_image_find_kernel(ptx->image, name);
  kernel->shared_bytes = shared_bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)shared_bytes;
  return true;
}

static bool function(struct ptx *ptx) {
  uint64_t ignored = 0;
  while (!ended(ptx) && !is(ptx, ";") && !is(ptx, "{")) {
    if (!advance(ptx))
      return false;
  }
  return is(ptx, "{") ? body(ptx, &ignored) : !ended(ptx) ? advance(ptx) : wrong(ptx, "';' expected");
}

static bool variable(struct ptx *ptx, bool external) {
  struct declaration found;
  bool shared = is(ptx, ".shared");
  advance(ptx);
  if (!declaration(ptx, &found))
    return false;
  if (found.open_ended && found.bytes == 0 && is(ptx, "=")) {
    // The size of `name[] = {...}` is its initialiser's.
    uint64_t count = 1;
    for (; !ended(ptx) && !is(ptx, ";"); advance(ptx))
      count += is(ptx, ",");
    found.bytes = found.type_bytes * count;
  }
  while (!ended(ptx) && !is(ptx, ";"))
    advance(ptx);
  if (ended(ptx))
    return wrong(ptx, "';' expected");
  advance(ptx);
  if (external || shared || found.bytes == 0)
    return true;
  struct sg_image_variable *out = sg_image_add_variable(ptx->image, found.name);
  if (out == NULL)
    return false;
  out->kind = found.opaque_texture ? SG_VARIABLE_TEXTURE : found.opaque_surface ? SG_VARIABLE_SURFACE
              : found.managed ? SG_VARIABLE_MANAGED : SG_VARIABLE_GLOBAL;
  out->bytes = found.bytes;
  return true;
}

static bool skip_to_semicolon_or_line(struct ptx *ptx) {
  // Debugging directives end with their line or with a block.
  uint32_t line = ptx->line;
  while (!ended(ptx) && ptx->line == line && !is(ptx, "{"))
    advance(ptx);
  uint64_t ignored = 0;
  return is(ptx, "{") ? body(ptx, &ignored) : true;
}

static bool statement(struct ptx *ptx) {
  bool external = false;
  while (is(ptx, ".visible") || is(ptx, ".extern") || is(ptx, ".weak") || is(ptx, ".common")) {
    external |= is(ptx, ".extern");
    advance(ptx);
  }
  if (is(ptx, ".entry"))
    return entry(ptx);
  if (is(ptx, ".func"))
    return function(ptx);
  if (is(ptx, ".global") || is(ptx, ".const") || is(ptx, ".shared") || is(ptx, ".tex"))
    return variable(ptx, external);
  if (is(ptx, ".file") || is(ptx, ".loc") || is(ptx, ".section"))
    return skip_to_semicolon_or_line(ptx);
  if (is(ptx, ".address_size") || is(ptx, ".target"))
    return skip_to_semicolon_or_line(ptx);
  if (is(ptx, ".pragma") || is(ptx, ".alias") || is(ptx, ".callprototype")) {
    while (!ended(ptx) && !is(ptx, ";"))
      advance(ptx);
    return advance(ptx);
  }
  return wrong(ptx, "a directive expected");
}

// "7.4" is 74.
static bool version(struct ptx *ptx) {
  advance(ptx);
  unsigned major = 0, minor = 0;
  char text[16] = {0};
  if (ptx->token.length >= sizeof(text))
    return wrong(ptx, "a version expected");
  memcpy(text, ptx->token.at, ptx->token.length);
  if (sscanf(text, "%u.%u", &major, &minor) != 2 || major == 0 || major > 99 || minor > 9)
    return wrong(ptx, "a version expected");
  ptx->image->ptx_version = major * 10 + minor;
  return advance(ptx);
}

static bool target(struct ptx *ptx) {
  unsigned number_of = 0;
  char text[32] = {0};
  if (!is(ptx, ".target"))
    return wrong(ptx, ".target expected");
  uint32_t line = ptx->line;
  advance(ptx);
  if (ptx->token.length >= sizeof(text))
    return wrong(ptx, "a target expected");
  memcpy(text, ptx->token.at, ptx->token.length);
  if (sscanf(text, "sm_%u", &number_of) != 1 || number_of < 10 || number_of > 999)
    return wrong(ptx, "a target expected");
  ptx->image->target = number_of;
  advance(ptx);
  while (!ended(ptx) && ptx->line == line)
    advance(ptx);
  return true;
}

enum sg_image_result sg_image_parse_ptx(const char *text, size_t size, struct sg_image *out, char *message, size_t message_size) {
  struct ptx ptx = {.at = text, .end = text + size, .image = out, .message = message, .message_size = message_size, .line = 1};
  out->form = SG_IMAGE_PTX;
  if (!advance(&ptx))
    return SG_IMAGE_INVALID_PTX;
  if (!is(&ptx, ".version"))
    return SG_IMAGE_INVALID;
  if (!version(&ptx) || !target(&ptx))
    return SG_IMAGE_INVALID_PTX;
  while (!ended(&ptx)) {
    if (!statement(&ptx))
      return SG_IMAGE_INVALID_PTX;
  }
  return SG_IMAGE_OK;
}
