/* yzt-feeds.h: live incidents in: CAP 1.1 / 1.2 files and folders
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parsers never touch the network, refuse any DTD, and bound size, depth and counts. Errors: YZT_FEEDS_ERROR, one sentence naming the file. */
#pragma once
#include "yzt-alert.h"
G_BEGIN_DECLS
#define YZT_FEED_MAX_BYTES (16 * 1024 * 1024)
typedef enum { YZT_FEEDS_ERROR_READ, YZT_FEEDS_ERROR_XML, YZT_FEEDS_ERROR_DTD, YZT_FEEDS_ERROR_CAP } YztFeedsError;
#define YZT_FEEDS_ERROR (yzt_feeds_error_quark ())
GQuark yzt_feeds_error_quark (void);

/** Any thread. CAP 1.0/1.1/1.2 in any encoding libxml2 knows. The info block in @language (else zh, en, first) is taken. A missing required element is named. */
YztAlert *yzt_cap_parse (const char *bytes, gsize length, const char *origin, const char *language, GError **error);

typedef struct {
  guint files, inserted, updated, cancelled, duplicates, ignored, failed;
  GPtrArray *problems; /* char * one sentence per file that failed */
  GPtrArray *results;  /* YztActResult * */
} YztFeedReport;
void yzt_feed_report_free (YztFeedReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztFeedReport, yzt_feed_report_free)
/** [worker] A CAP file, or every *.xml and *.cap of a folder (not below), oldest sent first. FALSE only when the path itself cannot be read. */
gboolean yzt_feed_path (YztStore *store, const char *path, const char *author, const char *language, const YztClock *clock, YztFeedReport **report_out, GError **error);

#define YZT_TYPE_FEED_WATCH (yzt_feed_watch_get_type ())
/** A watched folder. Main thread; parsing and merging on a worker. GFileMonitor, and a rescan every 5 s for shares without inotify; a file counts once per (name, size, mtime).
 * Signals: "fed" (YztFeedReport *): after each batch, on the main thread. Property "last-success-ms". */
G_DECLARE_FINAL_TYPE (YztFeedWatch, yzt_feed_watch, YZT, FEED_WATCH, GObject)
YztFeedWatch *yzt_feed_watch_new (YztStore *store, const char *folder, const char *author, const char *language, const YztClock *clock);
void yzt_feed_watch_stop (YztFeedWatch *self);
const char *yzt_feed_watch_get_folder (YztFeedWatch *self);
G_END_DECLS
