/* yzt-plan-revision.c: what somebody proposed to change in a plan, after an incident or a drill: taken up or refused
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-plan-revision.h"
#include <glib/gi18n-lib.h>

static const char *
text_of (const YztRow *row, const char *field)
{
  const char *text = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
  return text != NULL ? text : "";
}

static void
set_text (YztEdits *edits, const YztRow *row, const char *field, const char *text)
{
  int index = yzt_kind_get_field_index (row->kind, field);
  if (index >= 0) {
    YztCell cell = yzt_cell_text (text);
    yzt_edits_set_cell (edits, row->kind, row->fid, (guint) index, &row->cells[index], &cell);
    yzt_cell_clear (&cell);
  }
}

gboolean
yzt_plan_revision_is_open (const YztRow *row)
{
  g_return_val_if_fail (row != NULL, FALSE);
  const char *state = g_str_equal (yzt_kind_get_id (row->kind), "plan-revision") ? text_of (row, "state") : "taken";
  return *state == '\0' || g_str_equal (state, "proposed");
}

YztEdits *
yzt_plan_revision_decide (const YztRow *plan, const YztRow *revision, gboolean take, const char *person, gint64 now_ms)
{
  g_return_val_if_fail (plan != NULL && revision != NULL && person != NULL, NULL);
  const char *state = text_of (plan, "state");
  g_autofree char *label = take ? g_strdup_printf (_("Take up for “%s”: %s"), text_of (plan, "name"), text_of (revision, "name"))
                                : g_strdup_printf (_("Refuse for “%s”: %s"), text_of (plan, "name"), text_of (revision, "name"));
  g_autofree char *now = yzt_time_format_utc (now_ms / 1000 * 1000);
  YztEdits *edits = yzt_edits_new (label);
  set_text (edits, revision, "state", take ? "taken" : "refused");
  set_text (edits, revision, "decided_by", person);
  set_text (edits, revision, "decided_utc", now);
  if (take && (g_str_equal (state, "issued") || g_str_equal (state, "filed"))) {
    set_text (edits, plan, "state", "revising");
  }
  return edits;
}
