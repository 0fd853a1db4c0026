/* yzt-incident-log.c: the log of an incident: a line written within an act, lines read in their order
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-incident-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

/* --- writing --- */

static void
put_word (YztRow *row, const char *field, const char *text)
{
  if (text != NULL && *text != '\0') {
    yzt_row_set_text (row, field, text);
  }
}

static void
put_place (YztRow *row, const YztLogNote *note)
{
  put_word (row, "place", note->place);
  if (note->has_position) {
    YztCell lon = { .type = YZT_CELL_NUMBER, .v.number = note->position.lon }, lat = { .type = YZT_CELL_NUMBER, .v.number = note->position.lat };
    yzt_row_set (row, "lon_deg", &lon);
    yzt_row_set (row, "lat_deg", &lat);
  }
}

gboolean
yzt_act_log (YztAct *act, YztKindSet *kinds, gint64 incident_fid, const YztLogNote *note, GError **error)
{
  g_return_val_if_fail (act != NULL && kinds != NULL && note != NULL && note->what != NULL && note->author != NULL, FALSE);
  YztKind *kind = yzt_kind_set_find (kinds, "log-entry"), *incident_kind = yzt_kind_set_find (kinds, "incident");
  gint64 last = 0;
  if (kind == NULL || incident_kind == NULL) {
    return TRUE;
  }
  g_autoptr (YztRow) incident = yzt_act_get_row (act, incident_kind, incident_fid, error);
  if (incident == NULL || !yzt_act_get_max (act, kind, incident_fid, "number", &last, error)) {
    return FALSE;
  }
  g_autoptr (YztRow) row = yzt_row_new (kind);
  YztCell corrects = { .type = YZT_CELL_INTEGER, .v.integer = note->corrects };
  row->owner_fid = incident_fid;
  yzt_row_set_text (row, "name", note->what);
  yzt_deed_set_integer (row, "number", last + 1);
  yzt_deed_set_time (row, "at_utc", note->now_ms);
  put_word (row, "entry_kind", note->entry_kind);
  put_word (row, "sender", note->from);
  put_word (row, "receiver", note->to);
  put_word (row, "actor", note->actor);
  put_word (row, "author", note->author);
  put_word (row, "about", note->about);
  put_word (row, "message_status", yzt_row_word (incident, "message_status"));
  const YztField *channel = yzt_kind_find_field (kind, "channel");
  YztCell cell = { 0 };
  /* A way that the list does not know is told in words. */
  if (note->channel != NULL && *note->channel != '\0' && yzt_field_parse (channel, note->channel, &cell, NULL)) {
    yzt_row_set (row, "channel", &cell);
  } else if (note->channel != NULL && *note->channel != '\0') {
    yzt_row_set_text (row, "channel", "other");
  }
  yzt_cell_clear (&cell);
  put_place (row, note);
  if (note->corrects > 0) {
    yzt_row_set (row, "corrects", &corrects);
  }
  return yzt_row_check (row, NULL, error) && yzt_act_insert (act, row, error);
}

typedef struct {
  YztStore *store;
  const YztActInfo *info;
  const char *entry_kind;
  YztActFunc func;
  gpointer user_data;
} Logged;

static gboolean
write_logged (YztAct *act, gpointer user_data, GError **error)
{
  const Logged *logged = user_data;
  YztLogNote note = { .entry_kind = logged->entry_kind, .what = logged->info->label, .author = logged->info->author,
                      .now_ms = yzt_clock_now_ms (yzt_store_get_clock (logged->store)) };
  return logged->func (act, logged->user_data, error)
         && (logged->info->incident == 0 || yzt_act_log (act, yzt_store_get_kinds (logged->store), logged->info->incident, &note, error));
}

YztActResult *
yzt_incident_write_logged (YztStore *store, const YztActInfo *info, const char *entry_kind, YztActFunc func, gpointer user_data, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && info != NULL && info->label != NULL && func != NULL, NULL);
  Logged logged = { store, info, entry_kind, func, user_data };
  return yzt_store_write (store, info, write_logged, &logged, error);
}

/* --- reading --- */

static void
line_clear (gpointer data)
{
  YztLogLine *line = data;
  g_free (line->what);
  g_free (line->from);
  g_free (line->to);
  g_free (line->actor);
  g_free (line->author);
  g_free (line->channel);
  g_free (line->entry_kind);
  g_free (line->place);
  g_free (line->folded);
}

typedef struct {
  GArray *lines;
  gint64 after;
  GStrv words;        /* folded; NULL: all */
  GHashTable *fixes;  /* "incident number" → number of the newest correction */
} Reading;

static gboolean
holds_words (const YztLogLine *line, const Reading *reading)
{
  for (guint i = 0; reading->words != NULL && reading->words[i] != NULL; i++) {
    if (strstr (line->folded, reading->words[i]) == NULL) {
      return FALSE;
    }
  }
  return TRUE;
}

static char *
fix_key (gint64 incident, gint64 number)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, incident, number);
}

static gboolean
read_line_cb (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  YztLogLine line = { .fid = row->fid, .incident_fid = row->owner_fid, .number = (gint64) MAX (0, yzt_row_number (row, "number")),
                      .at_ms = yzt_row_time (row, "at_utc"), .written_ms = yzt_row_time (row, "created_at"),
                      .corrects = (gint64) MAX (0, yzt_row_number (row, "corrects")) };
  const char *status = yzt_row_word (row, "message_status");
  if (line.corrects > 0) {
    gint64 *number = g_new (gint64, 1);
    *number = line.number;
    g_hash_table_insert (reading->fixes, fix_key (line.incident_fid, line.corrects), number);
  }
  if (line.number <= reading->after) {
    return TRUE;
  }
  line.exercise = *status != '\0' && !g_str_equal (status, "actual");
  line.what = g_strdup (yzt_row_word (row, "name"));
  line.from = g_strdup (yzt_row_word (row, "sender"));
  line.to = g_strdup (yzt_row_word (row, "receiver"));
  line.actor = g_strdup (yzt_row_word (row, "actor"));
  line.author = g_strdup (yzt_row_word (row, "author"));
  line.channel = g_strdup (yzt_row_word (row, "channel"));
  line.entry_kind = g_strdup (yzt_row_word (row, "entry_kind"));
  line.place = g_strdup (yzt_row_word (row, "place"));
  line.position = (YztPosition) { yzt_row_number (row, "lon_deg"), yzt_row_number (row, "lat_deg") };
  const YztCell *lon = yzt_row_get (row, "lon_deg");
  line.has_position = lon != NULL && lon->type != YZT_CELL_NULL;
  g_autofree char *all = g_strdup_printf ("%" G_GINT64_FORMAT " %s %s %s %s %s %s", line.number, line.from, line.to, line.actor, line.what, line.author, line.place);
  line.folded = yzt_text_fold (all);
  if (holds_words (&line, reading)) {
    g_array_append_val (reading->lines, line);
  } else {
    line_clear (&line);
  }
  return TRUE;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const YztLogLine *one = a, *two = b;
  if (one->incident_fid == two->incident_fid) {
    return (one->number > two->number) - (one->number < two->number);
  }
  if (one->written_ms != two->written_ms) {
    return one->written_ms < two->written_ms ? -1 : 1;
  }
  return (one->fid > two->fid) - (one->fid < two->fid);
}

GArray *
yzt_log_read (YztStore *store, gint64 incident_fid, gint64 after, const char *text, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "log-entry");
  g_autoptr (GArray) lines = g_array_new (FALSE, TRUE, sizeof (YztLogLine));
  g_autoptr (GHashTable) fixes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *folded = yzt_text_fold (text != NULL ? text : "");
  g_auto (GStrv) words = *g_strstrip (folded) != '\0' ? g_strsplit_set (folded, " \t", -1) : NULL;
  Reading reading = { lines, after, words, fixes };
  g_array_set_clear_func (lines, line_clear);
  if (kind == NULL) {
    return g_steal_pointer (&lines);
  }
  if (!(incident_fid > 0 ? yzt_store_read_children (store, kind, incident_fid, read_line_cb, &reading, error)
                         : yzt_store_read_rows (store, kind, read_line_cb, &reading, error))) {
    return NULL;
  }
  g_array_sort (lines, compare_lines);
  for (guint i = 0; g_hash_table_size (fixes) > 0 && i < lines->len; i++) {
    YztLogLine *line = &g_array_index (lines, YztLogLine, i);
    g_autofree char *key = fix_key (line->incident_fid, line->number);
    const gint64 *number = g_hash_table_lookup (fixes, key);
    line->corrected_by = number != NULL ? *number : 0;
  }
  return g_steal_pointer (&lines);
}
