/* crash.h: works that are killed, and what must hold after them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "test-store-common.h"
#include "yzt-exchange.h"
#include "yzt-store-care.h"
#include "yzt-store-history.h"

typedef struct {
  Fixture f;
  GRand *rand;
  int pipe_fd; /* in the child */
  char *csv;
  gint64 entry; /* what the work is about */
  char *before; /* the map before */
  GBytes *map;  /* the same, as it stands on the disk */
  guint n_kills, n_done;
} Crash;
#define CRASH_ROWS_BEFORE 700

typedef struct {
  const char *name;
  guint share;      /* of the kills */
  gboolean endless; /* goes on until it is killed */
  gboolean ahead;   /* rows are made ready beside the map, as those of many thousands are */
  void (*prepare) (Crash *c);
  void (*run) (Crash *c); /* in the child */
  /* The map is open and sound; @done: the child came to its end before it was killed. */
  void (*check) (Crash *c, YztStore *store, gboolean done);
} CrashWork;
extern const CrashWork crash_works[];

/* In the child: the screen would now say that this is saved. */
void crash_tell_saved (Crash *c, const YztActResult *result);

/* --- what is written (vfs.c) --- */
/* Once in a process, before it opens a map. */
void crash_vfs_register (void);
/* The process ends at the @n-th write from now on (0: never), before it, in the middle of it or after it (0, 1, 2). */
void crash_vfs_end_at (guint n, guint how);
guint crash_vfs_get_n (void);
