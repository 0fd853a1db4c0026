/* yzt-dispatch-read.c: orders as they stand in the file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-dispatch-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>

static void
line_clear (gpointer data)
{
  YztDispatchLine *line = data;
  g_free (line->name);
  g_free (line->spec);
  g_free (line->unit);
  g_free (line->taken_from_kind);
}

void
yzt_dispatch_free (YztDispatch *self)
{
  if (self != NULL) {
    char **texts[] = { &self->code, &self->name, &self->base_kind, &self->base_name, &self->why, &self->reason, &self->ordered_by, &self->answered_by };
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
      g_free (*texts[i]);
    }
    g_array_unref (self->lines);
    g_free (self);
  }
}

static double
number_or_nan (const YztRow *row, const char *field)
{
  const YztCell *cell = yzt_row_get (row, field);
  return cell == NULL || cell->type == YZT_CELL_NULL ? NAN : yzt_dispatch_number (row, field);
}

static gint64
time_of (const YztRow *row, const char *field)
{
  gint64 ms = 0;
  return yzt_time_parse (yzt_dispatch_text (row, field), NULL, &ms) ? ms : 0;
}

static YztDispatch *
dispatch_of (const YztRow *row)
{
  static const char *const times[] = { "ordered_utc", "acknowledged_utc", "under_way_utc", "arrived_utc", "released_utc", "refused_utc", "withdrawn_utc" };
  YztDispatch *self = g_new0 (YztDispatch, 1);
  *self = (YztDispatch) { .fid = row->fid, .incident_fid = row->owner_fid, .code = g_strdup (yzt_dispatch_text (row, "code")), .name = g_strdup (yzt_dispatch_text (row, "name")),
                          .base_name = g_strdup (yzt_dispatch_text (row, "base_name")), .why = g_strdup (yzt_dispatch_text (row, "why")),
                          .reason = g_strdup (yzt_dispatch_text (row, "reason")), .ordered_by = g_strdup (yzt_dispatch_text (row, "ordered_by")),
                          .answered_by = g_strdup (yzt_dispatch_text (row, "answered_by")), .state = yzt_dispatch_state_of (yzt_dispatch_text (row, "state")),
                          .people = (guint) yzt_dispatch_number (row, "people"), .people_released = (guint) yzt_dispatch_number (row, "people_released"),
                          .distance_m = number_or_nan (row, "distance_m"), .from = { number_or_nan (row, "from_lon"), number_or_nan (row, "from_lat") },
                          .eta_ms = time_of (row, "eta_utc") };
  if (!yzt_dispatch_link (row, "base", &self->base_kind, &self->base_fid)) {
    self->base_kind = g_strdup ("");
  }
  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    self->times_ms[i] = time_of (row, times[i]);
  }
  self->lines = g_array_new (FALSE, FALSE, sizeof (YztDispatchLine));
  g_array_set_clear_func (self->lines, line_clear);
  return self;
}

typedef struct {
  GPtrArray *dispatches;
  GHashTable *by_fid;
} Reading;

static gboolean
read_order (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  YztDispatch *dispatch = dispatch_of (row);
  g_ptr_array_add (reading->dispatches, dispatch);
  g_hash_table_insert (reading->by_fid, &dispatch->fid, dispatch);
  return TRUE;
}

static gboolean
read_line (const YztRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  g_autofree char *kind = NULL;
  gint64 fid = 0;
  YztDispatch *dispatch = yzt_dispatch_link (row, "dispatch", &kind, &fid) ? g_hash_table_lookup (reading->by_fid, &fid) : NULL;
  if (dispatch != NULL) {
    YztDispatchLine line = { .fid = row->fid, .name = g_strdup (yzt_dispatch_text (row, "name")), .spec = g_strdup (yzt_dispatch_text (row, "spec")),
                             .unit = g_strdup (yzt_dispatch_text (row, "unit")), .quantity = yzt_dispatch_number (row, "quantity"),
                             .consumed = yzt_dispatch_number (row, "consumed"), .returned = yzt_dispatch_number (row, "returned") };
    if (!yzt_dispatch_link (row, "taken_from", &line.taken_from_kind, &line.taken_from_fid)) {
      line.taken_from_kind = g_strdup ("");
    }
    g_array_append_val (dispatch->lines, line);
  }
  return TRUE;
}

GPtrArray *
yzt_dispatch_read (YztStore *store, gint64 incident_fid, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  g_autoptr (GPtrArray) dispatches = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_dispatch_free);
  g_autoptr (GHashTable) by_fid = g_hash_table_new (g_int64_hash, g_int64_equal);
  YztKindSet *kinds = yzt_store_get_kinds (store);
  YztKind *order = yzt_kind_set_find (kinds, "dispatch"), *line = yzt_kind_set_find (kinds, "dispatch-line");
  Reading reading = { dispatches, by_fid };
  if (order == NULL || line == NULL) {
    return g_steal_pointer (&dispatches); /* a map of before orders */
  }
  gboolean read = incident_fid > 0 ? yzt_store_read_children (store, order, incident_fid, read_order, &reading, error)
                                   : yzt_store_read_rows (store, order, read_order, &reading, error);
  if (read) {
    read = incident_fid > 0 ? yzt_store_read_children (store, line, incident_fid, read_line, &reading, error) : yzt_store_read_rows (store, line, read_line, &reading, error);
  }
  return read ? g_steal_pointer (&dispatches) : NULL;
}

char *
yzt_dispatch_words (const YztDispatch *dispatch)
{
  g_return_val_if_fail (dispatch != NULL, NULL);
  g_autoptr (GString) words = g_string_new (NULL);
  if (dispatch->people > 0) {
    g_string_append_printf (words, g_dngettext (GETTEXT_PACKAGE, "%u person", "%u people", dispatch->people), dispatch->people);
    if (dispatch->people_released > 0 && yzt_dispatch_state_is_open (dispatch->state)) {
      g_string_append_printf (words, _(" (%u back)"), dispatch->people_released);
    }
  }
  for (guint i = 0; i < dispatch->lines->len; i++) {
    const YztDispatchLine *line = &g_array_index (dispatch->lines, YztDispatchLine, i);
    g_autofree char *number = yzt_text_group_number (line->quantity, 2);
    g_string_append_printf (words, "%s%s", words->len > 0 ? _(", ") : "", line->name);
    if (*line->unit != '\0') {
      g_string_append_printf (words, " %s %s", number, line->unit);
    }
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}
