/* yzt-import-rows.c: one row of a foreign table as a checked row of a kind
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-import-private.h"

typedef YztImportFault Fault;

static gboolean
fault (Fault *self, const char *column, char *reason)
{
  self->column = column;
  self->reason = reason;
  return FALSE;
}

static const char *
cell_at (const YztImportReader *self, int column)
{
  return column >= 0 ? self->table->row.cells[column] : "";
}

static const char *
header_at (const YztImportReader *self, int column)
{
  return column >= 0 ? self->table->headers[column] : "";
}

/* --- cells --- */

/* Our own CSV puts an apostrophe before what a spreadsheet would take for a formula. */
static const char *
without_guard (const char *text)
{
  return text[0] == '\'' && text[1] != '\0' && strchr ("=+-@", text[1]) != NULL ? text + 1 : text;
}

static gboolean
read_cells (YztImportReader *self, YztRow *row, Fault *out)
{
  for (guint i = 0; i < self->table->n_columns; i++) {
    const YztField *field = self->columns->fields[i];
    g_autoptr (GError) error = NULL;
    if (field != NULL && !yzt_field_parse_in_zone (field, without_guard (self->table->row.cells[i]), self->zone,
                                                   &row->cells[self->columns->indexes[i]], &error)) {
      return fault (out, self->table->headers[i], g_strdup (error->message));
    }
  }
  return TRUE;
}

static gboolean
read_owner (YztImportReader *self, YztRow *row, Fault *out)
{
  const YztImportColumns *columns = self->columns;
  g_autofree char *code = g_strstrip (g_strdup (without_guard (cell_at (self, columns->owner_code))));
  const char *fid_text = cell_at (self, columns->owner_fid);
  double number;

  if (yzt_kind_get_owner (row->kind) == NULL) {
    return TRUE;
  }
  if (*code != '\0') {
    const gint64 *fid = g_hash_table_lookup (self->known->owner_codes, code);
    if (fid == NULL) {
      return fault (out, header_at (self, columns->owner_code), g_strdup_printf (_("Nothing in the map has the code “%.80s”, so this row has no owner."), code));
    }
    row->owner_fid = *fid;
    return TRUE;
  }
  if (yzt_text_number (fid_text, &number) && number >= 1.0 && number < 9007199254740992.0) {
    gint64 fid = (gint64) number;
    if (g_hash_table_contains (self->known->owner_fids, &fid)) {
      row->owner_fid = fid;
      return TRUE;
    }
  }
  return fault (out, header_at (self, columns->owner_code >= 0 ? columns->owner_code : columns->owner_fid),
                g_strdup (_("The row does not say whose it is.")));
}

static void
fill_source (YztImportReader *self, YztRow *row)
{
  if (self->source != NULL && yzt_kind_get_field_index (row->kind, "source") >= 0) {
    yzt_row_set_text (row, "source", self->source);
  }
}

YztRow *
yzt_import_read_row (YztImportReader *self, const char **column_out, char **reason_out)
{
  g_autoptr (YztRow) row = yzt_row_new (self->columns->kind);
  Fault problem = { "", NULL };
  gboolean ok;

  ok = self->table->row.problem == NULL || fault (&problem, "", g_strdup (self->table->row.problem));
  ok = ok && read_cells (self, row, &problem) && yzt_import_read_position (self, row, &problem) && read_owner (self, row, &problem);
  if (ok) {
    fill_source (self, row);
    ok = yzt_import_known_add (self->known, row, self->table->row.number, &problem.reason);
  }
  if (!ok) {
    *column_out = problem.column;
    *reason_out = problem.reason;
    return NULL;
  }
  return g_steal_pointer (&row);
}
