/* yzt-children-rebase.c: what others change in the lines of a form while it is open
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-children-private.h"

static void
tell_line (YztChildLine *line, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (line->problem), sentence);
  gtk_widget_set_visible (line->problem, *sentence != '\0');
}

/* Shows what another wrote in a field that nobody touched here. */
static void
renew_editor (YztChildLine *line, guint field)
{
  YztChildrenEditor *self = line->owner;
  GtkWidget *old = line->editors->pdata[field], *fresh = NULL;
  for (guint i = 0; i < self->n_in_line; i++) {
    fresh = self->in_line[i] == field ? yzt_child_line_make_in_line (line, i) : fresh;
  }
  if (fresh == NULL) {
    fresh = GTK_WIDGET (yzt_child_line_make_editor (line, field));
  }
  GtkBox *box = GTK_BOX (gtk_widget_get_parent (old));
  gtk_box_insert_child_after (box, fresh, old);
  gtk_box_remove (box, old);
}

static void
rebase_line (YztChildLine *line, const YztRow *row)
{
  const char *language = yzt_session_get_language (line->owner->session);
  GTimeZone *zone = yzt_session_get_time_zone (line->owner->session);
  g_autoptr (YztRow) before = line->row;
  g_autoptr (GString) told = g_string_new (NULL);
  line->row = yzt_row_copy (row);
  for (guint f = 0; f < line->editors->len; f++) {
    YztFieldEditor *editor = line->editors->pdata[f];
    const YztField *field = yzt_kind_get_field (line->owner->kind, f);
    if (editor == NULL || yzt_cell_equal (&before->cells[f], &row->cells[f])) {
      continue;
    }
    if (!yzt_field_editor_is_touched (editor)) {
      renew_editor (line, f);
      continue;
    }
    g_autofree char *other = yzt_field_format (field, &row->cells[f], language, zone), *was = yzt_field_format (field, &before->cells[f], language, zone);
    g_autofree char *sentence = g_strdup_printf (_("Somebody else wrote “%s” here where it was “%s”; saving puts your text in its place."), other, was);
    g_string_append_printf (told, "%s%s: %s", told->len > 0 ? "\n" : "", yzt_field_get_label (field, language), sentence);
  }
  if (told->len > 0) {
    tell_line (line, told->str);
  }
}

/* A line in which something was typed stays, as a new one; another goes. */
static void
lose_line (YztChildLine *line)
{
  YztChildrenEditor *self = line->owner;
  if (yzt_child_line_is_touched (line)) {
    line->row->fid = 0;
    line->anew = TRUE;
    tell_line (line, _("Somebody else took this line away; saving adds it anew."));
    return;
  }
  gtk_box_remove (GTK_BOX (self->list), line->box);
  g_ptr_array_remove (self->lines, line);
}

static gboolean
is_known (YztChildrenEditor *self, gint64 fid)
{
  gboolean known = FALSE;
  for (guint i = 0; i < self->lines->len && !known; i++) {
    known = ((YztChildLine *) self->lines->pdata[i])->row->fid == fid;
  }
  for (guint i = 0; i < self->removed->len && !known; i++) {
    known = ((YztRow *) self->removed->pdata[i])->fid == fid;
  }
  return known;
}

void
yzt_children_editor_rebase (YztChildrenEditor *self, GPtrArray *rows)
{
  g_return_if_fail (YZT_IS_CHILDREN_EDITOR (self) && rows != NULL);
  g_autoptr (GHashTable) by_fid = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint i = 0; i < rows->len; i++) {
    YztRow *row = rows->pdata[i];
    if (row->kind == self->kind) {
      g_hash_table_insert (by_fid, &row->fid, row);
    }
  }
  for (guint i = self->removed->len; i > 0; i--) {
    if (!g_hash_table_contains (by_fid, &((YztRow *) self->removed->pdata[i - 1])->fid)) {
      g_ptr_array_remove_index (self->removed, i - 1); /* another did it, too */
    }
  }
  for (guint i = self->lines->len; i > 0; i--) {
    YztChildLine *line = self->lines->pdata[i - 1];
    const YztRow *row = line->row->fid > 0 ? g_hash_table_lookup (by_fid, &line->row->fid) : NULL;
    if (row != NULL) {
      rebase_line (line, row);
    } else if (line->row->fid > 0) {
      lose_line (line);
    }
  }
  for (guint i = 0; i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    if (row->kind == self->kind && !is_known (self, row->fid)) {
      yzt_children_editor_put_line (self, row);
    }
  }
  yzt_children_editor_changed (self);
}

void
yzt_children_editor_orphan (YztChildrenEditor *self)
{
  g_return_if_fail (YZT_IS_CHILDREN_EDITOR (self));
  if (self->owner_kind != NULL) {
    return; /* they name their owner only, and stand where they stood */
  }
  for (guint i = 0; i < self->lines->len; i++) {
    YztChildLine *line = self->lines->pdata[i];
    line->anew = line->anew || line->row->fid > 0;
    line->row->fid = 0;
  }
  g_ptr_array_set_size (self->removed, 0);
  self->owner_fid = 0;
  gtk_widget_set_visible (self->paste, FALSE);
}
