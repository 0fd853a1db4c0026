/* yzt-text-cell.h: cells of tables as text: CSV, and what spreadsheets paste
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any thread. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/** One cell of a line of CSV (@delimiter ',' or ';') or of what spreadsheets paste ('\t'), in quotes when it must be; the caller parts the cells. @guarded: what a spreadsheet would run as a formula
 * begins with an apostrophe, but no number does. */
void yzt_text_append_cell (GString *line, const char *text, char delimiter, gboolean guarded);
/** TRUE when a spreadsheet would run @text. */
gboolean yzt_text_is_formula (const char *text);
G_END_DECLS
