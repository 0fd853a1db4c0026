/* yzt-import.c: a foreign file into the map as one act, without a look at it before
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-import-plan-private.h"

gboolean
yzt_import_file (YztStore *store, YztKind *kind, const char *path, const YztImportOptions *options, const YztActInfo *info,
                 YztImportReport **report_out, GError **error)
{
  g_autoptr (YztImportPlan) plan = NULL;
  g_autoptr (GError) cause = NULL;
  YztImportOptions applied;

  g_return_val_if_fail (YZT_IS_STORE (store), FALSE);
  g_return_val_if_fail (kind != NULL && path != NULL && options != NULL && info != NULL && report_out != NULL, FALSE);

  applied = *options;
  applied.prepare = TRUE;
  plan = yzt_import_plan_new (store, kind, path, &applied, error);
  if (plan == NULL) {
    return FALSE;
  }
  if (!yzt_import_plan_judge (plan, &cause) || (!options->dry_run && !yzt_import_apply (plan, info, &cause))) {
    /* Who is told that the rows are not good is told which. */
    if (g_error_matches (cause, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_STRICT)) {
      *report_out = yzt_import_plan_take_report (plan);
    }
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  *report_out = yzt_import_plan_take_report (plan);
  return TRUE;
}
