// Included before every file: binds what has a newer default version to the one that every glibc since 2.17 has. A safety net:
// functions that those have outside libc.so.6 are not to be named at all, but found with vgpu_libc_symbol().
#pragma once

#if defined(__GLIBC__) || defined(__linux__)
#if defined(__x86_64__)
#define VGPU_BASE "GLIBC_2.2.5"
#elif defined(__aarch64__)
#define VGPU_BASE "GLIBC_2.17"
#else
#error "neither x86-64 nor aarch64"
#endif
#define VGPU_BIND(function) __asm__(".symver " #function ", " #function "@" VGPU_BASE)

VGPU_BIND(dlopen);
VGPU_BIND(dladdr);
VGPU_BIND(dlclose);
VGPU_BIND(dlerror);
VGPU_BIND(memcpy);
VGPU_BIND(pthread_create);
VGPU_BIND(pthread_join);
VGPU_BIND(pthread_key_create);
VGPU_BIND(pthread_once);
VGPU_BIND(pthread_getspecific);
VGPU_BIND(pthread_setspecific);
VGPU_BIND(pthread_mutexattr_init);
VGPU_BIND(pthread_mutexattr_setpshared);
VGPU_BIND(sem_init);
VGPU_BIND(sem_post);
VGPU_BIND(sem_wait);

#undef VGPU_BIND
#undef VGPU_BASE
#endif
