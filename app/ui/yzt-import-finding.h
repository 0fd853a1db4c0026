/* yzt-import-finding.h: one finding of an import in a list: what is wrong, what to do, and the cells, to be put right on the spot
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. A finding whose cells are not kept, or that is about no cell, has words only. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-exchange.h"
G_BEGIN_DECLS
#define YZT_TYPE_IMPORT_FINDING (yzt_import_finding_get_type ())
G_DECLARE_FINAL_TYPE (YztImportFinding, yzt_import_finding, YZT, IMPORT_FINDING, GtkBox)
/** Signal "said": the person pressed Enter in a cell, chose a value, or left the row out or took it in again (that is in @mends already). */
GtkWidget *yzt_import_finding_new (const YztImportPlan *plan, const YztFinding *finding, YztImportMends *mends, const char *language);
/** What was typed into its cells goes into @mends. TRUE when anything was. */
gboolean yzt_import_finding_collect (YztImportFinding *self, YztImportMends *mends);
/** The first cell, for the cursor; NULL when there is none. */
GtkWidget *yzt_import_finding_get_first (YztImportFinding *self);
G_END_DECLS
