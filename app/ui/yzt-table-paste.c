/* yzt-table-paste.c: cells from a spreadsheet into the table: shown first, written as one act
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-table-paste.h"
#include <glib/gi18n-lib.h>
#include "yzt-paste.h"
#include "yzt-preview-dialog.h"
#include "yzt-table-private.h"
#include "yzt-task.h"
#include "yzt-ui.h"

#define MOST_SHOWN 60

/* One paste, from the clipboard to the act. */
typedef struct {
  GtkWidget *widget;  /* whose window asks */
  YztSession *session;
  YztStore *store;
  YztKind *kind;
  GArray *fields, *fids;
  gint64 owner_fid;
  GTimeZone *zone;
  char *text;
  YztPastePlan *plan; /* once it is made */
  YztPreviewDialog *dialog;
} Paste;

static void
paste_free (gpointer data)
{
  Paste *paste = data;
  g_object_unref (paste->widget);
  g_object_unref (paste->session);
  g_object_unref (paste->store);
  yzt_kind_unref (paste->kind);
  g_array_unref (paste->fields);
  g_array_unref (paste->fids);
  g_time_zone_unref (paste->zone);
  g_free (paste->text);
  yzt_paste_plan_free (paste->plan);
  g_free (paste);
}

static void
say (Paste *paste, const char *sentence)
{
  if (YZT_IS_TABLE_PANEL (paste->widget)) {
    yzt_table_panel_say (YZT_TABLE_PANEL (paste->widget), sentence, FALSE);
  } else {
    g_signal_emit_by_name (paste->session, "said", sentence);
  }
}

static void
on_accepted (Paste *paste)
{
  const char *kind = yzt_kind_get_label (paste->kind, yzt_session_get_language (paste->session));
  guint n = paste->plan->changes->len + paste->plan->moves->len;
  g_autofree char *label = n > 0 ? g_strdup_printf (_("Paste %u cells and %u new rows: %s"), n, paste->plan->new_rows->len, kind)
                                 : g_strdup_printf (_("Paste %u new rows: %s"), paste->plan->new_rows->len, kind);
  yzt_session_write_edits_async (paste->session, yzt_paste_plan_to_edits (paste->plan, label), NULL, NULL);
  gtk_window_close (GTK_WINDOW (paste->dialog));
}

/* Names of the rows that stand in the table; a number for others. */
static char *
name_of (Paste *paste, gint64 fid)
{
  guint position = 0;
  YztSheet *sheet = YZT_IS_TABLE_PANEL (paste->widget) ? yzt_table_panel_get_sheet (YZT_TABLE_PANEL (paste->widget)) : NULL;
  int column = sheet != NULL ? yzt_sheet_find_column (sheet, "name") : -1;
  if (column >= 0 && yzt_sheet_find (sheet, fid, &position)) {
    return yzt_sheet_format (sheet, position, (guint) column);
  }
  return g_strdup_printf ("%ld", (long) fid);
}

static void
show_changes (Paste *paste)
{
  const char *language = yzt_session_get_language (paste->session);
  YztPastePlan *plan = paste->plan;
  guint shown = 0;
  for (guint i = 0; i < plan->changes->len && shown < MOST_SHOWN; i++, shown++) {
    const YztPasteChange *change = &g_array_index (plan->changes, YztPasteChange, i);
    const YztField *field = yzt_kind_get_field (plan->kind, change->field);
    g_autofree char *name = name_of (paste, change->fid);
    g_autofree char *where = g_strdup_printf ("%s · %s", name, yzt_field_get_label (field, language));
    g_autofree char *old = yzt_field_format (field, &change->old, language, paste->zone);
    g_autofree char *now = yzt_field_format (field, &change->value, language, paste->zone);
    yzt_preview_dialog_add_change (paste->dialog, where, old, now);
  }
  for (guint i = 0; i < plan->moves->len && shown < MOST_SHOWN; i++, shown++) {
    const YztPasteMove *move = &g_array_index (plan->moves, YztPasteMove, i);
    g_autofree char *name = name_of (paste, move->fid), *where = g_strdup_printf ("%s · %s", name, _("Position"));
    g_autofree char *from = move->was_placed ? yzt_coordinate_format (move->from, 6) : NULL, *to = yzt_coordinate_format (move->to, 6);
    yzt_preview_dialog_add_change (paste->dialog, where, from, to);
  }
  for (guint i = 0; i < plan->new_rows->len && shown < MOST_SHOWN; i++, shown++) {
    const char *name = yzt_row_get_text (plan->new_rows->pdata[i], "name");
    yzt_preview_dialog_add_change (paste->dialog, _("New row"), NULL, name);
  }
  guint all = plan->changes->len + plan->moves->len + plan->new_rows->len;
  if (all > shown) {
    g_autofree char *more = g_strdup_printf (_("… and %u more"), all - shown);
    yzt_preview_dialog_add_note (paste->dialog, more);
  }
  if (plan->n_passed > 0) {
    g_autofree char *passed = g_strdup_printf (ngettext ("%u cell stands in a column that is not pasted into and is passed over",
                                                         "%u cells stand in columns that are not pasted into and are passed over", plan->n_passed), plan->n_passed);
    yzt_preview_dialog_add_note (paste->dialog, passed);
  }
}

static void
show_plan (Paste *paste)
{
  YztPastePlan *plan = paste->plan;
  guint n_changes = plan->changes->len + plan->moves->len, good = n_changes + plan->new_rows->len;
  paste->dialog = yzt_preview_dialog_new (GTK_WINDOW (gtk_widget_get_root (paste->widget)), _("Paste from a Spreadsheet"));
  g_object_set_data_full (G_OBJECT (paste->dialog), "paste", paste, paste_free);
  g_autofree char *summary =
      g_strdup_printf (_("%u cells in %u lines: %u change, %u are the same, %u new rows, %u cannot be taken."), plan->n_cells, plan->n_lines,
                       n_changes, plan->n_same, plan->new_rows->len, plan->n_problems);
  yzt_preview_dialog_set_summary (paste->dialog, summary);
  for (guint i = 0; i < plan->problems->len; i++) {
    yzt_preview_dialog_add_problem (paste->dialog, plan->problems->pdata[i]);
  }
  show_changes (paste);
  g_autofree char *accept = plan->n_problems > 0 ? g_strdup_printf (_("Paste All but These %u"), plan->n_problems) : g_strdup (_("Paste"));
  yzt_preview_dialog_set_accept (paste->dialog, good > 0 ? accept : NULL);
  g_signal_connect_swapped (paste->dialog, "accepted", G_CALLBACK (on_accepted), paste);
  gtk_window_present (GTK_WINDOW (paste->dialog));
}

static void
plan_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Paste *paste = data;
  GError *error = NULL;
  YztPasteTarget target = { .kind = paste->kind, .fields = (const guint *) (gpointer) paste->fields->data, .n_fields = paste->fields->len,
                            .fids = (const gint64 *) (gpointer) paste->fids->data, .n_fids = paste->fids->len, .owner_fid = paste->owner_fid,
                            .language = yzt_session_get_language (paste->session), .zone = paste->zone };
  paste->plan = yzt_paste_plan_new (paste->store, &target, paste->text, cancellable, &error);
  if (paste->plan == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_boolean (task, TRUE);
  }
}

static void
on_planned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Paste *paste = user_data;
  g_autoptr (GError) error = NULL;
  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    say (paste, yzt_ui_error_text (error));
    paste_free (paste);
  } else if (gtk_widget_get_root (paste->widget) == NULL) {
    paste_free (paste); /* the window was closed meanwhile */
  } else if (paste->plan->n_lines == 0) {
    say (paste, _("The clipboard holds no rows; copy cells in the spreadsheet first."));
    paste_free (paste);
  } else {
    show_plan (paste);
  }
}

/* Takes @paste and @text. */
static void
plan (Paste *paste, char *text)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_planned, paste);
  paste->text = text;
  g_task_set_task_data (task, paste, NULL);
  yzt_task_run_in_thread (task, plan_in_thread);
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Paste *paste = user_data;
  char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  if (text == NULL) {
    say (paste, _("The clipboard holds no rows; copy cells in the spreadsheet first."));
    paste_free (paste);
    return;
  }
  plan (paste, text);
}

static Paste *
paste_new (GtkWidget *widget, YztSession *session, YztKind *kind)
{
  Paste *paste = g_new0 (Paste, 1);
  paste->widget = g_object_ref (widget);
  paste->session = g_object_ref (session);
  paste->store = g_object_ref (yzt_session_get_store (session));
  paste->kind = yzt_kind_ref (kind);
  paste->zone = g_time_zone_ref (yzt_session_get_time_zone (session));
  paste->fields = g_array_new (FALSE, FALSE, sizeof (guint));
  paste->fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  return paste;
}

/* From the cursor to the right and down. */
static Paste *
paste_into_table (YztTablePanel *panel)
{
  Paste *paste = paste_new (GTK_WIDGET (panel), panel->session, yzt_sheet_get_kind (panel->sheet));
  g_autoptr (GArray) columns = yzt_table_panel_shown_columns (panel);
  gboolean begun = FALSE;
  for (guint i = 0; i < columns->len; i++) {
    guint column = g_array_index (columns, guint, i);
    begun |= column == panel->cursor.column;
    guint field = yzt_sheet_is_editable (panel->sheet, column) ? column : YZT_PASTE_NO_FIELD;
    if (begun) {
      g_array_append_val (paste->fields, field);
    }
  }
  guint n = g_list_model_get_n_items (G_LIST_MODEL (panel->sheet));
  for (guint i = panel->cursor.position; i < n && paste->fids->len < 1000000; i++) {
    gint64 fid = yzt_sheet_get_fid (panel->sheet, i);
    g_array_append_val (paste->fids, fid);
  }
  return paste;
}

void
yzt_table_paste (YztTablePanel *panel)
{
  g_return_if_fail (YZT_IS_TABLE_PANEL (panel));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (panel)), NULL, on_text, paste_into_table (panel));
}

void
yzt_table_paste_text (YztTablePanel *panel, const char *text)
{
  g_return_if_fail (YZT_IS_TABLE_PANEL (panel));
  plan (paste_into_table (panel), g_strdup (text));
}

void
yzt_paste_children (GtkWidget *widget, YztSession *session, YztKind *kind, gint64 owner_fid)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && YZT_IS_SESSION (session) && kind != NULL);
  Paste *paste = paste_new (widget, session, kind);
  paste->owner_fid = owner_fid;
  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    g_array_append_val (paste->fields, i);
  }
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, on_text, paste);
}
