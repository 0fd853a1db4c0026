/* yzt-feeds.h: live incidents in: CAP, Atom, RSS, GeoRSS, GeoJSON and other JSON, from files and folders
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parsers never touch the network, refuse any DTD, and bound size, depth and counts. Errors: YZT_FEEDS_ERROR, one sentence naming the file. */
#pragma once
#include "yzt-alert.h"
#include "yzt-wind.h"
G_BEGIN_DECLS
#define YZT_FEED_MAX_BYTES (16 * 1024 * 1024)
typedef enum { YZT_FEEDS_ERROR_READ, YZT_FEEDS_ERROR_XML, YZT_FEEDS_ERROR_DTD, YZT_FEEDS_ERROR_CAP,
  YZT_FEEDS_ERROR_JSON, YZT_FEEDS_ERROR_MAPPING, YZT_FEEDS_ERROR_FORMAT } YztFeedsError;
#define YZT_FEEDS_ERROR (yzt_feeds_error_quark ())
GQuark yzt_feeds_error_quark (void);

/** Any thread. CAP 1.0/1.1/1.2 in any encoding libxml2 knows. The info block in @language (else zh, en, first) is taken. A missing required element is named. */
YztAlert *yzt_cap_parse (const char *bytes, gsize length, const char *origin, const char *language, GError **error);

/* --- documents of any format --- */

#define YZT_FEED_MAX_ITEMS 20000
/** How the JSON of one service says what an alert says: a file data/feeds/NAME.feed, described in data/feeds/README.md. Immutable; any thread. */
typedef struct _YztFeedMapping YztFeedMapping;
YztFeedMapping *yzt_feed_mapping_parse (const char *text, gsize length, const char *origin, GError **error);
YztFeedMapping *yzt_feed_mapping_ref (YztFeedMapping *mapping);
void yzt_feed_mapping_unref (YztFeedMapping *mapping);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztFeedMapping, yzt_feed_mapping_unref)
const char *yzt_feed_mapping_get_id (const YztFeedMapping *mapping);
/** In @language (a locale name; NULL: English). */
const char *yzt_feed_mapping_get_label (const YztFeedMapping *mapping, const char *language);
/** Every *.feed of @folder by name; a file with a fault is left out and told in @problems (char *, may be NULL). (element-type YztFeedMapping) */
GPtrArray *yzt_feed_mappings_load (const char *folder, GPtrArray *problems);
/** Those that come with the programme, loaded once; transfer none. */
GPtrArray *yzt_feed_mappings_get_own (void);

/** What a document of a feed held. */
typedef struct {
  char *format;        /* for people: "CAP", "Atom", "RSS", or the id of the mapping */
  GPtrArray *alerts;   /* YztAlert, in the order of the document */
  GPtrArray *observations; /* YztObservation: of a mapping whose items become observations of weather stations */
  GPtrArray *problems; /* char *: one sentence for each item that could not be taken */
} YztFeedContent;
void yzt_feed_content_free (YztFeedContent *content);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztFeedContent, yzt_feed_content_free)
/** Any thread. A CAP alert, an Atom or RSS index (items with their cap:, georss:, gml:, geo: and gdacs: elements), or JSON by the first of @mappings that
 * fits it. What it is, is told by the bytes. An item that says too little is left out with a sentence; the rest is taken. At most YZT_FEED_MAX_ITEMS. */
YztFeedContent *yzt_feed_parse (const char *bytes, gsize length, const char *origin, GPtrArray *mappings, const char *language, GError **error);

/* --- into the map --- */

typedef struct {
  guint files, inserted, updated, cancelled, duplicates, ignored, failed;
  guint observed;      /* observations of weather stations that are new */
  GPtrArray *problems; /* char * one sentence per file that failed */
  GPtrArray *results;  /* YztActResult * */
} YztFeedReport;
void yzt_feed_report_free (YztFeedReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztFeedReport, yzt_feed_report_free)
/** [worker] A file that yzt_feed_parse knows by the programme's own mappings, or every such file of a folder (not below), oldest sent first. FALSE only when the path itself cannot be read. */
gboolean yzt_feed_path (YztStore *store, const char *path, const char *author, const char *language, const YztClock *clock, YztFeedReport **report_out, GError **error);

#define YZT_TYPE_FEED_WATCH (yzt_feed_watch_get_type ())
/** A watched folder. Main thread; parsing and merging on a worker. GFileMonitor, and a rescan every 5 s for shares without inotify; a file counts once per (name, size, mtime).
 * Signals: "fed" (YztFeedReport *): after each batch, on the main thread. Property "last-success-ms". */
G_DECLARE_FINAL_TYPE (YztFeedWatch, yzt_feed_watch, YZT, FEED_WATCH, GObject)
YztFeedWatch *yzt_feed_watch_new (YztStore *store, const char *folder, const char *author, const char *language, const YztClock *clock);
void yzt_feed_watch_stop (YztFeedWatch *self);
const char *yzt_feed_watch_get_folder (YztFeedWatch *self);

/* --- a source that is asked over HTTP or HTTPS --- */

#define YZT_FEED_MIN_INTERVAL_S 10
#define YZT_FEED_MAX_INTERVAL_S 86400
typedef struct {
  char *id;         /* names it for good: its secret is kept under "feed:" and this */
  char *name;       /* for people, and in sentences */
  char *address;    /* "{key}" in it stands for the secret */
  char *mapping;    /* id of a mapping; "" by what comes */
  char *become;     /* "incident", "warning"; "" by what comes */
  int alarm_level;  /* its alerts are an alarm at this level or worse, 1 red … 4 blue; 0 always, 5 never */
  guint interval_s; /* YZT_FEED_MIN_INTERVAL_S to YZT_FEED_MAX_INTERVAL_S */
  guint silence_s;  /* without an answer for so long the source counts as silent; 0 never */
  gboolean paused;  /* never asked by itself */
} YztFeedSource;
gboolean yzt_feed_source_equal (const YztFeedSource *a, const YztFeedSource *b);
YztFeedSource *yzt_feed_source_copy (const YztFeedSource *source);
void yzt_feed_source_free (YztFeedSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztFeedSource, yzt_feed_source_free)

/** How long to wait for the next question: the interval; doubled with each failure in a row up to an hour, or as long as the server asked. */
guint yzt_feed_poll_delay_s (guint interval_s, guint failures, gint64 retry_after_s);

#define YZT_TYPE_FEED_POLL (yzt_feed_poll_get_type ())
/** Asks again and again, with what it knows (ETag), and takes what comes into the map; CAP files that an index points to are fetched, each once. Main
 * thread; parsing and merging on a worker. Asks at once when made, and again when it is due, unless the source is paused. A full message that cannot be fetched three times is replaced by what the index
 * says. Properties: "last-success-ms" (0: never), "problem" (one sentence; NULL: none), "next-ms". Signal "fed" (YztFeedReport *), after each answer. */
G_DECLARE_FINAL_TYPE (YztFeedPoll, yzt_feed_poll, YZT, FEED_POLL, GObject)
YztFeedPoll *yzt_feed_poll_new (YztStore *store, const YztFeedSource *source, const char *author, const char *language, const YztClock *clock);
const YztFeedSource *yzt_feed_poll_get_source (YztFeedPoll *self);
/** No answer for longer than the source may be silent, counted from the last one, else from when asking began. */
gboolean yzt_feed_poll_is_silent (YztFeedPoll *self);
/** Now and not when it is due; nothing while it is asking. */
void yzt_feed_poll_ask (YztFeedPoll *self);
void yzt_feed_poll_stop (YztFeedPoll *self);

#define YZT_TYPE_FEED_DESK (yzt_feed_desk_get_type ())
/** All sources of a map, the rows of its kind "feed-source": a GListModel of YztFeedPoll by name. Main thread. Signals: "fed"
 * (YztFeedReport *) of any of them; "states-changed" when one answered, failed or fell silent (looked at every 15 s). */
G_DECLARE_FINAL_TYPE (YztFeedDesk, yzt_feed_desk, YZT, FEED_DESK, GObject)
YztFeedDesk *yzt_feed_desk_new (YztStore *store, const char *author, const char *language, const YztClock *clock);
/** Reads the rows again on a worker: what is new is asked, what is gone or changed is let go. */
void yzt_feed_desk_reload (YztFeedDesk *self);
void yzt_feed_desk_stop (YztFeedDesk *self);
G_END_DECLS
