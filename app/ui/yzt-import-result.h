/* yzt-import-result.h: what an import would do: new, changed field by field, the same, left out with reasons
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Fills three expander rows, each only when it is opened. */
#pragma once
#include <adwaita.h>
#include "yzt-import-job.h"
G_BEGIN_DECLS
#define YZT_TYPE_IMPORT_RESULT (yzt_import_result_get_type ())
G_DECLARE_FINAL_TYPE (YztImportResult, yzt_import_result, YZT, IMPORT_RESULT, GObject)
YztImportResult *yzt_import_result_new (AdwExpanderRow *fresh, AdwExpanderRow *changed, AdwExpanderRow *problems, YztSession *session);
/** NULL: nothing is known, all three hidden. A reference is taken. */
void yzt_import_result_show (YztImportResult *self, YztImportOutcome *outcome);
/** "12 new · 3 changed · 5 the same · 2 left out". Free. */
char *yzt_import_result_summary (const YztImportOutcome *outcome);
G_END_DECLS
