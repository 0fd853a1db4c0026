/* yzt-map-export-dialog.h: the map as it is seen, on a sheet: size, resolution, title, legend
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; the sheet is drawn and written on a worker. */
#pragma once
#include <adwaita.h>
#include "yzt-map-view.h"
G_BEGIN_DECLS
#define YZT_TYPE_MAP_EXPORT_DIALOG (yzt_map_export_dialog_get_type ())
/** Signal "exported" (const char *sentence): written; the dialog has closed. */
G_DECLARE_FINAL_TYPE (YztMapExportDialog, yzt_map_export_dialog, YZT, MAP_EXPORT_DIALOG, AdwWindow)
/** @title: proposed for the sheet. */
YztMapExportDialog *yzt_map_export_dialog_new (GtkWindow *parent, YztMapView *map, const char *title);
/** Writes what is chosen to @path. */
void yzt_map_export_dialog_write (YztMapExportDialog *self, const char *path);
/** The same, with the ending of the chosen format where @path says none; a file that is there is left as it is and told. */
void yzt_map_export_dialog_write_at (YztMapExportDialog *self, const char *path);
G_END_DECLS
