/* yzt-checked-files-private.h: whether all that GDAL wrote is on the disk
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/** A name by which GDAL can write @path (absolute) and what a format puts beside it. Any thread. */
char *yzt_checked_files_begin (const char *path);
/** To be called once, when all files are closed. FALSE: something that was to be written under the name could not be. */
gboolean yzt_checked_files_end (const char *checked);
G_END_DECLS
