/* yzt-print.c: to the printer: the one place that runs the desktop's print dialog
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-print.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "yzt-watchdog.h"

typedef struct {
  GPtrArray *pages;
  double width_pt, height_pt;
} Pages;

static void
pages_free (gpointer data)
{
  Pages *pages = data;
  g_ptr_array_unref (pages->pages);
  g_free (pages);
}

/* GTK tells its failures nobody: a paper that did not come out is told where it was asked for. */
static void
on_done (GtkPrintOperation *operation, GtkPrintOperationResult result, GtkWindow *parent)
{
  g_autoptr (GError) error = NULL;
  yzt_watchdog_background ("print-done");
  if (result != GTK_PRINT_OPERATION_RESULT_ERROR) {
    return;
  }
  gtk_print_operation_get_error (operation, &error);
  GtkWidget *dialog = adw_message_dialog_new (parent, _("Not printed"), NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _("%s\nChoose another printer, or “Print to File” with another folder."), error != NULL ? error->message : "");
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* “Print to File” proposes the paper's own name; the last one would be overwritten without a word by “output”. */
static void
name_file (GtkPrintOperation *operation, const char *title)
{
  g_autoptr (GtkPrintSettings) settings = gtk_print_settings_new ();
  g_autofree char *name = g_strdelimit (g_strdup (title), "/\\:*?\"<>|\n", '-');
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_BASENAME, name);
  gtk_print_operation_set_print_settings (operation, settings);
}

void
yzt_print_run (GtkWindow *parent, const char *title, GtkPrintOperation *operation, const char *export_path)
{
  g_return_if_fail (title != NULL && GTK_IS_PRINT_OPERATION (operation));
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr (GtkPaperSize) a4 = gtk_paper_size_new (GTK_PAPER_NAME_A4);
  gtk_page_setup_set_paper_size_and_default_margins (setup, a4);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_job_name (operation, title);
  name_file (operation, title);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  if (parent != NULL) {
    g_signal_connect_object (operation, "done", G_CALLBACK (on_done), parent, 0);
  }
  if (export_path != NULL) {
    gtk_print_operation_set_export_filename (operation, export_path);
  }
  gtk_print_operation_run (operation, export_path != NULL ? GTK_PRINT_OPERATION_ACTION_EXPORT : GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, NULL);
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int number, const Pages *pages)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double scale = MIN (gtk_print_context_get_width (context) / pages->width_pt, gtk_print_context_get_height (context) / pages->height_pt);
  if (number >= 0 && (guint) number < pages->pages->len) {
    cairo_scale (cr, scale, scale);
    cairo_set_source_surface (cr, pages->pages->pdata[number], 0, 0);
    cairo_paint (cr);
  }
}

void
yzt_print_pages (GtkWindow *parent, const char *title, GPtrArray *surfaces, double width_pt, double height_pt, const char *export_path)
{
  g_return_if_fail (surfaces != NULL && surfaces->len > 0 && width_pt > 0 && height_pt > 0);
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  Pages *pages = g_new0 (Pages, 1);
  *pages = (Pages) { g_ptr_array_ref (surfaces), width_pt, height_pt };
  g_object_set_data_full (G_OBJECT (operation), "yzt-pages", pages, pages_free);
  gtk_print_operation_set_n_pages (operation, (int) surfaces->len);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_page), pages);
  yzt_print_run (parent, title, operation, export_path);
}
