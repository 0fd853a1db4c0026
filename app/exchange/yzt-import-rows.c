/* yzt-import-rows.c: one row of a foreign table as a checked row of a kind
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-doctor-private.h"

static const char *
cell_at (const YztImportReader *self, int column)
{
  return column >= 0 ? self->table->row.cells[column] : "";
}

/* --- findings --- */

void
yzt_import_reader_find (YztImportReader *self, int column, YztFindingSeverity severity, char *reason, const char *suggestion)
{
  YztFinding finding = {
    .row = self->table->row.number,
    .column = column,
    .header = g_strdup (column >= 0 ? self->table->headers[column] : ""),
    .severity = severity,
    .reason = reason,
    .suggestion = g_strdup (suggestion ? suggestion : ""),
  };

  g_array_append_val (self->findings, finding);
}

static gboolean
reject (YztImportReader *self, int column, char *reason, const char *suggestion)
{
  yzt_import_reader_find (self, column, YZT_FINDING_REJECT, reason, suggestion);
  return FALSE;
}

gboolean
yzt_import_reader_has (const YztImportReader *self, YztFindingSeverity severity)
{
  for (guint i = 0; i < self->findings->len; i++) {
    if (g_array_index (self->findings, YztFinding, i).severity == severity) {
      return TRUE;
    }
  }
  return FALSE;
}

int
yzt_import_columns_get (const YztImportColumns *columns, guint n_columns, const char *field)
{
  int index = yzt_kind_get_field_index (columns->kind, field);

  for (guint i = 0; index >= 0 && i < n_columns; i++) {
    if (columns->fields[i] != NULL && columns->indexes[i] == index) {
      return (int) i;
    }
  }
  return -1;
}

/* --- cells --- */

/* Our own CSV puts an apostrophe before what a spreadsheet would take for a formula. */
static const char *
without_guard (const char *text)
{
  return text[0] == '\'' && text[1] != '\0' && strchr ("=+-@", text[1]) != NULL ? text + 1 : text;
}

static gboolean
is_joint (gunichar c)
{
  return c > 0x2E80; /* Chinese needs no comma between a province and its city */
}

/* "广东省" and "肇庆市" make "广东省肇庆市", "Bumthang" and "BT" make "Bumthang, BT". What is said already is not said twice. */
static void
join_cell (YztCell *cell, YztCell *more)
{
  g_autofree char *before = cell->type == YZT_CELL_TEXT ? cell->v.text : NULL;
  char *joined;

  if (before == NULL) {
    *cell = *more;
    return;
  }
  if (more->type != YZT_CELL_TEXT || strstr (before, more->v.text) != NULL) {
    cell->v.text = g_steal_pointer (&before);
    yzt_cell_clear (more);
    return;
  }
  if (g_str_has_prefix (more->v.text, before)) {
    joined = g_strdup (more->v.text);
  } else {
    const char *last = g_utf8_find_prev_char (before, before + strlen (before));
    gboolean close = is_joint (g_utf8_get_char (last)) && is_joint (g_utf8_get_char (more->v.text));
    joined = g_strconcat (before, close ? "" : ", ", more->v.text, NULL);
  }
  cell->v.text = joined;
  yzt_cell_clear (more);
}

static gboolean
read_cell (YztImportReader *self, YztRow *row, guint column)
{
  const YztField *field = self->columns->fields[column];
  YztCell *cell = &row->cells[self->columns->indexes[column]];
  const char *text = without_guard (self->table->row.cells[column]);
  g_autofree char *correction = NULL;
  g_autofree char *link = NULL;
  g_autoptr (GError) error = NULL;
  YztCell value = { YZT_CELL_NULL };

  if (yzt_field_get_field_type (field) == YZT_FIELD_LINK && self->links != NULL && text != NULL) {
    link = yzt_import_links_find (self->store, field, text, self->links, &error);
    if (link == NULL) {
      return reject (self, (int) column, g_strdup (error->message), NULL);
    }
    text = link;
  }
  if (!yzt_doctor_parse_cell (field, text, self->zone, self->options->language, &value, &correction, &error)) {
    return reject (self, (int) column, g_strdup (error->message), NULL);
  }
  if (correction != NULL) {
    yzt_import_reader_find (self, (int) column, YZT_FINDING_CORRECTED, g_steal_pointer (&correction), NULL);
  }
  if (cell->type != YZT_CELL_NULL && yzt_field_is_joined (field)) {
    join_cell (cell, &value);
  } else {
    yzt_cell_clear (cell);
    *cell = value;
  }
  return TRUE;
}

/* All of them, so that the person hears of every bad cell at once. */
static gboolean
read_cells (YztImportReader *self, YztRow *row)
{
  gboolean ok = TRUE;

  for (guint i = 0; i < self->table->n_columns; i++) {
    ok = (self->columns->fields[i] == NULL || read_cell (self, row, i)) && ok;
  }
  return ok;
}

/* --- position and owner --- */

static int
column_of_header (const YztImportReader *self, const char *header)
{
  for (guint i = 0; i < self->table->n_columns; i++) {
    if (self->table->headers[i] == header) {
      return (int) i;
    }
  }
  return -1;
}

static gboolean
read_position (YztImportReader *self, YztRow *row)
{
  YztImportFault fault = { "", NULL };
  gboolean blank = yzt_kind_get_geometry (row->kind) != YZT_KIND_GEOMETRY_NONE && yzt_import_position_is_blank (self);

  if (blank && self->options->without_place) {
    return TRUE;
  }
  return yzt_import_read_position (self, row, &fault) ||
         reject (self, column_of_header (self, fault.column), fault.reason, blank ? _("Fill in the coordinates, or import with “without a place”.") : NULL);
}

static gboolean
read_owner (YztImportReader *self, YztRow *row)
{
  const YztImportColumns *columns = self->columns;
  const char *fid_text = cell_at (self, columns->owner_fid);
  g_autofree char *code = NULL;
  double number;

  if (yzt_kind_get_owner (row->kind) == NULL) {
    return TRUE;
  }
  code = g_strstrip (g_strdup (without_guard (cell_at (self, columns->owner_code))));
  if (*code != '\0') {
    const gint64 *fid = g_hash_table_lookup (self->known->owner_codes, code);
    if (fid == NULL) {
      g_autofree char *shown = g_utf8_strlen (code, -1) > 40 ? g_utf8_substring (code, 0, 40) : g_strdup (code);
      return reject (self, columns->owner_code, g_strdup_printf (_("Nothing in the map has the code “%s”, so this row has no owner."), shown),
                     _("Import the owners first, or mend the code."));
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
  return reject (self, columns->owner_code >= 0 ? columns->owner_code : columns->owner_fid, g_strdup (_("The row does not say whose it is.")), NULL);
}

static void
fill_source (YztImportReader *self, YztRow *row)
{
  if (self->source != NULL && yzt_kind_get_field_index (row->kind, "source") >= 0) {
    yzt_row_set_text (row, "source", self->source);
  }
}

YztRow *
yzt_import_read_row (YztImportReader *self)
{
  g_autoptr (YztRow) row = NULL;
  gboolean ok;

  if (self->table->row.problem != NULL) {
    reject (self, -1, g_strdup (self->table->row.problem), NULL);
    return NULL;
  }
  row = yzt_row_new (self->columns->kind);
  ok = read_cells (self, row);
  ok = read_position (self, row) && ok;
  ok = read_owner (self, row) && ok;
  if (!ok) {
    return NULL;
  }
  fill_source (self, row);
  return g_steal_pointer (&row);
}
