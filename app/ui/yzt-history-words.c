/* yzt-history-words.c: how the diary and the history of a feature say when, who and what
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-history-words.h"
#include <glib/gi18n-lib.h>

static char *
format (YztSession *session, gint64 at_ms, const char *pattern)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, yzt_session_get_time_zone (session));
  return g_date_time_format (local, pattern);
}

char *
yzt_history_day (YztSession *session, gint64 at_ms)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  const gint64 day_ms = G_GINT64_CONSTANT (24) * 3600 * 1000;
  gint64 now_ms = yzt_clock_now_ms (yzt_session_get_clock (session));
  g_autofree char *day = format (session, at_ms, "%Y-%m-%d");
  g_autofree char *today = format (session, now_ms, "%Y-%m-%d");
  g_autofree char *yesterday = format (session, now_ms - day_ms, "%Y-%m-%d");
  if (g_str_equal (day, today)) {
    return g_strdup_printf (_("Today, %s"), day);
  }
  if (g_str_equal (day, yesterday)) {
    return g_strdup_printf (_("Yesterday, %s"), day);
  }
  return g_steal_pointer (&day);
}

char *
yzt_history_clock (YztSession *session, gint64 at_ms)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  return format (session, at_ms, "%H:%M:%S");
}

char *
yzt_history_minute (YztSession *session, gint64 at_ms)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  return format (session, at_ms, "%Y-%m-%d %H:%M");
}

const char *
yzt_history_author (const char *author)
{
  /* As the store signs what it found changed in the file. */
  return g_strcmp0 (author, "outside") == 0 ? _("another programme") : author;
}

const char *
yzt_history_what (YztHistoryWhat what)
{
  switch (what) {
  case YZT_HISTORY_CREATED: return _("added");
  case YZT_HISTORY_DELETED: return _("deleted");
  case YZT_HISTORY_CHANGED:
  default: return _("changed");
  }
}

/* What was there is struck through; what came is plain: told without colour, and read aloud in the right order. */
static char *
change_markup (const YztHistoryField *field)
{
  g_autofree char *before = field->old_text != NULL ? g_markup_escape_text (field->old_text, -1) : NULL;
  g_autofree char *after = field->new_text != NULL ? g_markup_escape_text (field->new_text, -1) : NULL;
  if (before != NULL && after != NULL) {
    return g_strdup_printf ("<span alpha='65%%'><s>%s</s></span>  →  %s", before, after);
  }
  return before != NULL ? g_strdup_printf ("<span alpha='65%%'><s>%s</s></span>", before) : g_strdup (after != NULL ? after : "");
}

GtkWidget *
yzt_history_grid_new (const GArray *fields)
{
  GtkWidget *grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  for (guint i = 0; fields != NULL && i < fields->len; i++) {
    const YztHistoryField *field = &g_array_index (fields, YztHistoryField, i);
    g_autofree char *markup = change_markup (field);
    GtkWidget *name = yzt_ui_label (field->label != NULL ? field->label : field->field, "field-name");
    GtkWidget *value = yzt_ui_label (NULL, "field-value number");
    gtk_label_set_wrap (GTK_LABEL (name), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_width_chars (GTK_LABEL (name), 14);
    gtk_label_set_max_width_chars (GTK_LABEL (name), 14);
    gtk_widget_set_valign (name, GTK_ALIGN_BASELINE);
    gtk_label_set_markup (GTK_LABEL (value), markup);
    gtk_label_set_wrap (GTK_LABEL (value), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_selectable (GTK_LABEL (value), TRUE);
    gtk_widget_set_can_focus (value, FALSE);
    gtk_widget_set_hexpand (value, TRUE);
    gtk_widget_set_valign (value, GTK_ALIGN_BASELINE);
    gtk_grid_attach (GTK_GRID (grid), name, 0, (int) i, 1, 1);
    gtk_grid_attach (GTK_GRID (grid), value, 1, (int) i, 1, 1);
  }
  return grid;
}

GtkWidget *
yzt_history_paragraph_new (const GArray *fields)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; fields != NULL && i < fields->len; i++) {
    const YztHistoryField *field = &g_array_index (fields, YztHistoryField, i);
    const char *value = field->new_text != NULL ? field->new_text : field->old_text;
    g_string_append_printf (text, "%s%s %s", text->len > 0 ? " · " : "", field->label != NULL ? field->label : field->field,
                            value != NULL ? value : "");
  }
  GtkWidget *label = yzt_ui_label (text->str, "second-line number");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 4);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return label;
}
