/* yzt-map-export-dialog.c: the map as it is seen, on a sheet: size, resolution, title, legend
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-map-export-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-file-choosers.h"
#include "yzt-map-export.h"
#include "yzt-ui.h"

struct _YztMapExportDialog {
  AdwWindow parent_instance;
  GtkWidget *confirm, *page;
  GtkSpinner *busy;
  AdwComboRow *format, *sheet, *scale, *resolution, *symbols;
  AdwEntryRow *sheet_title;
  GtkSwitch *legend, *graticule, *view_code;
  GtkLabel *outcome;
  YztMapView *map;
  GCancellable *cancellable;
};
G_DEFINE_FINAL_TYPE (YztMapExportDialog, yzt_map_export_dialog, ADW_TYPE_WINDOW)

enum { EXPORTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const struct {
  double width_mm, height_mm;
} sheets[] = { { 297, 210 }, { 210, 297 }, { 420, 297 }, { 297, 420 }, { 594, 420 }, { 420, 594 }, { 841, 594 }, { 594, 841 }, { 1189, 841 }, { 841, 1189 } };
static const double scales[] = { 0, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1e6 };
static const double resolutions_dpi[] = { 96, 150, 300, 600 };
static const char *const endings[] = { "pdf", "png", "svg", "tif" };

static YztMapExportOptions
get_options (YztMapExportDialog *self)
{
  guint sheet = MIN (adw_combo_row_get_selected (self->sheet), G_N_ELEMENTS (sheets) - 1);
  guint resolution = MIN (adw_combo_row_get_selected (self->resolution), G_N_ELEMENTS (resolutions_dpi) - 1);
  return (YztMapExportOptions) {
    .width_mm = sheets[sheet].width_mm,
    .height_mm = sheets[sheet].height_mm,
    .dpi = resolutions_dpi[resolution],
    .title = gtk_editable_get_text (GTK_EDITABLE (self->sheet_title)),
    .legend = gtk_switch_get_active (self->legend),
    .graticule = gtk_switch_get_active (self->graticule),
    .scale_denominator = scales[MIN (adw_combo_row_get_selected (self->scale), G_N_ELEMENTS (scales) - 1)],
    .view_code = gtk_switch_get_active (self->view_code),
    .symbol_set = adw_combo_row_get_selected (self->symbols) == 0 ? YZT_SYMBOL_SET_NATIONAL : YZT_SYMBOL_SET_OURS,
  };
}

static const char *
get_ending (YztMapExportDialog *self)
{
  return endings[MIN (adw_combo_row_get_selected (self->format), G_N_ELEMENTS (endings) - 1)];
}

static void
show_busy (YztMapExportDialog *self, gboolean busy)
{
  gtk_spinner_set_spinning (self->busy, busy);
  yzt_ui_rest (self->page, busy);
  gtk_widget_set_sensitive (self->confirm, !busy);
}

static void
complain (YztMapExportDialog *self, const char *words)
{
  gtk_label_set_text (self->outcome, words);
  gtk_widget_set_visible (GTK_WIDGET (self->outcome), TRUE);
}

static void
on_written (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztMapExportDialog) self = YZT_MAP_EXPORT_DIALOG (user_data);
  g_autoptr (GError) error = NULL;
  gboolean written = yzt_map_view_export_finish (YZT_MAP_VIEW (object), result, &error);
  if (gtk_widget_in_destruction (GTK_WIDGET (self)) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    return;
  }
  show_busy (self, FALSE);
  if (!written) {
    complain (self, error->message);
    return;
  }
  const char *problem = yzt_map_view_export_get_problem (result);
  g_signal_emit (self, signals[EXPORTED], 0, problem != NULL ? problem : _("The map was saved as a sheet"));
  gtk_window_close (GTK_WINDOW (self));
}

void
yzt_map_export_dialog_write (YztMapExportDialog *self, const char *path)
{
  g_return_if_fail (YZT_IS_MAP_EXPORT_DIALOG (self) && path != NULL);
  YztMapExportOptions options = get_options (self);
  gtk_widget_set_visible (GTK_WIDGET (self->outcome), FALSE);
  show_busy (self, TRUE);
  yzt_map_view_export_async (self->map, path, &options, self->cancellable, on_written, g_object_ref (self));
}

static gboolean
says_what_it_is (const char *path)
{
  g_autofree char *small = g_ascii_strdown (path, -1);
  gboolean says = g_str_has_suffix (small, ".tiff");
  for (guint i = 0; !says && i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *ending = g_strconcat (".", endings[i], NULL);
    says = g_str_has_suffix (small, ending);
  }
  return says;
}

void
yzt_map_export_dialog_write_at (YztMapExportDialog *self, const char *path)
{
  g_return_if_fail (YZT_IS_MAP_EXPORT_DIALOG (self) && path != NULL);
  g_autofree char *whole = g_strdup_printf ("%s.%s", path, get_ending (self)), *name = g_path_get_basename (whole);
  if (says_what_it_is (path)) {
    yzt_map_export_dialog_write (self, path);
  } else if (!g_file_test (whole, G_FILE_TEST_EXISTS)) {
    yzt_map_export_dialog_write (self, whole);
  } else { /* the desktop asked about another name than this */
    g_autofree char *words = g_strdup_printf (_("“%s” is there already; choose another name."), name);
    complain (self, words);
  }
}

static void
on_chosen (GFile *file, gpointer user_data)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL) {
    yzt_map_export_dialog_write_at (YZT_MAP_EXPORT_DIALOG (user_data), path);
  }
}

static void
on_confirm (YztMapExportDialog *self)
{
  const char *title = gtk_editable_get_text (GTK_EDITABLE (self->sheet_title));
  g_autofree char *name = g_strdup_printf ("%s.%s", *title != '\0' ? title : _("Map"), get_ending (self));
  g_strdelimit (name, "/\\", '-');
  yzt_choose_file_to_write (GTK_WINDOW (self), _("Save the Map"), name, on_chosen, self);
}

static void
on_format_changed (YztMapExportDialog *self)
{
  gboolean tiff = g_str_equal (get_ending (self), "tif");
  gtk_widget_set_sensitive (GTK_WIDGET (self->resolution), tiff || g_str_equal (get_ending (self), "png"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->legend), !tiff); /* what stands round the map has no place on the earth */
}

static void
yzt_map_export_dialog_dispose (GObject *object)
{
  YztMapExportDialog *self = YZT_MAP_EXPORT_DIALOG (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->map);
  yzt_ui_dispose_template (GTK_WIDGET (object), YZT_TYPE_MAP_EXPORT_DIALOG);
  G_OBJECT_CLASS (yzt_map_export_dialog_parent_class)->dispose (object);
}

static void
yzt_map_export_dialog_class_init (YztMapExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_map_export_dialog_dispose;
  signals[EXPORTED] = g_signal_new ("exported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/yizhangtu/Yizhangtu/yzt-map-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, YztMapExportDialog, confirm);
  gtk_widget_class_bind_template_child (widget_class, YztMapExportDialog, page);
  gtk_widget_class_bind_template_child (widget_class, YztMapExportDialog, busy);
  gtk_widget_class_bind_template_child (widget_class, YztMapExportDialog, format);
  gtk_widget_class_bind_template_child (widget_class, YztMapExportDialog, sheet);
  gtk_widget_class_bind_template_child (widget_class, YztMapExportDialog, scale);
  gtk_widget_class_bind_template_child (widget_class, YztMapExportDialog, resolution);
  gtk_widget_class_bind_template_child (widget_class, YztMapExportDialog, symbols);
  gtk_widget_class_bind_template_child (widget_class, YztMapExportDialog, sheet_title);
  gtk_widget_class_bind_template_child (widget_class, YztMapExportDialog, legend);
  gtk_widget_class_bind_template_child (widget_class, YztMapExportDialog, graticule);
  gtk_widget_class_bind_template_child (widget_class, YztMapExportDialog, view_code);
  gtk_widget_class_bind_template_child (widget_class, YztMapExportDialog, outcome);
  gtk_widget_class_bind_template_callback (widget_class, on_confirm);
  gtk_widget_class_bind_template_callback (widget_class, on_format_changed);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
yzt_map_export_dialog_init (YztMapExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  adw_combo_row_set_selected (self->resolution, 2);
  on_format_changed (self);
}

YztMapExportDialog *
yzt_map_export_dialog_new (GtkWindow *parent, YztMapView *map, const char *title)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (map), NULL);
  YztMapExportDialog *self = g_object_new (YZT_TYPE_MAP_EXPORT_DIALOG, "transient-for", parent, NULL);
  self->map = g_object_ref (map);
  gtk_editable_set_text (GTK_EDITABLE (self->sheet_title), title != NULL ? title : "");
  return self;
}
