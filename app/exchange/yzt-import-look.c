/* yzt-import-look.c: what a plan of an import shows of itself, and which cells a person puts right
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-import-plan-private.h"

/* --- looking at it --- */

const YztImportReport *
yzt_import_plan_get_report (const YztImportPlan *plan)
{
  g_return_val_if_fail (plan != NULL, NULL);

  return plan->report;
}

guint
yzt_import_plan_get_count (const YztImportPlan *plan, YztImportState state)
{
  g_return_val_if_fail (plan != NULL, 0);

  switch (state) {
  case YZT_IMPORT_NEW:
    return yzt_packed_rows_get_n (plan->new_rows);
  case YZT_IMPORT_CHANGED:
    return plan->matched->len;
  case YZT_IMPORT_SAME:
    return plan->same->len;
  case YZT_IMPORT_REJECTED:
  default:
    return plan->kept->len;
  }
}

static const YztImportMatched *
matched_at (const YztImportPlan *plan, YztImportState state, guint i)
{
  return g_ptr_array_index (state == YZT_IMPORT_CHANGED ? plan->matched : plan->same, i);
}

guint
yzt_import_plan_get_number (const YztImportPlan *plan, YztImportState state, guint i)
{
  g_return_val_if_fail (i < yzt_import_plan_get_count (plan, state), 0);

  if (state == YZT_IMPORT_NEW) {
    return g_array_index (plan->new_numbers, guint, i);
  }
  return state == YZT_IMPORT_REJECTED ? g_array_index (plan->kept, YztImportKept, i).number : matched_at (plan, state, i)->number;
}

const char *
yzt_import_plan_get_name (const YztImportPlan *plan, YztImportState state, guint i)
{
  const char *name = NULL;

  g_return_val_if_fail (i < yzt_import_plan_get_count (plan, state), "");

  if (state == YZT_IMPORT_REJECTED) {
    char **cells = g_array_index (plan->kept, YztImportKept, i).cells;
    name = cells != NULL && plan->name_column >= 0 ? cells[plan->name_column] : NULL;
  } else if (state == YZT_IMPORT_NEW) {
    name = yzt_packed_rows_get_text (plan->new_rows, i, yzt_kind_get_field_index (plan->kind, "name"));
  } else {
    name = yzt_row_get_text (matched_at (plan, state, i)->row, "name");
  }
  return name != NULL ? name : "";
}

const GArray *
yzt_import_plan_get_changes (const YztImportPlan *plan, guint i)
{
  g_return_val_if_fail (i < yzt_import_plan_get_count (plan, YZT_IMPORT_CHANGED), NULL);

  return matched_at (plan, YZT_IMPORT_CHANGED, i)->changes;
}

/* --- putting right --- */

const char *
yzt_import_plan_get_header (const YztImportPlan *plan, guint column)
{
  g_return_val_if_fail (plan != NULL && column < plan->n_columns, "");

  return plan->headers[column];
}

const YztField *
yzt_import_plan_get_field (const YztImportPlan *plan, guint column)
{
  g_return_val_if_fail (plan != NULL && column < plan->n_columns, NULL);

  return plan->columns.fields != NULL ? plan->columns.fields[column] : NULL;
}

/* Both stand in the order of the file. */
static const YztImportKept *
find_kept (const GArray *rows, guint number)
{
  guint from = 0, to = rows->len;

  while (from < to) {
    guint middle = from + (to - from) / 2;
    const YztImportKept *kept = &g_array_index (rows, YztImportKept, middle);
    if (kept->number == number) {
      return kept;
    }
    from = kept->number < number ? middle + 1 : from;
    to = kept->number < number ? to : middle;
  }
  return NULL;
}

const char *
yzt_import_plan_get_cell (const YztImportPlan *plan, guint number, guint column)
{
  const YztImportKept *kept;

  g_return_val_if_fail (plan != NULL && column < plan->n_columns, NULL);

  kept = find_kept (plan->kept, number);
  kept = kept != NULL ? kept : find_kept (plan->looked_at, number);
  return kept != NULL && kept->cells != NULL ? kept->cells[column] : NULL;
}

const char *
yzt_import_plan_get_row_name (const YztImportPlan *plan, guint number)
{
  const char *name;

  g_return_val_if_fail (plan != NULL, "");

  name = plan->name_column >= 0 ? yzt_import_plan_get_cell (plan, number, (guint) plan->name_column) : NULL;
  return name != NULL ? name : "";
}

guint
yzt_import_plan_get_at_fault (const YztImportPlan *plan, const YztFinding *finding, guint columns_out[YZT_IMPORT_MOST_AT_FAULT])
{
  const YztImportColumns *columns = &plan->columns;
  const char *field;
  guint n = 0;

  g_return_val_if_fail (plan != NULL && finding != NULL, 0);

  if (finding->column < 0) {
    return 0;
  }
  field = columns->fields[finding->column] != NULL ? yzt_field_get_name (columns->fields[finding->column]) : "";
  gboolean place = finding->column == columns->lon || finding->column == columns->lat;
  gboolean region = finding->severity == YZT_FINDING_WARNING && (g_str_equal (field, "county") || g_str_equal (field, "region_adcode"));
  if (!place) {
    columns_out[n++] = (guint) finding->column;
  }
  if ((place || region) && columns->lon >= 0) {
    columns_out[n++] = (guint) columns->lon;
  }
  if ((place || region) && columns->lat >= 0 && columns->lat != columns->lon) {
    columns_out[n++] = (guint) columns->lat;
  }
  return n;
}
