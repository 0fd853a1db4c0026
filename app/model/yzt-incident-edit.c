/* yzt-incident-edit.c: an incident whose log has begun, changed in a form or table: what acts decide is theirs, the rest gets its line
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-incident-edit.h"
#include "yzt-incident-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

/* What a row says by acts of its own: who decided, when and why stands with them. */
static const char *const decided[] = { "state", "grade", "response_level", "acknowledged_by", "acknowledged_utc", "merged_into", "handed_to", "first_word", "message_status", NULL };

static gboolean
found_cb (const YztRow *row, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return FALSE;
}

gboolean
yzt_incident_has_log (YztStore *store, const YztKind *kind, gint64 fid)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && kind != NULL, FALSE);
  YztKind *log = yzt_kind_set_find (yzt_store_get_kinds (store), "log-entry");
  gboolean found = FALSE;
  return g_str_equal (yzt_kind_get_id (kind), "incident") && log != NULL && yzt_store_read_children (store, log, fid, found_cb, &found, NULL) && found;
}

static gboolean
is_figure (const char *field)
{
  for (guint f = 0; f < YZT_N_FIGURES; f++) {
    if (g_str_equal (field, yzt_figure_fields[f])) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
describe (const YztRow *before, const YztRow *after, const char *language, GString *words, GError **error)
{
  for (guint i = 0; i < yzt_kind_get_n_fields (after->kind); i++) {
    const YztField *field = yzt_kind_get_field (after->kind, i);
    const char *name = yzt_field_get_name (field), *label = yzt_field_get_label (field, language);
    if (yzt_cell_equal (&before->cells[i], &after->cells[i]) || g_str_equal (name, "updated_at")) {
      continue;
    }
    if (g_strv_contains (decided, name)) {
      return yzt_deed_refuse (error, _("“%s” of an incident that is being handled is decided by an act of its own, with who and why; use the buttons of the incident."), label);
    }
    if (is_figure (name)) {
      return yzt_deed_refuse (error, _("“%s” of an incident that is being handled is changed with “Casualties”, so that it is kept who said it and when."), label);
    }
    g_autofree char *old = yzt_field_format (field, &before->cells[i], language, NULL), *new = yzt_field_format (field, &after->cells[i], language, NULL);
    g_autofree char *was = yzt_text_shorten (old, 200), *is = yzt_text_shorten (new, 200);
    g_string_append_printf (words, "%s%s: %s → %s", words->len > 0 ? "; " : "", label, *was != '\0' ? was : _("nothing"), *is != '\0' ? is : _("nothing"));
  }
  return TRUE;
}

gboolean
yzt_incident_note_edit (YztAct *act, YztStore *store, const YztRow *before, const YztRow *after, const char *author, const char *language, GError **error)
{
  g_return_val_if_fail (act != NULL && before != NULL && after != NULL && author != NULL, FALSE);
  g_autoptr (GString) words = g_string_new (NULL);
  if (!describe (before, after, language, words, error)) {
    return FALSE;
  }
  if (before->has_position != after->has_position || before->lon < after->lon || before->lon > after->lon || before->lat < after->lat || before->lat > after->lat) {
    g_string_append_printf (words, "%s%.5f, %.5f → %.5f, %.5f", words->len > 0 ? "; " : "", before->lon, before->lat, after->lon, after->lat);
  }
  if (words->len == 0) {
    return TRUE;
  }
  g_autofree char *what = g_strdup_printf (_("Changed: %s"), words->str);
  YztLogNote note = { .entry_kind = "edit", .what = what, .author = author, .has_position = after->has_position, .position = { after->lon, after->lat },
                      .now_ms = yzt_clock_now_ms (yzt_store_get_clock (store)) };
  return yzt_act_log (act, yzt_store_get_kinds (store), after->fid, &note, error);
}
