/* yzt-import-result.h: what an import would do: new, changed field by field, the same, left out with reasons
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Fills three expander rows, each only when it is opened. Signal "mended": a cell was put right or a row left out; plan again. */
#pragma once
#include <adwaita.h>
#include "yzt-import-job.h"
G_BEGIN_DECLS
#define YZT_TYPE_IMPORT_RESULT (yzt_import_result_get_type ())
G_DECLARE_FINAL_TYPE (YztImportResult, yzt_import_result, YZT, IMPORT_RESULT, GObject)
YztImportResult *yzt_import_result_new (AdwExpanderRow *fresh, AdwExpanderRow *changed, AdwExpanderRow *problems, YztSession *session);
/** NULL: nothing is known, all three hidden. A reference is taken. */
void yzt_import_result_show (YztImportResult *self, YztImportOutcome *outcome);
/** TRUE when something was typed into a cell and not yet said with Enter: plan again before anything is written. */
gboolean yzt_import_result_has_unsaid (YztImportResult *self);
/** (transfer none) What was put right so far, what is typed and not yet said as well. */
const YztImportMends *yzt_import_result_get_mends (YztImportResult *self);
/** Other rows are read now: what was put right means nothing any more. */
void yzt_import_result_forget_mends (YztImportResult *self);
/** "12 new · 3 changed · 5 the same · 2 left out". Free. */
char *yzt_import_result_summary (const YztImportOutcome *outcome);
G_END_DECLS
