/* yzt-store-self-private.h: what an open map file is made of, for the files of the class
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-care-private.h"
#include "yzt-history-private.h"
G_BEGIN_DECLS

struct _YztStore {
  GObject parent_instance;
  char *path;
  char *place; /* which machine and file this is: a copy is another */
  YztClock clock;
  gboolean is_read_only, is_immutable, is_network;
  YztHostLock *host_lock; /* NULL on a local disk */
  YztConnection *writer; /* writer thread only, after opening */
  YztWalCopier *copier;
  GThread *thread;
  GAsyncQueue *jobs;
  GMutex settling; /* held by who takes in piece by piece what others wrote */
  GMutex mutex; /* guards what follows */
  gboolean is_closed;
  GQueue idle_readers;
  YztKindSet *kinds;
  GPtrArray *former_kinds; /* handed out without a reference: kept until the end */
  guint page_limit;
  gboolean is_damaged;     /* found by a check: nothing more is written */
  gint64 data_version;     /* writer thread only: of the last poll, 0 none */
  gint64 seen_entry;       /* writer thread only: what poll has reported, or was there at opening */
  GHashTable *own_entries; /* writer thread only: own acts after seen_entry */
  YztPast *past;           /* the map as it stood; NULL for the present */
};

/* The thread that writes; @data is the store. */
gpointer yzt_store_writer_thread (gpointer data);
/* A check has found it: nothing more is written. */
gboolean yzt_store_is_damaged (YztStore *self);
/* FALSE with READ_ONLY for the map as it stood. */
gboolean yzt_store_check_is_present (YztStore *self, GError **error);
G_END_DECLS
