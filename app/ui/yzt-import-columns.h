/* yzt-import-columns.h: the columns of a file, what each is taken for, with evidence; the person can say otherwise
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Fills an expander row; what is not sure is marked and stays unused until the person has said what it is. */
#pragma once
#include <adwaita.h>
#include "yzt-recognise.h"
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_IMPORT_COLUMNS (yzt_import_columns_get_type ())
/** Signal "chosen" (guint column, int role, const char *field): the person says what a column is; @field may be NULL. */
G_DECLARE_FINAL_TYPE (YztImportColumns, yzt_import_columns, YZT, IMPORT_COLUMNS, GObject)
YztImportColumns *yzt_import_columns_new (AdwExpanderRow *expander, YztSession *session);
/** Shows @proposal as it is now; neither is kept. @kind may be NULL: not known yet. */
void yzt_import_columns_show (YztImportColumns *self, const YztProposal *proposal, YztKind *kind);
/** How many columns wait for the person's word. */
guint yzt_import_columns_count_unsure (const YztProposal *proposal);
/** "97 %" or, below what is sure, "Please check · 64 %". Free. */
char *yzt_import_confidence_text (double confidence);
G_END_DECLS
