/* yzt-base.h: what every room may use: clock, time text, text decoding, paths, log
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All functions may be called from any thread unless said otherwise. */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS

/* --- clock: injected everywhere, so that tests decide what time it is --- */

/** YztClock: milliseconds of UTC since 1970; @now_ms must be thread-safe. */
typedef struct _YztClock YztClock;
struct _YztClock {
  gint64 (*now_ms) (const YztClock *self);
  gpointer user_data;
};
extern const YztClock yzt_clock_system;
/** A clock standing at (gint64 *) user_data, for tests: YztClock c = YZT_CLOCK_FIXED (&ms); */
gint64 yzt_clock_fixed_now_ms (const YztClock *self);
#define YZT_CLOCK_FIXED(ms_pointer) { yzt_clock_fixed_now_ms, (ms_pointer) }
static inline gint64
yzt_clock_now_ms (const YztClock *clock)
{
  return clock->now_ms (clock);
}

/* --- time as text; never depends on locale --- */

/** yzt_time_format_utc: "2026-11-22T04:20:00Z" (milliseconds only when not zero). */
char *yzt_time_format_utc (gint64 utc_ms);
/** yzt_time_parse: ISO 8601 date or date-time with zone ("Z", "+08:00"); without a zone it is taken in
 * @default_zone (%NULL: UTC). Also "2026-11-22 12:41", "2026/11/22". Returns FALSE when not understood. */
gboolean yzt_time_parse (const char *text, GTimeZone *default_zone, gint64 *utc_ms_out);
/** yzt_time_format_clock: "12:41" today, else "11-21 12:41", another year "2025-11-21 12:41", in @zone. */
char *yzt_time_format_clock (gint64 utc_ms, gint64 now_ms, GTimeZone *zone);
/** yzt_time_format_local: as g_date_time_format() says it, in @zone (%NULL: UTC); "" for a time that there is not. */
char *yzt_time_format_local (gint64 utc_ms, GTimeZone *zone, const char *format);
/** yzt_time_format_age: "22 min ago", translated; future times "in 22 min". */
char *yzt_time_format_age (gint64 utc_ms, gint64 now_ms);

/* --- text --- */

/** yzt_text_decode: bytes of a user's file as UTF-8. @encoding %NULL: UTF-8 (BOM dropped), UTF-16 with BOM,
 * else GB18030. Errors: YZT_BASE_ERROR_ENCODING naming the encoding and the byte offset. */
char *yzt_text_decode (const char *bytes, gsize length, const char *encoding, gsize *length_out, GError **error);
/** yzt_text_fold: for comparing names: case folded, full-width to half-width, NFKC. */
char *yzt_text_fold (const char *text);
/** yzt_text_shorten: for quoting in a sentence: at most @max_bytes bytes (4 at least) of @text, never a part of a
 * character; "…" stands for what was cut. Bytes that are no UTF-8 are replaced. */
char *yzt_text_shorten (const char *text, gsize max_bytes);
/** In widths of a Latin letter: a Chinese character takes two. */
guint yzt_text_count_cells (const char *text);
/** yzt_text_header_key: yzt_text_fold without spaces, underscores, hyphens, brackets and what they enclose's marks;
 * used to compare column headers: "Lon_X (度)" → "lonx度". */
char *yzt_text_header_key (const char *text);
/** yzt_text_number: strict decimal in C locale; blanks around and thousands separators ',' U+2009 U+00A0 allowed. */
gboolean yzt_text_number (const char *text, double *value_out);
/** yzt_text_format_number: shortest text that reads back equal, C locale ("12", "0.5"); for files. */
char *yzt_text_format_number (double value);
/** yzt_text_group_number: for the screen: thin spaces in thousands, at most @decimals decimals, no trailing zeros. */
char *yzt_text_group_number (double value, guint decimals);
/** yzt_text_distance: "800 m", "13.2 km", "128 km". */
char *yzt_text_distance (double metres);
/** yzt_text_bearing_word: "north-east" …, translated, for a bearing in degrees clockwise from north. */
const char *yzt_text_bearing_word (double bearing_deg);

/* --- folders --- */

/** yzt_data_dir: where data/ is: $YZT_DATA_DIR, else the installed folder. Static string. */
const char *yzt_data_dir (void);
/** User's folders below XDG dirs, created when missing: data (kinds, basemap), cache, state (logs). Free. */
char *yzt_user_data_dir (const char *sub);
char *yzt_user_cache_dir (const char *sub);
char *yzt_user_state_dir (const char *sub);

/* --- log: rotating file in the state folder, 4 x 1 MiB; no personal data, no keys: callers log events, not contents --- */

/** yzt_log_start: installs the GLib log writer that also writes to the file; call once from main. */
void yzt_log_start (const char *program);
/** yzt_log_tail: the last @max_bytes of the log, for "Copy diagnostics". Free. */
char *yzt_log_tail (gsize max_bytes);

typedef enum { YZT_BASE_ERROR_ENCODING, YZT_BASE_ERROR_SIZE, YZT_BASE_ERROR_FILE } YztBaseError;
#define YZT_BASE_ERROR (yzt_base_error_quark ())
GQuark yzt_base_error_quark (void);

/** yzt_file_load: a whole regular file of at most @max_bytes. Errors name the file and say what to do. */
GBytes *yzt_file_load (const char *path, gsize max_bytes, GError **error);

G_END_DECLS
