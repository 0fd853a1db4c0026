/* yzt-import-known.c: which row of the map, or of the file so far, a foreign row is
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "yzt-import-private.h"

/* A building's gate and its middle, a phone's fix and a surveyor's: the same name this near is the same thing. */
#define SAME_PLACE_M 50.0

/* A row of the map with the same line, waiting for a row of the file to be it. */
typedef struct {
  gint64 fid;
  guint next; /* line + 1, 0 none */
  guint last; /* of the first of a chain: its last one + 1 */
} Line;

static const char *
row_code (const YztRow *row)
{
  const char *code = yzt_row_get_text (row, "code");

  return code != NULL && *code != '\0' ? code : NULL;
}

static const char *
row_name (const YztRow *row)
{
  const char *name = yzt_row_get_text (row, "name");

  return name != NULL ? name : "";
}

static gboolean
is_stamp (const char *name)
{
  return g_str_equal (name, "created_at") || g_str_equal (name, "updated_at") || g_str_equal (name, "source");
}

/* Lines of stock, people, rows without a place: no identity but what the file says of them. */
static char *
line_key (const YztImportKnown *self, const YztRow *row)
{
  GString *key = g_string_new (NULL);

  g_string_append_printf (key, "%" G_GINT64_FORMAT, row->owner_fid);
  for (guint i = 0; i < self->n_compared; i++) {
    guint index = self->compared[i];
    g_autofree char *text = yzt_field_format_plain (yzt_kind_get_field (row->kind, index), &row->cells[index]);
    g_string_append_printf (key, "\x1f%s", text);
  }
  return g_string_free (key, FALSE);
}

/* --- what the map has --- */

static void
learn_line (YztImportKnown *self, const YztRow *row)
{
  char *key = line_key (self, row);
  guint at = self->line_rows->len + 1;
  guint first = GPOINTER_TO_UINT (g_hash_table_lookup (self->lines, key));
  Line line = { row->fid, 0, at };

  g_array_append_val (self->line_rows, line);
  if (first == 0) {
    g_hash_table_insert (self->lines, key, GUINT_TO_POINTER (at));
  } else {
    /* Rows come by fid, and the chain keeps that order. */
    Line *head = &g_array_index (self->line_rows, Line, first - 1);
    g_array_index (self->line_rows, Line, head->last - 1).next = at;
    head->last = at;
    g_free (key);
  }
}

/* 0 when the name is new, -1 when several rows have it, else the fid of the one that has. */
static void
learn_name (YztImportKnown *self, const YztRow *row)
{
  const char *name = row_name (row);
  gint64 *fid = g_hash_table_lookup (self->names, name);

  if (fid != NULL) {
    *fid = -1;
  } else {
    g_hash_table_insert (self->names, g_strdup (name), g_memdup2 (&row->fid, sizeof row->fid));
  }
}

static void
learn_code (YztImportKnown *self, const char *code, gint64 ref)
{
  if (!g_hash_table_contains (self->codes, code)) {
    g_array_append_val (self->code_refs, ref);
    g_hash_table_insert (self->codes, g_string_chunk_insert (self->texts, code), GUINT_TO_POINTER (self->code_refs->len));
  }
}

static gboolean
on_row (const YztRow *row, gpointer user_data)
{
  YztImportKnown *self = user_data;
  const char *code = self->child ? NULL : row_code (row);

  if (code != NULL) {
    learn_code (self, code, row->fid);
  }
  if (row->has_position) {
    yzt_place_index_add (self->places, row_name (row), (YztPosition) { row->lon, row->lat }, row->fid, code != NULL);
  }
  /* A row that came without a place may have been put on the map since, and is still that row. */
  if (self->by_line) {
    learn_line (self, row);
  }
  if (self->by_name) {
    learn_name (self, row);
  }
  return TRUE;
}

static gboolean
on_owner (const YztRow *row, gpointer user_data)
{
  YztImportKnown *self = user_data;
  const char *code = row_code (row);

  g_hash_table_add (self->owner_fids, g_memdup2 (&row->fid, sizeof row->fid));
  /* Codes should be unique; where they are not, the row with the lowest fid has it, as in yzt_store_find_row. */
  if (code != NULL && !g_hash_table_contains (self->owner_codes, code)) {
    g_hash_table_insert (self->owner_codes, g_strdup (code), g_memdup2 (&row->fid, sizeof row->fid));
  }
  return TRUE;
}

static void
choose_compared (YztImportKnown *self, const YztImportColumns *columns, guint n_columns)
{
  guint n_fields = yzt_kind_get_n_fields (columns->kind);

  self->compared = g_new0 (guint, MAX (n_fields, 1));
  for (guint i = 0; i < n_fields; i++) {
    gboolean mapped = FALSE;
    for (guint column = 0; column < n_columns && !mapped; column++) {
      mapped = columns->fields[column] != NULL && columns->indexes[column] == (int) i;
    }
    if (mapped && !is_stamp (yzt_field_get_name (yzt_kind_get_field (columns->kind, i)))) {
      self->compared[self->n_compared++] = i;
    }
  }
}

gboolean
yzt_import_known_load (YztImportKnown *known, YztStore *store, const YztImportColumns *columns, guint n_columns, const YztImportOptions *options,
                       GError **error)
{
  YztKind *kind = columns->kind;
  const char *owner_id = yzt_kind_get_owner (kind);
  YztKind *owner = owner_id ? yzt_kind_set_find (yzt_store_get_kinds (store), owner_id) : NULL;

  known->child = owner_id != NULL;
  known->by_line = options->without_place || yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_POINT;
  known->by_name = options->update && options->without_place;
  choose_compared (known, columns, n_columns);
  known->codes = g_hash_table_new (g_str_hash, g_str_equal);
  known->code_refs = g_array_new (FALSE, FALSE, sizeof (gint64));
  known->texts = g_string_chunk_new (64 * 1024);
  known->places = yzt_place_index_new (SAME_PLACE_M);
  known->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  known->line_rows = g_array_new (FALSE, FALSE, sizeof (Line));
  known->file_lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  known->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  known->taken = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  known->owner_codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  known->owner_fids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  if (owner != NULL && !yzt_store_read_rows (store, owner, on_owner, known, error)) {
    return FALSE;
  }
  return yzt_store_read_rows (store, kind, on_row, known, error);
}

void
yzt_import_known_clear (YztImportKnown *known)
{
  g_clear_pointer (&known->compared, g_free);
  g_clear_pointer (&known->codes, g_hash_table_unref);
  g_clear_pointer (&known->code_refs, g_array_unref);
  g_clear_pointer (&known->texts, g_string_chunk_free);
  g_clear_pointer (&known->places, yzt_place_index_free);
  g_clear_pointer (&known->lines, g_hash_table_unref);
  g_clear_pointer (&known->line_rows, g_array_unref);
  g_clear_pointer (&known->file_lines, g_hash_table_unref);
  g_clear_pointer (&known->names, g_hash_table_unref);
  g_clear_pointer (&known->taken, g_hash_table_unref);
  g_clear_pointer (&known->owner_codes, g_hash_table_unref);
  g_clear_pointer (&known->owner_fids, g_hash_table_unref);
}

/* --- what a row of the file is --- */

static YztImportMatch
found (YztImportMatchBy by, gint64 ref)
{
  return (YztImportMatch) { .by = by, .fid = ref > 0 ? ref : 0, .number = ref < 0 ? (guint) -ref : 0 };
}

static YztImportMatch
match_code (const YztImportKnown *self, const char *code)
{
  guint at = code != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->codes, code)) : 0;

  return at > 0 ? found (YZT_IMPORT_BY_CODE, g_array_index (self->code_refs, gint64, at - 1)) : (YztImportMatch) { 0 };
}

/* Two codes are two things, however near: that is worth a word and no more. */
static YztImportMatch
match_place (const YztImportKnown *self, const YztRow *row, gboolean has_code)
{
  YztImportMatch match = { 0 };
  YztPlaceHit hit;

  if (!yzt_place_index_find (self->places, row_name (row), (YztPosition) { row->lon, row->lat }, &hit)) {
    return match;
  }
  match = found (has_code && hit.has_code ? YZT_IMPORT_BY_NAMESAKE : YZT_IMPORT_BY_PLACE, hit.ref);
  match.distance_m = hit.distance_m;
  return match;
}

/* All cells of the file's row, mapped or not: only such a row says the same twice. */
static char *
whole_line (const YztTable *table)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < table->n_columns; i++) {
    g_string_append_printf (line, "%s\x1f", table->row.cells[i]);
  }
  return g_string_free (line, FALSE);
}

static YztImportMatch
match_line (YztImportKnown *self, const YztRow *row, const YztTable *table)
{
  g_autofree char *key = line_key (self, row);
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (self->lines, key));
  YztImportMatch match = { 0 };

  /* Equal lines of stock are two lots; equal rows of a list are one thing written twice. */
  if (!self->child && yzt_kind_get_geometry (row->kind) != YZT_KIND_GEOMETRY_NONE) {
    g_autofree char *line = whole_line (table);
    guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->file_lines, line));
    if (number > 0) {
      return found (YZT_IMPORT_BY_LINE, -(gint64) number);
    }
    g_hash_table_insert (self->file_lines, g_steal_pointer (&line), GUINT_TO_POINTER (table->row.number));
  }
  if (at > 0) {
    const Line *same = &g_array_index (self->line_rows, Line, at - 1);
    match = found (YZT_IMPORT_BY_LINE, same->fid);
    /* Each row of the map is one row of the file, so that a list of three equal lines stays three. */
    if (same->next > 0) {
      g_hash_table_insert (self->lines, g_steal_pointer (&key), GUINT_TO_POINTER (same->next));
    } else {
      g_hash_table_remove (self->lines, key);
    }
  }
  return match;
}

static YztImportMatch
match_name (const YztImportKnown *self, const YztRow *row)
{
  const gint64 *fid = g_hash_table_lookup (self->names, row_name (row));

  if (fid == NULL) {
    return (YztImportMatch) { 0 };
  }
  return *fid > 0 ? found (YZT_IMPORT_BY_NAME, *fid) : (YztImportMatch) { .by = YZT_IMPORT_BY_SEVERAL };
}

static void
learn_file_row (YztImportKnown *self, const YztRow *row, const char *code, guint number)
{
  if (code != NULL) {
    learn_code (self, code, -(gint64) number);
  }
  if (row->has_position) {
    yzt_place_index_add (self->places, row_name (row), (YztPosition) { row->lon, row->lat }, -(gint64) number, code != NULL);
  }
}

YztImportMatch
yzt_import_known_match (YztImportKnown *self, const YztRow *row, const YztTable *table)
{
  const char *code = self->child ? NULL : row_code (row);
  YztImportMatch match = match_code (self, code);

  if (match.by == YZT_IMPORT_BY_NOTHING && row->has_position) {
    match = match_place (self, row, code != NULL);
  } else if (match.by == YZT_IMPORT_BY_NOTHING && self->by_line) {
    match = match_line (self, row, table);
    if (match.by == YZT_IMPORT_BY_NOTHING && self->by_name && code == NULL) {
      match = match_name (self, row);
    }
  }
  if (match.by == YZT_IMPORT_BY_NOTHING || match.by == YZT_IMPORT_BY_NAMESAKE) {
    learn_file_row (self, row, code, table->row.number);
  } else if (match.fid > 0) {
    /* The row of the map that a row of the file is can be no other row of the file as well. */
    guint before = GPOINTER_TO_UINT (g_hash_table_lookup (self->taken, &match.fid));
    if (before > 0) {
      match.number = before;
    } else {
      g_hash_table_insert (self->taken, g_memdup2 (&match.fid, sizeof match.fid), GUINT_TO_POINTER (table->row.number));
    }
  }
  return match;
}

gboolean
yzt_import_known_has (const YztImportKnown *self, const YztRow *row)
{
  const char *code = self->child ? NULL : row_code (row);
  g_autofree char *key = NULL;

  if (match_code (self, code).by != YZT_IMPORT_BY_NOTHING) {
    return TRUE;
  }
  if (row->has_position) {
    return match_place (self, row, code != NULL).by == YZT_IMPORT_BY_PLACE;
  }
  key = self->by_line ? line_key (self, row) : NULL;
  return key != NULL && g_hash_table_contains (self->lines, key);
}

/* --- in words --- */

static char *
say_in_map (const YztImportMatch *match, const char *code)
{
  switch (match->by) {
  case YZT_IMPORT_BY_CODE:
    return g_strdup_printf (_("Already in the map: the code “%s” is there."), code);
  case YZT_IMPORT_BY_PLACE:
    return match->distance_m < 1.0 ? g_strdup (_("Already in the map: the same name at the same position is there."))
                                   : g_strdup_printf (_("Already in the map: the same name stands %.0f m away."), match->distance_m);
  case YZT_IMPORT_BY_NAMESAKE:
    return g_strdup_printf (_("The map has the same name with another code %.0f m away; is it the same thing?"), match->distance_m);
  case YZT_IMPORT_BY_SEVERAL:
    return g_strdup (_("Several rows in the map have this name, so it is not clear which one is meant."));
  case YZT_IMPORT_BY_NAME:
    return g_strdup (_("Already in the map: the same name is there."));
  case YZT_IMPORT_BY_LINE:
  case YZT_IMPORT_BY_NOTHING:
  default:
    return g_strdup (_("Already in the map: the same line is there."));
  }
}

static char *
say_in_file (const YztImportMatch *match, const char *code)
{
  switch (match->by) {
  case YZT_IMPORT_BY_CODE:
    return g_strdup_printf (_("The code “%s” is that of row %u already."), code, match->number);
  case YZT_IMPORT_BY_PLACE:
    return match->distance_m < 1.0 ? g_strdup_printf (_("The same name at the same position is in row %u already."), match->number)
                                   : g_strdup_printf (_("The same name is in row %u already, %.0f m away."), match->number, match->distance_m);
  case YZT_IMPORT_BY_NAMESAKE:
    return g_strdup_printf (_("Row %u has the same name with another code %.0f m away; is it the same thing?"), match->number, match->distance_m);
  case YZT_IMPORT_BY_LINE:
    return g_strdup_printf (_("The same line is in row %u already."), match->number);
  case YZT_IMPORT_BY_NAME:
  case YZT_IMPORT_BY_SEVERAL:
  case YZT_IMPORT_BY_NOTHING:
  default:
    return g_strdup_printf (_("It is the same row of the map as row %u."), match->number);
  }
}

char *
yzt_import_match_say (const YztImportMatch *match, const YztRow *row)
{
  const char *code = row_code (row);

  return match->number > 0 ? say_in_file (match, code ? code : "") : say_in_map (match, code ? code : "");
}

const char *
yzt_import_match_advise (const YztImportMatch *match)
{
  switch (match->by) {
  case YZT_IMPORT_BY_CODE:
    return match->number > 0 ? _("Give each its own code, or take one of them out.") : _("Import with “update” to change the row in the map.");
  case YZT_IMPORT_BY_PLACE:
  case YZT_IMPORT_BY_NAMESAKE:
    return match->number > 0 ? _("If they are two things, give each its own name or code.")
                             : _("Import with “update” to change the row in the map, or give this one its own name or code.");
  case YZT_IMPORT_BY_SEVERAL:
    return _("Add a column with codes.");
  case YZT_IMPORT_BY_LINE:
  case YZT_IMPORT_BY_NAME:
  case YZT_IMPORT_BY_NOTHING:
  default:
    return "";
  }
}
