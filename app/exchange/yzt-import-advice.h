/* yzt-import-advice.h: what an import says when the file does not tell enough, for the one who can answer it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every sentence has two endings: in the window it names the answer of the import dialog, else the option of yzt. Free with g_free. */
#pragma once
#include "yzt-recognise.h"
G_BEGIN_DECLS
/** @name what --map calls it, @label what people call it; @percent how sure it is. */
char *yzt_advise_unsure_column (gboolean in_window, const char *header, const char *label, const char *name, int percent);
/** @columns a list of the file's columns. */
char *yzt_advise_missing_field (gboolean in_window, const char *file, const char *label, const char *kind, const char *name, const char *columns);
char *yzt_advise_missing_place (gboolean in_window, const char *file, const char *columns);
char *yzt_advise_missing_owner (gboolean in_window, const char *file, const char *columns);
/** Metres of a system that is not sure, or not known when the proposal has none. */
char *yzt_advise_system (gboolean in_window, const char *file, const YztProposal *proposal);
char *yzt_advise_datum (gboolean in_window, const YztProposal *proposal);
/** The columns of longitude and latitude as the file names them. */
char *yzt_advise_swapped (gboolean in_window, const char *lon_column, const char *lat_column);
G_END_DECLS
