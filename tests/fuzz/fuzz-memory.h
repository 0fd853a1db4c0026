/* fuzz-memory.h: memory for SQLite that costs little under the address sanitizer
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SQLite itself is not built with the sanitizer, which spends half of a run on the many small allocations of SQLite's parser. Blocks come
 * here from lists by size; what is not given out is poisoned, so that our reading behind the end of a text or a blob of SQLite's is still found. */
#pragma once
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif
#endif
#ifndef ASAN_POISON_MEMORY_REGION
#define ASAN_POISON_MEMORY_REGION(from, n) ((void) (from), (void) (n))
#define ASAN_UNPOISON_MEMORY_REGION(from, n) ((void) (from), (void) (n))
#endif

#ifdef __clang__
#define FUZZ_PLAIN __attribute__ ((no_sanitize ("address", "undefined", "coverage")))
#else
#define FUZZ_PLAIN
#endif
#define FUZZ_STEP 16
#define FUZZ_SMALL 1024
#define FUZZ_CLASSES (FUZZ_SMALL / FUZZ_STEP + 8) /* then powers of two to 256 KB */
#define FUZZ_ARENA (4u << 20)

typedef struct FuzzBlock {
  struct FuzzBlock *next;
} FuzzBlock;

static pthread_mutex_t fuzz_memory_lock = PTHREAD_MUTEX_INITIALIZER;
static FuzzBlock *fuzz_free[FUZZ_CLASSES];
static char *fuzz_arena;
static size_t fuzz_left;

FUZZ_PLAIN static int
fuzz_class (int n)
{
  int class = FUZZ_SMALL / FUZZ_STEP, size = FUZZ_SMALL * 2;

  if (n <= FUZZ_SMALL)
    return (n + FUZZ_STEP - 1) / FUZZ_STEP - (n > 0 ? 1 : 0);
  for (; size < n; size *= 2)
    class ++;
  return class;
}

FUZZ_PLAIN static int
fuzz_class_size (int class)
{
  return class < FUZZ_SMALL / FUZZ_STEP ? (class + 1) * FUZZ_STEP : FUZZ_SMALL * 2 << (class - FUZZ_SMALL / FUZZ_STEP);
}

/* The size stands before the block. */
FUZZ_PLAIN static void *
fuzz_malloc (int n)
{
  int class = fuzz_class (n), size;
  char *block = NULL;

  if (class >= FUZZ_CLASSES) {
    block = malloc ((size_t) n + FUZZ_STEP);
    size = n;
  } else {
    size = fuzz_class_size (class);
    pthread_mutex_lock (&fuzz_memory_lock);
    if (fuzz_free[class] != NULL) {
      block = (char *) fuzz_free[class] - FUZZ_STEP;
      ASAN_UNPOISON_MEMORY_REGION (block, (size_t) size + FUZZ_STEP);
      fuzz_free[class] = fuzz_free[class]->next;
    } else {
      if (fuzz_left < (size_t) size + FUZZ_STEP) {
        fuzz_arena = malloc (FUZZ_ARENA);
        fuzz_left = fuzz_arena != NULL ? FUZZ_ARENA : 0;
      }
      if (fuzz_left > 0) {
        block = fuzz_arena;
        fuzz_arena += size + FUZZ_STEP;
        fuzz_left -= (size_t) size + FUZZ_STEP;
      }
    }
    pthread_mutex_unlock (&fuzz_memory_lock);
  }
  if (block == NULL)
    return NULL;
  *(int *) (void *) block = size;
  return block + FUZZ_STEP;
}

FUZZ_PLAIN static int
fuzz_size (void *memory)
{
  return memory != NULL ? *(int *) (void *) ((char *) memory - FUZZ_STEP) : 0;
}

FUZZ_PLAIN static void
fuzz_release (void *memory)
{
  int size = fuzz_size (memory), class = fuzz_class (size);

  if (memory == NULL)
    return;
  if (class >= FUZZ_CLASSES) {
    free ((char *) memory - FUZZ_STEP);
    return;
  }
  pthread_mutex_lock (&fuzz_memory_lock);
  ((FuzzBlock *) memory)->next = fuzz_free[class];
  fuzz_free[class] = memory;
  ASAN_POISON_MEMORY_REGION ((char *) memory - FUZZ_STEP, (size_t) size + FUZZ_STEP);
  pthread_mutex_unlock (&fuzz_memory_lock);
}

FUZZ_PLAIN static void *
fuzz_realloc (void *memory, int n)
{
  int size = fuzz_size (memory);
  void *other;

  if (n <= size)
    return memory;
  other = fuzz_malloc (n);
  if (other != NULL && memory != NULL) {
    memcpy (other, memory, (size_t) size);
    fuzz_release (memory);
  }
  return other;
}

FUZZ_PLAIN static int
fuzz_roundup (int n)
{
  int class = fuzz_class (n);

  return class < FUZZ_CLASSES ? fuzz_class_size (class) : n;
}

static int
fuzz_memory_start (void *unused)
{
  return SQLITE_OK;
}

static void
fuzz_memory_stop (void *unused)
{
}

static void
fuzz_memory_use (void)
{
  static const sqlite3_mem_methods methods = { fuzz_malloc,  fuzz_release,      fuzz_realloc,     fuzz_size,
                                               fuzz_roundup, fuzz_memory_start, fuzz_memory_stop, NULL };

  sqlite3_config (SQLITE_CONFIG_MALLOC, &methods);
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
}
