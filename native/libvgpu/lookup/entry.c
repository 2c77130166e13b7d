// dlsym and dlvsym as programs call them: asks where the call goes, then goes there with all as it was, or answers.
#if defined(__x86_64__)
#define ENTRY(function, caller) \
  __asm__(".text\n" \
          ".globl " #function "\n" \
          ".type " #function ", @function\n" \
          ".p2align 4\n" #function ":\n" \
          ".cfi_startproc\n" \
          "endbr64\n" \
          "pushq %rdi\n" \
          ".cfi_adjust_cfa_offset 8\n" \
          "pushq %rsi\n" \
          ".cfi_adjust_cfa_offset 8\n" \
          "pushq %rdx\n" \
          ".cfi_adjust_cfa_offset 8\n" \
          "movq 24(%rsp), %" caller "\n" \
          "call vgpu_route_" #function "\n" \
          "movq %rax, %r11\n" \
          "movq %rdx, %rax\n" \
          "popq %rdx\n" \
          ".cfi_adjust_cfa_offset -8\n" \
          "popq %rsi\n" \
          ".cfi_adjust_cfa_offset -8\n" \
          "popq %rdi\n" \
          ".cfi_adjust_cfa_offset -8\n" \
          "testq %r11, %r11\n" \
          "jz 1f\n" \
          "jmp *%r11\n" \
          "1: ret\n" \
          ".cfi_endproc\n" \
          ".size " #function ", . - " #function "\n")

ENTRY(dlsym, "rdx");
ENTRY(dlvsym, "rcx");
#elif defined(__aarch64__)
// `hint 34` is `bti c` for assemblers that don't know it; x16 may enter a function that begins with one.
#define ENTRY(function, caller) \
  __asm__(".text\n" \
          ".globl " #function "\n" \
          ".type " #function ", %function\n" \
          ".p2align 4\n" #function ":\n" \
          ".cfi_startproc\n" \
          "hint 34\n" \
          "stp x29, x30, [sp, -48]!\n" \
          ".cfi_def_cfa_offset 48\n" \
          ".cfi_offset 29, -48\n" \
          ".cfi_offset 30, -40\n" \
          "mov x29, sp\n" \
          "stp x0, x1, [sp, 16]\n" \
          "str x2, [sp, 32]\n" \
          "mov " caller ", x30\n" \
          "bl vgpu_route_" #function "\n" \
          "mov x16, x0\n" \
          "mov x17, x1\n" \
          "ldp x0, x1, [sp, 16]\n" \
          "ldr x2, [sp, 32]\n" \
          "ldp x29, x30, [sp], 48\n" \
          ".cfi_def_cfa_offset 0\n" \
          ".cfi_restore 29\n" \
          ".cfi_restore 30\n" \
          "cbz x16, 1f\n" \
          "br x16\n" \
          "1: mov x0, x17\n" \
          "ret\n" \
          ".cfi_endproc\n" \
          ".size " #function ", . - " #function "\n")

ENTRY(dlsym, "x2");
ENTRY(dlvsym, "x3");
#else
#error "neither x86-64 nor aarch64"
#endif
