/* yzt-file-choosers.c: the desktop's file choosers, as one question each
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-file-choosers.h"
#include <glib/gi18n-lib.h>

typedef struct {
  YztFileFunc func;
  GObject *user_data;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;
  g_clear_object (&question->user_data);
  g_free (question);
}

static void
on_response (GtkNativeDialog *dialog, int response, Question *question)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    if (file != NULL) {
      question->func (file, question->user_data);
    }
  }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
ask (GtkFileChooserNative *chooser, YztFileFunc func, gpointer user_data)
{
  Question *question = g_new0 (Question, 1);
  question->func = func;
  question->user_data = g_object_ref (user_data);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_data (chooser, "response", G_CALLBACK (on_response), question, question_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
add_filter (GtkFileChooserNative *chooser, const char *name, const char *const *suffixes)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; suffixes != NULL && suffixes[i] != NULL; i++) {
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  }
  if (suffixes == NULL) {
    gtk_file_filter_add_pattern (filter, "*");
  }
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
}

void
yzt_choose_map_to_open (GtkWindow *parent, YztFileFunc func, gpointer user_data)
{
  static const char *const maps[] = { "gpkg", NULL };
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Open Map"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"),
                                                               _("_Cancel"));
  add_filter (chooser, _("Maps (*.gpkg)"), maps);
  add_filter (chooser, _("All files"), NULL);
  ask (chooser, func, user_data);
}

void
yzt_choose_map_to_make (GtkWindow *parent, YztFileFunc func, gpointer user_data)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("New Map"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, _("_Create"),
                                                               _("_Cancel"));
  /* Translators: name of a new map's file; keep the ending. */
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _("Map.yzt.gpkg"));
  ask (chooser, func, user_data);
}

void
yzt_choose_file_to_import (GtkWindow *parent, YztFileFunc func, gpointer user_data)
{
  static const char *const tables[] = { "csv", "tsv", "txt", "xlsx", "xls", "ods", "geojson", "geojsonl", "json", "gpkg", "shp", "kml", "kmz", "gpx",
                                        "fgb", "dxf", "tab", "mif", "gz", "md", "pdf", "docx", "doc", "odt", "rtf", "html", NULL };
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Import"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"),
                                                               _("_Cancel"));
  add_filter (chooser, _("Tables, layers and plans"), tables);
  add_filter (chooser, _("All files"), NULL);
  ask (chooser, func, user_data);
}

void
yzt_choose_file_to_attach (GtkWindow *parent, YztFileFunc func, gpointer user_data)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Attach a File"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Attach"), _("_Cancel"));
  ask (chooser, func, user_data);
}

void
yzt_choose_file_to_write (GtkWindow *parent, const char *title, const char *name, YztFileFunc func, gpointer user_data)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  ask (chooser, func, user_data);
}

void
yzt_choose_ground_to_add (GtkWindow *parent, YztFileFunc func, gpointer user_data)
{
  static const char *const grounds[] = { "tif", "tiff", "jp2", "png", "jpg", "jpeg", "webp", "vrt", "img", "hgt", "asc", "mbtiles", "gpkg", "osm", "pbf", "gz",
                                         "shp", "geojson", "json", "fgb", "kml", "kmz", "tab", "mif", "dxf", "gpx", NULL };
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Add a Base Map"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"),
                                                               _("_Cancel"));
  add_filter (chooser, _("Pictures of the ground, map tiles and map files"), grounds);
  add_filter (chooser, _("All files"), NULL);
  ask (chooser, func, user_data);
}

void
yzt_choose_folder (GtkWindow *parent, const char *title, YztFileFunc func, gpointer user_data)
{
  ask (gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Choose"), _("_Cancel")), func, user_data);
}
