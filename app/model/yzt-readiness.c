/* yzt-readiness.c: the lines of readiness, and what the station itself tells: sources, base maps, backup, disk, clock
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-readiness-private.h"
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include "yzt-after-private.h"
#include "yzt-store-care.h"
#include "yzt-store-history.h"
#include "yzt-task.h"

#define MB 1048576.0
#define MAP_COPIES 3 /* a backup, a copy and what SQLite needs while it compacts */

enum { ID, CHECK, ARGUMENT, LIMIT, MEND, TITLE, HOW = TITLE + 2, BASIS = HOW + 2, N_COLUMNS = BASIS + 2 };

/* --- the station --- */

static void
part_free (gpointer data)
{
  YztReadyPart *part = data;
  g_free (part->name);
  g_free (part->problem);
  g_free (part);
}

YztReadyStation *
yzt_ready_station_new (void)
{
  YztReadyStation *station = g_atomic_rc_box_new0 (YztReadyStation);
  station->free_bytes = -1;
  station->synchronised = -1;
  station->writable = -1;
  return station;
}

YztReadyStation *
yzt_ready_station_ref (YztReadyStation *station)
{
  return g_atomic_rc_box_acquire (station);
}

static void
station_clear (gpointer data)
{
  YztReadyStation *station = data;
  g_clear_pointer (&station->feeds, g_ptr_array_unref);
  g_clear_pointer (&station->grounds, g_ptr_array_unref);
  g_free (station->backup_folder);
  g_free (station->base_map);
  g_free (station->boundaries);
}

void
yzt_ready_station_unref (YztReadyStation *station)
{
  g_atomic_rc_box_release_full (station, station_clear);
}

void
yzt_ready_station_add (GPtrArray **parts, const char *name, const char *problem)
{
  g_return_if_fail (parts != NULL);
  if (*parts == NULL) {
    *parts = g_ptr_array_new_with_free_func (part_free);
  }
  if (name != NULL) {
    YztReadyPart *part = g_new0 (YztReadyPart, 1);
    part->name = g_strdup (name);
    part->problem = g_strdup (problem);
    g_ptr_array_add (*parts, part);
  }
}

#define STATION_KEY "yzt-ready-station"

void
yzt_ready_set_station (YztStore *store, YztReadyStation *station)
{
  g_return_if_fail (YZT_IS_STORE (store));
  g_object_set_data_full (G_OBJECT (store), STATION_KEY, station != NULL ? yzt_ready_station_ref (station) : NULL, (GDestroyNotify) yzt_ready_station_unref);
}

static gpointer
dup_station (gpointer station, gpointer unused)
{
  return station != NULL ? yzt_ready_station_ref (station) : NULL;
}

/* --- saying --- */

void
yzt_ready_say (YztReadyLine *line, YztReadyState state, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_free (line->words);
  line->words = g_strdup_vprintf (format, args);
  line->state = state;
  va_end (args);
}

void
yzt_ready_add_record (YztReadyLine *line, const YztRow *row)
{
  const char *kind = yzt_kind_get_id (row->kind);
  if (*line->kind == '\0') {
    g_free (line->kind);
    line->kind = g_strdup (kind);
  }
  if (g_str_equal (line->kind, kind)) { /* a table is of one kind */
    g_array_append_val (line->fids, row->fid);
  }
}

/* "2 of 3 do not work: A (sentence); B" */
static void
say_parts (YztReadyLine *line, GPtrArray *parts, const char *all_well)
{
  g_autoptr (GString) bad = g_string_new (NULL);
  guint n_bad = 0;
  for (guint i = 0; i < parts->len; i++) {
    const YztReadyPart *part = parts->pdata[i];
    if (part->problem != NULL) {
      n_bad++;
      g_string_append_printf (bad, "%s%s: %s", bad->len > 0 ? "; " : "", part->name, part->problem);
    }
  }
  if (n_bad > 0) {
    yzt_ready_say (line, YZT_READY_RED, ngettext ("%u of %u does not work. %s", "%u of %u do not work. %s", n_bad), n_bad, parts->len, bad->str);
  } else {
    yzt_ready_say (line, YZT_READY_GREEN, all_well, parts->len);
  }
}

/* --- checks of the station --- */

static gboolean
check_feeds (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  GPtrArray *feeds = desk->station != NULL ? desk->station->feeds : NULL;
  if (feeds == NULL) {
    yzt_ready_say (line, YZT_READY_UNKNOWN, "%s", _("Sources are asked by the window that has the map open; look there."));
  } else if (feeds->len < ask->limit) {
    yzt_ready_say (line, YZT_READY_RED, "%s", feeds->len == 0 ? _("No source of alerts is set up.") : _("Fewer sources of alerts are set up than there should be."));
  } else {
    say_parts (line, feeds, feeds->len == 0 ? _("No source of alerts is wanted (%u).") : ngettext ("%u source answers.", "%u sources answer.", feeds->len));
  }
  return TRUE;
}

static gboolean
check_base_map (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  const YztReadyStation *station = desk->station;
  g_autofree char *jurisdiction = yzt_store_get_setting (desk->store, "jurisdiction");
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  if (station == NULL || station->check_base_map == NULL || station->base_map == NULL) {
    return TRUE;
  }
  station->check_base_map (station->base_map, station->boundaries, jurisdiction, problems);
  if (problems->len > 0) {
    g_ptr_array_add (problems, NULL);
    g_autofree char *all = g_strjoinv (" ", (char **) problems->pdata);
    yzt_ready_say (line, YZT_READY_RED, "%s", all);
  } else if (jurisdiction == NULL) {
    yzt_ready_say (line, YZT_READY_UNKNOWN, "%s", _("The base map is whole, but this map does not say which jurisdiction is its own."));
  } else {
    yzt_ready_say (line, YZT_READY_GREEN, _("Whole, with all counties of %s."), jurisdiction);
  }
  return TRUE;
}

static gboolean
check_grounds (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  if (desk->station != NULL && desk->station->grounds != NULL) {
    say_parts (line, desk->station->grounds, desk->station->grounds->len == 0 ? _("Only the built-in base map is shown (%u others).")
                                                                               : ngettext ("%u base map beside the built-in one can be read.", "%u base maps beside the built-in one can be read.",
                                                                                           desk->station->grounds->len));
  }
  return TRUE;
}

static gboolean
check_backup (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  gint64 first_ms = 0, newest_ms = 0;
  if (desk->station == NULL) {
    return TRUE;
  }
  if (!yzt_store_get_journal_span (desk->store, &first_ms, &newest_ms, error)) {
    return FALSE;
  }
  g_autoptr (GArray) backups = yzt_care_list_backups (yzt_store_get_path (desk->store), desk->station->backup_folder);
  gint64 at_ms = backups->len > 0 ? g_array_index (backups, YztBackup, 0).at_ms : 0;
  g_autofree char *age = yzt_time_format_age (at_ms, desk->now_ms);
  if (backups->len == 0 && desk->station->only_beside) {
    yzt_ready_say (line, YZT_READY_UNKNOWN, "%s", _("There is no backup beside the map; where else this station keeps them, the window knows."));
  } else if (backups->len == 0) {
    yzt_ready_say (line, YZT_READY_RED, "%s", _("There is no backup of this map."));
  } else if (newest_ms > at_ms && (double) (desk->now_ms - at_ms) > ask->limit * 3600000.0) {
    yzt_ready_say (line, YZT_READY_RED, _("The last backup was made %s, and the map was changed since."), age);
  } else {
    yzt_ready_say (line, YZT_READY_GREEN, newest_ms > at_ms ? _("The last backup was made %s.") : _("The last backup was made %s; nothing was changed since."), age);
  }
  return TRUE;
}

static gint64
free_bytes_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  struct statvfs disk;
  return statvfs (folder, &disk) == 0 ? (gint64) disk.f_bavail * (gint64) disk.f_frsize : -1;
}

static gint64
size_of (const char *path)
{
  GStatBuf info;
  return g_stat (path, &info) == 0 ? (gint64) info.st_size : 0;
}

static gboolean
check_space (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  const char *path = yzt_store_get_path (desk->store);
  gint64 room = desk->station == NULL ? -1 : desk->station->free_bytes >= 0 ? desk->station->free_bytes : free_bytes_of (path);
  double wanted = MAX (ask->limit * MB, (double) size_of (path) * MAP_COPIES);
  if (room >= 0) {
    g_autofree char *left = g_format_size_full ((guint64) room, G_FORMAT_SIZE_IEC_UNITS), *least = g_format_size_full ((guint64) wanted, G_FORMAT_SIZE_IEC_UNITS);
    gboolean enough = (double) room >= wanted;
    yzt_ready_say (line, enough ? YZT_READY_GREEN : YZT_READY_RED, enough ? _("%s free, at least %s are wanted.") : _("Only %s free, %s are wanted."), left, least);
  }
  return TRUE;
}

/* The kernel's own word for it: no service is asked, nothing is set. */
static int
clock_is_synchronised (void)
{
  struct timex state = { .modes = 0 };
  int answer = adjtimex (&state);
  return answer < 0 ? -2 : answer == TIME_ERROR || (state.status & STA_UNSYNC) != 0 ? 0 : 1;
}

static gboolean
check_clock_sync (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  int synchronised = desk->station == NULL ? -2 : desk->station->synchronised == -1 ? clock_is_synchronised () : desk->station->synchronised;
  if (synchronised == 1) {
    yzt_ready_say (line, YZT_READY_GREEN, "%s", _("The system says that its clock is synchronised."));
  } else if (synchronised == 0) {
    yzt_ready_say (line, YZT_READY_RED, "%s", _("The system says that its clock is not synchronised with any time server."));
  } else {
    yzt_ready_say (line, YZT_READY_UNKNOWN, "%s", _("The system does not tell whether its clock is synchronised."));
  }
  return TRUE;
}

static gboolean
check_clock_sane (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  gint64 first_ms = 0, newest_ms = 0;
  if (!yzt_store_get_journal_span (desk->store, &first_ms, &newest_ms, error)) {
    return FALSE;
  }
  if ((double) (newest_ms - desk->now_ms) > ask->limit * 60000.0) {
    g_autofree char *ahead = yzt_time_format_age (newest_ms, desk->now_ms);
    yzt_ready_say (line, YZT_READY_RED, _("By this clock the newest entry of the journal was written %s: this clock is slow, or another was fast."), ahead);
  } else {
    yzt_ready_say (line, YZT_READY_GREEN, "%s", _("No entry of the journal is ahead of this clock."));
  }
  return TRUE;
}

static gboolean
check_writable (YztReadyDesk *desk, const YztReadyAsk *ask, YztReadyLine *line, GError **error)
{
  if (desk->station != NULL) {
    gboolean shut = desk->station->writable < 0 ? yzt_store_is_read_only (desk->store) : desk->station->writable == 0;
    yzt_ready_say (line, shut ? YZT_READY_RED : YZT_READY_GREEN, "%s", shut ? _("This map can only be read.") : _("This map can be written."));
  }
  return TRUE;
}

YztReadyCheck
yzt_ready_find_check (const char *name, gboolean *of_station_out)
{
  static const struct {
    const char *name;
    gboolean of_station;
    YztReadyCheck check;
  } checks[] = {
    { "feeds", TRUE, check_feeds }, { "base-map", TRUE, check_base_map }, { "grounds", TRUE, check_grounds }, { "backup", TRUE, check_backup }, { "space", TRUE, check_space },
    { "clock-sync", TRUE, check_clock_sync }, { "writable", TRUE, check_writable }, { "clock-sane", FALSE, check_clock_sane }, { "figure", FALSE, yzt_ready_check_figure },
    { "phones", FALSE, yzt_ready_check_phones }, { "no-phone", FALSE, yzt_ready_check_no_phone }, { "minimum", FALSE, yzt_ready_check_minimum },
    { "duty-now", FALSE, yzt_ready_check_duty_now }, { "duty-ahead", FALSE, yzt_ready_check_duty_ahead }, { "taken-over", FALSE, yzt_ready_check_taken_over },
    { "alarms", FALSE, yzt_ready_check_alarms }, { "reports", FALSE, yzt_ready_check_reports },
  };
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    if (g_str_equal (checks[i].name, name)) {
      *of_station_out = checks[i].of_station;
      return checks[i].check;
    }
  }
  *of_station_out = FALSE;
  return NULL;
}

/* --- all lines --- */

static void
line_free (gpointer data)
{
  YztReadyLine *line = data;
  g_free (line->id);
  g_free (line->title);
  g_free (line->words);
  g_free (line->how);
  g_free (line->basis);
  g_free (line->mend);
  g_free (line->kind);
  g_array_unref (line->fids);
  g_free (line);
}

void
yzt_readiness_free (YztReadiness *readiness)
{
  if (readiness != NULL) {
    g_ptr_array_unref (readiness->lines);
    g_free (readiness);
  }
}

const char *
yzt_ready_state_word (YztReadyState state)
{
  return state == YZT_READY_GREEN ? _("In order") : state == YZT_READY_RED ? _("Not in order") : _("Not known");
}

static YztReadyLine *
line_new (char *const *cells, const char *language)
{
  YztReadyLine *line = g_new0 (YztReadyLine, 1);
  line->id = g_strdup (cells[ID]);
  line->title = g_strdup (yzt_after_text (cells, TITLE, language));
  line->how = g_strdup (yzt_after_text (cells, HOW, language));
  line->basis = g_strdup (yzt_after_text (cells, BASIS, language));
  line->mend = g_strdup (cells[MEND]);
  line->kind = g_strdup ("");
  line->fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  yzt_ready_say (line, YZT_READY_UNKNOWN, "%s", _("Nobody has told this here."));
  return line;
}

static gboolean
read_line (YztReadyDesk *desk, char *const *cells, YztReadyLine *line, GError **error)
{
  YztReadyCheck check = yzt_ready_find_check (cells[CHECK], &line->of_station);
  YztReadyAsk ask = { cells[ARGUMENT], 0 };
  if (check == NULL || !yzt_text_number (cells[LIMIT], &ask.limit)) {
    yzt_ready_say (line, YZT_READY_UNKNOWN, _("“%s” with the limit “%s” is nothing that can be looked at; correct this line of ready.tsv."), cells[CHECK], cells[LIMIT]);
    return TRUE;
  }
  return check (desk, &ask, line, error);
}

YztReadiness *
yzt_readiness_read (YztStore *store, gint64 now_ms, const char *language, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_autoptr (YztReadiness) readiness = g_new0 (YztReadiness, 1);
  g_autoptr (YztReadyStation) station = g_object_dup_data (G_OBJECT (store), STATION_KEY, dup_station, NULL);
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  YztReadyDesk desk = { store, station, now_ms, language, zone, cancellable };
  const GPtrArray *rows = yzt_after_table ("ready", N_COLUMNS);
  readiness->lines = g_ptr_array_new_with_free_func (line_free);
  readiness->at_ms = now_ms;
  readiness->station_known = station != NULL;
  for (guint i = 0; i < rows->len; i++) {
    YztReadyLine *line = line_new (rows->pdata[i], language);
    g_ptr_array_add (readiness->lines, line);
    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !read_line (&desk, rows->pdata[i], line, error)) {
      return NULL;
    }
    readiness->n_red += line->state == YZT_READY_RED;
    readiness->n_unknown += line->state == YZT_READY_UNKNOWN;
  }
  return g_steal_pointer (&readiness);
}

/* --- for a window --- */

typedef struct {
  YztStore *store;
  gint64 now_ms;
  char *language;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;
  g_object_unref (asking->store);
  g_free (asking->language);
  g_free (asking);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Asking *asking = data;
  GError *error = NULL;
  YztReadiness *readiness = yzt_readiness_read (asking->store, asking->now_ms, asking->language, cancellable, &error);
  if (readiness == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, readiness, (GDestroyNotify) yzt_readiness_free);
  }
}

void
yzt_session_readiness_async (YztSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session) && yzt_session_get_store (session) != NULL);
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Asking *asking = g_new0 (Asking, 1);
  *asking = (Asking) { g_object_ref (yzt_session_get_store (session)), yzt_clock_now_ms (yzt_session_get_clock (session)), g_strdup (yzt_session_get_language (session)) };
  g_task_set_source_tag (task, yzt_session_readiness_async);
  g_task_set_task_data (task, asking, asking_free);
  yzt_task_run_in_thread (task, read_in_thread);
}

YztReadiness *
yzt_session_readiness_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
