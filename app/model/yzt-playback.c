/* yzt-playback.c: a stretch of the map's time to be played: an incident from its first word on, or a day
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-playback.h"
#include "yzt-incident-record.h"
#include "yzt-session-private.h"
#include "yzt-store-care.h"
#include "yzt-task.h"
#include <glib/gi18n-lib.h>

/* A stretch of no length cannot be shown on a slider. */
#define LEAST_MS 1000

static void
stop_clear (gpointer data)
{
  YztPlaybackStop *stop = data;
  g_free (stop->words);
  g_free (stop->author);
}

void
yzt_playback_free (YztPlayback *self)
{
  if (self != NULL) {
    g_free (self->title);
    g_free (self->note);
    g_clear_pointer (&self->stops, g_array_unref);
    g_clear_pointer (&self->acts, g_array_unref);
    g_free (self);
  }
}

static YztPlayback *
playback_new (gint64 incident_fid)
{
  YztPlayback *self = g_new0 (YztPlayback, 1);
  self->incident_fid = incident_fid;
  self->stops = g_array_new (FALSE, FALSE, sizeof (YztPlaybackStop));
  g_array_set_clear_func (self->stops, stop_clear);
  return self;
}

/* --- searching --- */

/* How many elements, whose time stands @offset bytes into each, are at or before @at_ms. */
static guint
count_until (const GArray *array, gsize offset, gint64 at_ms)
{
  guint low = 0, high = array->len, size = g_array_get_element_size ((GArray *) array);
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (G_STRUCT_MEMBER (gint64, array->data + (gsize) middle * size, offset) <= at_ms) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static guint
count_acts (const GArray *acts, gint64 at_ms)
{
  return count_until (acts, G_STRUCT_OFFSET (YztJournalMark, at_ms), at_ms);
}

int
yzt_playback_find (const YztPlayback *self, gint64 at_ms)
{
  g_return_val_if_fail (self != NULL, -1);
  return (int) count_until (self->stops, G_STRUCT_OFFSET (YztPlaybackStop, at_ms), at_ms) - 1;
}

int
yzt_playback_jump (const YztPlayback *self, int current, gint64 at_ms, int step)
{
  g_return_val_if_fail (self != NULL && (step == 1 || step == -1), -1);
  int found = yzt_playback_find (self, at_ms);
  gboolean stands = current >= 0 && current < (int) self->stops->len && g_array_index (self->stops, YztPlaybackStop, current).at_ms == at_ms;
  gboolean at_found = found >= 0 && g_array_index (self->stops, YztPlaybackStop, found).at_ms == at_ms;
  int to = stands ? current + step : step > 0 ? found + 1 : at_found ? found - 1 : found;
  return to >= 0 && to < (int) self->stops->len ? to : -1;
}

gint64
yzt_playback_advance (const YztPlayback *self, gint64 at_ms, gint64 elapsed_us, guint speed)
{
  g_return_val_if_fail (self != NULL && elapsed_us >= 0, at_ms);
  return CLAMP (at_ms + elapsed_us * speed / 1000, self->from_ms, self->to_ms);
}

gboolean
yzt_playback_differs (const YztPlayback *self, gint64 one_ms, gint64 other_ms)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return count_acts (self->acts, one_ms) != count_acts (self->acts, other_ms);
}

/* --- reading --- */

/* All that changed something, oldest first. */
static GArray *
list_acts (YztStore *store, GError **error)
{
  YztJournalFilter filter = { .with_rows = TRUE };
  GArray *acts = yzt_store_list_journal (store, &filter, error);
  for (guint i = 0; acts != NULL && i < acts->len / 2; i++) {
    YztJournalMark *one = &g_array_index (acts, YztJournalMark, i), *other = &g_array_index (acts, YztJournalMark, acts->len - 1 - i), swap = *one;
    *one = *other;
    *other = swap;
  }
  return acts;
}

static int
compare_stops (gconstpointer a, gconstpointer b)
{
  const YztPlaybackStop *one = a, *other = b;
  return (one->entry > other->entry) - (one->entry < other->entry);
}

/* Each entry once: one about an incident mostly touches it as well. */
static gboolean
add_stops (YztPlayback *self, YztStore *store, const YztJournalFilter *filter, GHashTable *seen, GError **error)
{
  g_autoptr (GArray) entries = yzt_store_read_journal_page (store, filter, error);
  for (guint i = 0; entries != NULL && i < entries->len; i++) {
    YztJournalEntry *entry = &g_array_index (entries, YztJournalEntry, i);
    if (g_hash_table_add (seen, g_memdup2 (&entry->entry, sizeof entry->entry))) {
      YztPlaybackStop stop = { entry->entry, entry->at_ms, g_steal_pointer (&entry->label), g_steal_pointer (&entry->author) };
      g_array_append_val (self->stops, stop);
    }
  }
  g_array_sort (self->stops, compare_stops);
  return entries != NULL;
}

/* Cuts what is known of the whole map to the stretch; what lies before its journal cannot be shown. */
static gboolean
fit (YztPlayback *self, YztStore *store, GArray *acts, gint64 begins_ms, GError **error)
{
  gint64 first_ms = 0, last_ms = 0;
  g_autoptr (GPtrArray) archives = yzt_store_describe_archives (store, error);
  if (archives == NULL || !yzt_store_get_journal_span (store, &first_ms, &last_ms, error)) {
    return FALSE;
  }
  if (begins_ms < first_ms && archives->len > 0) {
    g_free (self->note);
    self->note = g_strdup (g_ptr_array_index (archives, archives->len - 1));
  }
  self->from_ms = MAX (self->from_ms, first_ms);
  self->to_ms = MAX (self->to_ms, self->from_ms + LEAST_MS);
  guint from = count_acts (acts, self->from_ms - 1), to = count_acts (acts, self->to_ms);
  self->acts = g_array_sized_new (FALSE, FALSE, sizeof (YztJournalMark), to - from + 1);
  g_array_append_vals (self->acts, &g_array_index (acts, YztJournalMark, from), to - from);
  return TRUE;
}

static gint64
created_ms (const YztRow *row)
{
  const char *text = yzt_row_get_text (row, "created_at");
  gint64 at_ms = G_MAXINT64;
  return text != NULL && yzt_time_parse (text, NULL, &at_ms) ? at_ms : G_MAXINT64;
}

/* Its name, its beginning and its end. */
static gboolean
find_incident (YztPlayback *self, YztStore *store, gint64 now_ms, const char *language, gint64 *begins_ms, GError **error)
{
  GError *local_error = NULL;
  const YztPlaybackStop *first = &g_array_index (self->stops, YztPlaybackStop, 0);
  const YztPlaybackStop *last = &g_array_index (self->stops, YztPlaybackStop, self->stops->len - 1);
  g_autoptr (YztIncidentRecord) record = yzt_incident_record_read (store, self->incident_fid, now_ms, language, &local_error);
  if (record == NULL && !g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  g_clear_error (&local_error);
  const char *name = record != NULL ? yzt_row_get_text (record->row, "name") : NULL;
  self->title = g_strdup (name != NULL ? name : first->words);
  self->from_ms = first->at_ms;
  self->to_ms = record != NULL && record->open ? MAX (now_ms, last->at_ms) : last->at_ms;
  *begins_ms = record != NULL ? created_ms (record->row) : first->at_ms;
  if (record == NULL) {
    self->note = g_strdup (_("This incident has been deleted since; it is replayed as the journal knows it."));
  }
  return TRUE;
}

YztPlayback *
yzt_playback_read_incident (YztStore *store, gint64 fid, gint64 now_ms, const char *language, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && fid > 0, NULL);
  g_autoptr (YztPlayback) self = playback_new (fid);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  YztJournalFilter about = { .incident = fid }, touching = { .kind = "incident", .fid = fid };
  g_autoptr (GArray) acts = list_acts (store, error);
  gint64 begins_ms = 0;
  if (acts == NULL || !add_stops (self, store, &touching, seen, error) || !add_stops (self, store, &about, seen, error)) {
    return NULL;
  }
  if (self->stops->len == 0) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                         _("The journal of this map knows nothing of this incident, so it cannot be replayed."));
    return NULL;
  }
  if (!find_incident (self, store, now_ms, language, &begins_ms, error) || !fit (self, store, acts, begins_ms, error)) {
    return NULL;
  }
  return g_steal_pointer (&self);
}

static gint64
midnight_ms (GDateTime *day, GTimeZone *zone)
{
  int year, month, of_month;
  g_date_time_get_ymd (day, &year, &month, &of_month);
  g_autoptr (GDateTime) midnight = g_date_time_new (zone, year, month, of_month, 0, 0, 0);
  return g_date_time_to_unix (midnight) * 1000;
}

YztPlayback *
yzt_playback_read_day (YztStore *store, gint64 at_ms, GTimeZone *zone, gint64 now_ms, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && zone != NULL, NULL);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_ms / 1000), day = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autoptr (GDateTime) next = day != NULL ? g_date_time_add_days (day, 1) : NULL;
  g_autoptr (YztPlayback) self = playback_new (0);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) acts = list_acts (store, error);
  gint64 first_ms = 0, last_ms = 0;
  if (acts == NULL || !yzt_store_get_journal_span (store, &first_ms, &last_ms, error)) {
    return NULL;
  }
  gint64 begins_ms = next != NULL ? midnight_ms (day, zone) : 0;
  self->from_ms = begins_ms;
  self->to_ms = next != NULL ? MIN (midnight_ms (next, zone) - 1, MAX (now_ms, last_ms)) : 0;
  if (next == NULL || acts->len == 0 || self->to_ms < first_ms || self->from_ms > MAX (now_ms, last_ms)) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("The journal of this map does not reach this day; choose another."));
    return NULL;
  }
  self->title = g_strdup_printf ("%04d-%02d-%02d", g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day));
  if (!fit (self, store, acts, begins_ms, error)) {
    return NULL;
  }
  if (self->acts->len > 0) {
    YztJournalFilter filter = { .with_rows = TRUE,
                                .after_entry = g_array_index (self->acts, YztJournalMark, 0).entry - 1,
                                .before_entry = g_array_index (self->acts, YztJournalMark, self->acts->len - 1).entry + 1 };
    if (!add_stops (self, store, &filter, seen, error)) {
      return NULL;
    }
  }
  return g_steal_pointer (&self);
}

/* --- on a worker --- */

typedef struct {
  YztStore *store;
  GTimeZone *zone;
  char *language;
  gint64 fid, at_ms, now_ms;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->store);
  g_time_zone_unref (reading->zone);
  g_free (reading->language);
  g_free (reading);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;
  YztPlayback *playback = reading->fid > 0 ? yzt_playback_read_incident (reading->store, reading->fid, reading->now_ms, reading->language, &error)
                                           : yzt_playback_read_day (reading->store, reading->at_ms, reading->zone, reading->now_ms, &error);
  if (playback != NULL) {
    g_task_return_pointer (task, playback, (GDestroyNotify) yzt_playback_free);
  } else {
    g_task_return_error (task, error);
  }
}

void
yzt_session_read_playback_async (YztSession *self, gint64 fid, gint64 at_ms, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_session_read_playback_async);
  if (self->store == NULL) {
    g_task_return_new_error (task, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, "%s", _("No map is open."));
    return;
  }
  Reading *reading = g_new0 (Reading, 1);
  reading->store = g_object_ref (self->store);
  reading->zone = g_time_zone_ref (self->zone);
  reading->language = g_strdup (self->language);
  reading->fid = fid;
  reading->at_ms = at_ms;
  reading->now_ms = yzt_clock_now_ms (self->clock);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  yzt_task_run_in_thread (task, read_in_thread);
}

YztPlayback *
yzt_session_read_playback_finish (YztSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
