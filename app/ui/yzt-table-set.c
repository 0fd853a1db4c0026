/* yzt-table-set.c: one value for many rows, and many rows away, each as one act
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-table-set.h"
#include <glib/gi18n-lib.h>
#include "yzt-edits.h"
#include "yzt-field-editor.h"
#include "yzt-preview-dialog.h"
#include "yzt-table-private.h"
#include "yzt-ui.h"

/* An act of more rows belongs into an import. */
#define MOST_ROWS 50000
#define MOST_SHOWN 60

/* The dialog while it is open. */
typedef struct {
  YztTablePanel *panel;
  YztSheet *sheet;
  YztPreviewDialog *dialog;
  GArray *fids;      /* gint64 */
  GArray *columns;   /* guint: those that may be set */
  GtkDropDown *field;
  GtkWidget *place;  /* where the editor stands */
  YztFieldEditor *editor;
  GtkWidget *empty;  /* nothing is the value */
  gboolean touched;  /* something was chosen or written: what merely stands there when the dialog opens is nobody's word */
} Setting;

static void
setting_free (gpointer data)
{
  Setting *setting = data;
  g_object_unref (setting->panel);
  g_object_unref (setting->sheet);
  g_array_unref (setting->fids);
  g_array_unref (setting->columns);
  g_free (setting);
}

static guint
chosen_column (Setting *setting)
{
  return g_array_index (setting->columns, guint, gtk_drop_down_get_selected (setting->field));
}

static gboolean
is_to_be_empty (Setting *setting)
{
  return gtk_check_button_get_active (GTK_CHECK_BUTTON (setting->empty));
}

/* FALSE when what is written is no value. */
static gboolean
get_value (Setting *setting, YztCell *value)
{
  if (is_to_be_empty (setting)) {
    *value = (YztCell) { .type = YZT_CELL_NULL };
    return TRUE;
  }
  return yzt_field_editor_get_cell (setting->editor, value);
}

static char *
row_name (YztSheet *sheet, guint position)
{
  int column = yzt_sheet_find_column (sheet, "name");
  return column >= 0 ? yzt_sheet_format (sheet, position, (guint) column) : g_strdup_printf ("%ld", (long) yzt_sheet_get_fid (sheet, position));
}

/* Rows that would change; the first ones as lines of the preview. */
static guint
preview_rows (Setting *setting, guint column, const YztCell *value)
{
  const YztField *field = yzt_sheet_get_field (setting->sheet, column);
  g_autofree char *now = yzt_field_format (field, value, yzt_sheet_get_language (setting->sheet), yzt_sheet_get_zone (setting->sheet));
  guint n = 0, position = 0;
  for (guint i = 0; i < setting->fids->len; i++) {
    if (!yzt_sheet_find (setting->sheet, g_array_index (setting->fids, gint64, i), &position)) {
      continue;
    }
    YztCell old = yzt_sheet_get_cell (setting->sheet, position, column);
    if (!yzt_cell_equal (&old, value) && n++ < MOST_SHOWN) {
      g_autofree char *name = row_name (setting->sheet, position);
      g_autofree char *before = yzt_sheet_format (setting->sheet, position, column);
      yzt_preview_dialog_add_change (setting->dialog, name, before, now);
    }
  }
  return n;
}

static void
show_preview (Setting *setting)
{
  YztCell value;
  yzt_preview_dialog_clear (setting->dialog);
  gtk_widget_set_sensitive (setting->place, !is_to_be_empty (setting));
  if (!setting->touched && !is_to_be_empty (setting)) {
    yzt_preview_dialog_set_summary (setting->dialog, _("Choose the field and write the value; what changes is shown here first."));
    yzt_preview_dialog_set_accept (setting->dialog, NULL);
    return;
  }
  if (!get_value (setting, &value)) {
    yzt_preview_dialog_set_summary (setting->dialog, _("Mend the value first."));
    yzt_preview_dialog_set_accept (setting->dialog, NULL);
    return;
  }
  guint column = chosen_column (setting), n = preview_rows (setting, column, &value);
  guint same = setting->fids->len - n;
  g_autofree char *summary = g_strdup_printf (_("%u of %u rows change; %u say so already."), n, setting->fids->len, same);
  g_autofree char *accept = g_strdup_printf (ngettext ("Change %u Row", "Change %u Rows", n), n);
  yzt_preview_dialog_set_summary (setting->dialog, summary);
  yzt_preview_dialog_set_accept (setting->dialog, n > 0 ? accept : NULL);
  if (n > MOST_SHOWN) {
    g_autofree char *more = g_strdup_printf (_("… and %u more"), n - MOST_SHOWN);
    yzt_preview_dialog_add_note (setting->dialog, more);
  }
  yzt_cell_clear (&value);
}

static void
on_changed (Setting *setting)
{
  setting->touched = TRUE;
  show_preview (setting);
}

static void
show_editor (Setting *setting)
{
  YztCell nothing = { .type = YZT_CELL_NULL };
  const YztField *field = yzt_sheet_get_field (setting->sheet, chosen_column (setting));
  yzt_ui_clear_children (setting->place);
  GtkWidget *editor = yzt_field_editor_new (field, &nothing, setting->panel->session);
  setting->editor = YZT_FIELD_EDITOR (editor);
  setting->touched = FALSE;
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (on_changed), setting);
  gtk_box_append (GTK_BOX (setting->place), editor);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (setting->empty), FALSE);
  gtk_widget_set_visible (setting->empty, !yzt_field_is_required (field));
  show_preview (setting);
}

static void
on_accepted (Setting *setting)
{
  YztCell value;
  guint column = chosen_column (setting), position = 0;
  if (!get_value (setting, &value)) {
    return;
  }
  YztKind *kind = yzt_sheet_get_kind (setting->sheet);
  /* Translators: field, number of rows, kind: "Set Keeper of 12 rows: Depot" */
  g_autofree char *label = g_strdup_printf (_("Set %s of %u rows: %s"), yzt_sheet_get_label (setting->sheet, column), setting->fids->len,
                                            yzt_kind_get_label (kind, yzt_sheet_get_language (setting->sheet)));
  YztEdits *edits = yzt_edits_new (label);
  for (guint i = 0; i < setting->fids->len; i++) {
    gint64 fid = g_array_index (setting->fids, gint64, i);
    if (yzt_sheet_find (setting->sheet, fid, &position)) {
      YztCell old = yzt_sheet_get_cell (setting->sheet, position, column);
      if (!yzt_cell_equal (&old, &value)) {
        yzt_edits_set_cell (edits, kind, fid, column, &old, &value);
      }
    }
  }
  yzt_field_editor_put (setting->editor, edits);
  yzt_cell_clear (&value);
  yzt_session_write_edits_async (setting->panel->session, edits, NULL, NULL);
  gtk_window_close (GTK_WINDOW (setting->dialog));
}

static gboolean
is_own (const YztField *field)
{
  const char *name = yzt_field_get_name (field);
  return g_str_equal (name, "name") || g_str_equal (name, "code");
}

static GtkWidget *
new_controls (Setting *setting)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint chosen = 0;
  gboolean first = TRUE;
  for (guint i = 0; i < yzt_kind_get_n_fields (yzt_sheet_get_kind (setting->sheet)); i++) {
    if (yzt_sheet_is_editable (setting->sheet, i)) {
      /* The cursor's column; where that is the name, which hardly ever is the same for many, the next one. */
      gboolean own = is_own (yzt_sheet_get_field (setting->sheet, i));
      chosen = (i == setting->panel->cursor.column && !own) || (!own && first) ? setting->columns->len : chosen;
      first = first && own;
      g_array_append_val (setting->columns, i);
      gtk_string_list_append (labels, yzt_sheet_get_label (setting->sheet, i));
    }
  }
  setting->field = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL));
  setting->place = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_drop_down_set_selected (setting->field, chosen);
  gtk_accessible_update_property (GTK_ACCESSIBLE (setting->field), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Field"), -1);
  g_signal_connect_swapped (setting->field, "notify::selected", G_CALLBACK (show_editor), setting);
  gtk_box_append (GTK_BOX (box), yzt_ui_label (_("Field"), "field-name"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (setting->field));
  setting->empty = gtk_check_button_new_with_label (_("Leave it empty"));
  gtk_widget_set_tooltip_text (setting->empty, _("What these rows say here is taken away"));
  g_signal_connect_swapped (setting->empty, "toggled", G_CALLBACK (show_preview), setting);
  gtk_box_append (GTK_BOX (box), setting->place);
  gtk_box_append (GTK_BOX (box), setting->empty);
  return box;
}

static GArray *
fids_meant (YztTablePanel *panel)
{
  g_autoptr (GArray) positions = yzt_table_panel_rows_meant (panel);
  GArray *fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < positions->len; i++) {
    gint64 fid = yzt_sheet_get_fid (panel->sheet, g_array_index (positions, guint, i));
    g_array_append_val (fids, fid);
  }
  if (fids->len == 0) {
    yzt_table_panel_say (panel, _("Select rows first: click one, Shift or Ctrl with more, Ctrl+A for all."), FALSE);
  } else if (fids->len > MOST_ROWS) {
    yzt_table_panel_say (panel, _("That is more than 50 000 rows; filter the table first, or import a file."), FALSE);
    g_array_set_size (fids, 0);
  }
  return fids;
}

void
yzt_table_set_values (YztTablePanel *panel)
{
  g_return_if_fail (YZT_IS_TABLE_PANEL (panel));
  g_autoptr (GArray) fids = fids_meant (panel);
  if (fids->len == 0) {
    return;
  }
  Setting *setting = g_new0 (Setting, 1);
  setting->panel = g_object_ref (panel);
  setting->sheet = g_object_ref (panel->sheet);
  setting->fids = g_array_ref (fids);
  setting->columns = g_array_new (FALSE, FALSE, sizeof (guint));
  setting->dialog = yzt_preview_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (panel))), _("Set a Value"));
  yzt_preview_dialog_set_controls (setting->dialog, new_controls (setting));
  show_editor (setting);
  g_signal_connect_swapped (setting->dialog, "accepted", G_CALLBACK (on_accepted), setting);
  g_object_set_data_full (G_OBJECT (setting->dialog), "setting", setting, setting_free);
  gtk_window_present (GTK_WINDOW (setting->dialog));
  gtk_widget_child_focus (GTK_WIDGET (setting->editor), GTK_DIR_TAB_FORWARD);
}

static void
on_read_rows (YztTablePanel *panel)
{
  if (panel->sheet == NULL || !yzt_sheet_is_loaded (panel->sheet) || yzt_sheet_is_busy (panel->sheet)) {
    return;
  }
  g_signal_handlers_disconnect_by_func (panel->sheet, on_read_rows, panel);
  yzt_table_set_values (panel);
}

void
yzt_table_set_values_when_read (YztTablePanel *panel)
{
  g_return_if_fail (YZT_IS_TABLE_PANEL (panel));
  if (panel->sheet == NULL || !yzt_table_may_write (panel)) {
    return;
  }
  g_signal_handlers_disconnect_by_func (panel->sheet, on_read_rows, panel);
  g_signal_connect_swapped (panel->sheet, "progress", G_CALLBACK (on_read_rows), panel);
  on_read_rows (panel);
}

/* --- deleting --- */

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztTablePanel) panel = user_data;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, NULL);
  if (act != NULL) {
    yzt_table_panel_say (panel, act->label, TRUE);
  }
}

void
yzt_table_delete_rows (YztTablePanel *panel)
{
  g_return_if_fail (YZT_IS_TABLE_PANEL (panel));
  g_autoptr (GArray) fids = fids_meant (panel);
  guint position = 0;
  if (fids->len == 0) {
    return;
  }
  YztKind *kind = yzt_sheet_get_kind (panel->sheet);
  const char *kind_label = yzt_kind_get_label (kind, yzt_session_get_language (panel->session));
  yzt_sheet_find (panel->sheet, g_array_index (fids, gint64, 0), &position);
  g_autofree char *name = row_name (panel->sheet, position);
  g_autofree char *label = fids->len == 1 ? g_strdup_printf (_("Delete %s %s"), kind_label, name)
                                          : g_strdup_printf (_("Delete %u rows: %s"), fids->len, kind_label);
  YztEdits *edits = yzt_edits_new (label);
  for (guint i = 0; i < fids->len; i++) {
    yzt_edits_delete (edits, kind, g_array_index (fids, gint64, i));
  }
  yzt_session_write_edits_async (panel->session, edits, on_deleted, g_object_ref (panel));
}
