/* yzt-drawing.c: what is drawn for an incident stands in its log, in the same act
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-drawing.h"
#include "yzt-dispatch.h"
#include "yzt-incident-private.h"
#include <glib/gi18n-lib.h>

gboolean
yzt_drawing_is_kind (const YztKind *kind)
{
  const YztField *field = yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE ? yzt_kind_find_field (kind, "incident") : NULL;
  /* A case of the library names its incident, too, and is not drawn: what is drawn holds from some time on. */
  return field != NULL && yzt_field_get_field_type (field) == YZT_FIELD_LINK && yzt_kind_get_field_index (kind, "from_utc") >= 0;
}

gint64
yzt_drawing_incident (const YztRow *row)
{
  g_autoptr (GArray) links = yzt_links_from_text (yzt_row_word (row, "incident"));
  const YztLink *link = links->len > 0 ? &g_array_index (links, YztLink, 0) : NULL;
  return link != NULL && g_str_equal (link->kind, "incident") ? link->fid : 0;
}

/* "Hot zone 热区一" */
static char *
name_of (const YztRow *row, const char *language)
{
  const char *type = yzt_row_word (row, "type"), *name = yzt_row_word (row, "name");
  const char *label = *type != '\0' ? yzt_deed_label (row, "type", type, language) : yzt_kind_get_label (row->kind, language);
  return g_str_equal (label, name) ? g_strdup (name) : g_strdup_printf ("%s %s", label, name);
}

static gboolean
is_same_shape (const YztRow *a, const YztRow *b)
{
  gboolean moved = a->has_position != b->has_position || a->lon < b->lon || a->lon > b->lon || a->lat < b->lat || a->lat > b->lat;
  return !moved && (a->geometry == b->geometry || (a->geometry != NULL && b->geometry != NULL && g_bytes_equal (a->geometry, b->geometry)));
}

/* What changed, field by field; "" nothing that a log tells. */
static char *
changes_of (const YztRow *before, const YztRow *after, const char *language)
{
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint i = 0; i < yzt_kind_get_n_fields (after->kind); i++) {
    const YztField *field = yzt_kind_get_field (after->kind, i);
    if (!yzt_cell_equal (&before->cells[i], &after->cells[i]) && !g_str_equal (yzt_field_get_name (field), "updated_at")) {
      g_autofree char *old = yzt_field_format (field, &before->cells[i], language, NULL), *new = yzt_field_format (field, &after->cells[i], language, NULL);
      g_autofree char *was = yzt_text_shorten (old, 120), *is = yzt_text_shorten (new, 120);
      g_string_append_printf (words, "%s%s: %s → %s", words->len > 0 ? "; " : "", yzt_field_get_label (field, language), *was != '\0' ? was : _("nothing"), *is != '\0' ? is : _("nothing"));
    }
  }
  if (!is_same_shape (before, after)) {
    g_string_append_printf (words, "%s%s", words->len > 0 ? "; " : "", _("moved or drawn anew"));
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
what_of (const YztRow *before, const YztRow *after, const char *language)
{
  g_autofree char *name = name_of (after != NULL ? after : before, language);
  if (before == NULL) {
    return g_strdup_printf (_("Drawn: %s"), name);
  }
  if (after == NULL) {
    return g_strdup_printf (_("Drawing removed: %s"), name);
  }
  g_autofree char *changes = changes_of (before, after, language);
  return *changes != '\0' ? g_strdup_printf (_("Drawing changed: %s (%s)"), name, changes) : NULL;
}

static gboolean
is_there (YztAct *act, YztStore *store, gint64 incident_fid)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "incident");
  g_autoptr (YztRow) row = kind != NULL && incident_fid > 0 ? yzt_act_get_row (act, kind, incident_fid, NULL) : NULL;
  return row != NULL;
}

gboolean
yzt_drawing_note (YztAct *act, YztStore *store, const YztRow *before, const YztRow *after, const char *language, GError **error)
{
  g_return_val_if_fail (act != NULL && (before != NULL || after != NULL), FALSE);
  const YztRow *row = after != NULL ? after : before;
  gint64 incident = yzt_drawing_incident (row);
  g_autofree char *what = what_of (before, after, language);
  if (what == NULL || !is_there (act, store, incident)) {
    return TRUE;
  }
  /* It names the drawing in words and not by a link: what was drawn may be taken back, its line stays. */
  YztLogNote note = { .entry_kind = "drawing", .what = what, .author = yzt_act_get_info (act)->author, .has_position = row->has_position,
                      .position = { row->lon, row->lat }, .now_ms = yzt_clock_now_ms (yzt_store_get_clock (store)) };
  return yzt_act_log (act, yzt_store_get_kinds (store), incident, &note, error);
}

/* --- many at once --- */

typedef struct {
  gint64 incident;
  guint n_drawn, n_changed, n_removed;
} Count;

struct _YztDrawingTally {
  GArray *counts; /* Count; a handful of incidents at most */
};

YztDrawingTally *
yzt_drawing_tally_new (void)
{
  YztDrawingTally *tally = g_new0 (YztDrawingTally, 1);
  tally->counts = g_array_new (FALSE, TRUE, sizeof (Count));
  return tally;
}

void
yzt_drawing_tally_free (YztDrawingTally *tally)
{
  if (tally != NULL) {
    g_array_unref (tally->counts);
    g_free (tally);
  }
}

void
yzt_drawing_tally_add (YztDrawingTally *tally, const YztRow *before, const YztRow *after)
{
  g_return_if_fail (tally != NULL && (before != NULL || after != NULL));
  gint64 incident = yzt_drawing_incident (after != NULL ? after : before);
  guint i = 0;
  while (i < tally->counts->len && g_array_index (tally->counts, Count, i).incident != incident) {
    i++;
  }
  g_array_set_size (tally->counts, MAX (tally->counts->len, i + 1));
  Count *count = &g_array_index (tally->counts, Count, i);
  count->incident = incident;
  count->n_drawn += before == NULL ? 1 : 0;
  count->n_removed += after == NULL ? 1 : 0;
  count->n_changed += before != NULL && after != NULL ? 1 : 0;
}

gboolean
yzt_drawing_tell (YztDrawingTally *tally, YztAct *act, YztStore *store, const YztRow *before, const YztRow *after, const char *language, GError **error)
{
  if (tally == NULL) {
    return yzt_drawing_note (act, store, before, after, language, error);
  }
  yzt_drawing_tally_add (tally, before, after);
  return TRUE;
}

gboolean
yzt_drawing_tally_note (YztDrawingTally *tally, YztAct *act, YztStore *store, GError **error)
{
  g_return_val_if_fail (tally != NULL && act != NULL, FALSE);
  for (guint i = 0; i < tally->counts->len; i++) {
    const Count *count = &g_array_index (tally->counts, Count, i);
    if (!is_there (act, store, count->incident)) {
      continue;
    }
    g_autofree char *what = g_strdup_printf (_("Drawings on the scene: %u drawn, %u changed, %u removed at once"), count->n_drawn, count->n_changed, count->n_removed);
    YztLogNote note = { .entry_kind = "drawing", .what = what, .author = yzt_act_get_info (act)->author, .now_ms = yzt_clock_now_ms (yzt_store_get_clock (store)) };
    if (!yzt_act_log (act, yzt_store_get_kinds (store), count->incident, &note, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* The incident of what is taken back, and those in whose logs it wrote a line. */
static GArray *
find_told (YztAct *act, YztStore *store, GError **error)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "log-entry");
  g_autoptr (GArray) incidents = g_array_new (FALSE, FALSE, sizeof (gint64)), lines = kind != NULL ? yzt_act_read_undone (act, kind, error) : g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (incidents, yzt_act_get_info (act)->incident);
  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    g_autoptr (YztRow) line = yzt_act_get_row (act, kind, g_array_index (lines, gint64, i), NULL);
    gboolean known = line == NULL;
    for (guint k = 0; k < incidents->len && !known; k++) {
      known = g_array_index (incidents, gint64, k) == line->owner_fid;
    }
    if (!known) {
      g_array_append_val (incidents, line->owner_fid);
    }
  }
  return lines != NULL ? g_steal_pointer (&incidents) : NULL;
}

static gboolean
note_undo (YztAct *act, gpointer store, GError **error)
{
  const YztActInfo *info = yzt_act_get_info (act);
  g_autoptr (GArray) incidents = yzt_dispatch_check_stock (act, store, error) ? find_told (act, store, error) : NULL;
  YztLogNote note = { .entry_kind = "drawing", .what = info->label, .author = info->author, .now_ms = yzt_clock_now_ms (yzt_store_get_clock (store)) };
  gboolean good = incidents != NULL;
  for (guint i = 0; good && i < incidents->len; i++) {
    gint64 incident = g_array_index (incidents, gint64, i);
    good = !is_there (act, store, incident) || yzt_act_log (act, yzt_store_get_kinds (store), incident, &note, error);
  }
  return good;
}

void
yzt_drawing_log_undo (YztActInfo *info, YztStore *store)
{
  g_return_if_fail (info != NULL && YZT_IS_STORE (store));
  info->logs = TRUE;
  info->also = note_undo;
  info->also_data = store;
}
