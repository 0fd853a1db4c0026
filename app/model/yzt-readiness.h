/* yzt-readiness.h: whether the duty room can work: sources, base map, plans, telephones, stock, backup, disk, clock, roster, each green, red or not known
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines and their limits are data/rules/ready.tsv (a file of that name of the user goes before it). Nothing is stored: each is found out anew. What cannot be found out is its
 * own state, never green. Exercises, tests and drafts do not count. */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS

/** Something that works, or does not. */
typedef struct {
  char *name;
  char *problem; /* one sentence or word; NULL: it works */
} YztReadyPart;

/** [worker] Adds to @problems (char *) what @base_map, with @boundaries (may be NULL) in place of its borders, lacks for @jurisdiction (adcode prefix, "4412"). */
typedef void (*YztReadyBaseMapFunc) (const char *base_map, const char *boundaries, const char *jurisdiction, GPtrArray *problems);

/** What only the station that has the map open knows, beside the map. A copy of it may be read by any thread. */
typedef struct {
  GPtrArray *feeds;       /* (element-type YztReadyPart) sources and watched folder that are asked; NULL: nobody asks them here */
  GPtrArray *grounds;     /* (element-type YztReadyPart) base maps shown beside the one built in; NULL: not known */
  char *backup_folder;    /* NULL: beside the map */
  gboolean only_beside;   /* where else backups may lie is not known: none beside the map tells nothing */
  char *base_map, *boundaries;
  YztReadyBaseMapFunc check_base_map; /* NULL: not looked at */
  gint64 free_bytes;      /* of the map's disk; -1: asked of the system */
  int writable;           /* the map's file: 1, 0; -1 as it is open here */
  int synchronised;       /* the clock: 1 it is, 0 it is not, -1 asked of the system, -2 not known */
} YztReadyStation;
/** Nothing is known, but for what the system tells. */
YztReadyStation *yzt_ready_station_new (void);
YztReadyStation *yzt_ready_station_ref (YztReadyStation *station);
void yzt_ready_station_unref (YztReadyStation *station);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztReadyStation, yzt_ready_station_unref)
void yzt_ready_station_add (GPtrArray **parts, const char *name, const char *problem); /* makes the list */
/** What is known from now on of the station that has @store open; never changed after. Without it everything of the station is not known. Any thread. */
void yzt_ready_set_station (YztStore *store, YztReadyStation *station);

typedef enum { YZT_READY_GREEN, YZT_READY_UNKNOWN, YZT_READY_RED } YztReadyState;

typedef struct {
  char *id, *title;     /* "Stock at or above its minimum" */
  YztReadyState state;
  char *words;          /* what is so: "3 of 412 lines are under their minimum" */
  char *how, *basis;    /* what to do; by which rule */
  char *mend;           /* where that is done, a word of ready.tsv; "-" nowhere in the programme */
  gboolean of_station;  /* it is about this machine, not about the map */
  char *kind;           /* id of the kind of the records behind; "" none */
  GArray *fids;         /* gint64, in the order of their numbers */
} YztReadyLine;

typedef struct {
  GPtrArray *lines;     /* YztReadyLine *, as ready.tsv has them */
  guint n_red, n_unknown;
  gboolean station_known; /* somebody told what is known of the station */
  gint64 at_ms;
} YztReadiness;
void yzt_readiness_free (YztReadiness *readiness);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztReadiness, yzt_readiness_free)
/** "Red", "Not known", "Green", translated: never told by colour alone. */
const char *yzt_ready_state_word (YztReadyState state);
/** [worker] */
YztReadiness *yzt_readiness_read (YztStore *store, gint64 now_ms, const char *language, GCancellable *cancellable, GError **error);
void yzt_session_readiness_async (YztSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztReadiness *yzt_session_readiness_finish (GAsyncResult *result, GError **error);
G_END_DECLS
