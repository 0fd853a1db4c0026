/* yzt-export-dialog.h: rows out of the map: which, in what format, in what datum, with or without the journal's fields
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; written on a worker, can be cancelled without a trace. */
#pragma once
#include <adwaita.h>
#include "yzt-ring.h"
G_BEGIN_DECLS
#define YZT_TYPE_EXPORT_DIALOG (yzt_export_dialog_get_type ())
/** Signal "exported" (const char *sentence). */
G_DECLARE_FINAL_TYPE (YztExportDialog, yzt_export_dialog, YZT, EXPORT_DIALOG, AdwWindow)
/** @ring may be NULL or inactive; @shown is what the map draws, narrowed by the filter, or NULL. */
YztExportDialog *yzt_export_dialog_new (GtkWindow *parent, YztSession *session, YztRing *ring, YztGeneration *shown);
/** Writes what is chosen to @path, a file or “PG:…”; what the button does once a place is chosen. */
void yzt_export_dialog_write (YztExportDialog *self, const char *path);
G_END_DECLS
