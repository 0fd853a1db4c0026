/* yzt-import-columns.c: which column of a foreign table is which field
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-import-private.h"

#define MAX_LISTED 30

/* "a, b, c …" for a sentence. */
static char *
list_columns (const YztTable *table)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < table->n_columns && i < MAX_LISTED; i++) {
    g_string_append_printf (list, "%s%.60s", i > 0 ? ", " : "", table->headers[i]);
  }
  if (table->n_columns > MAX_LISTED) {
    g_string_append (list, " …");
  }
  char *text = g_utf8_make_valid (list->str, (gssize) list->len);
  g_string_free (list, TRUE);
  return text;
}

static int
find_column (const YztTable *table, const char *name)
{
  g_autofree char *key = NULL;

  for (guint i = 0; i < table->n_columns; i++) {
    if (g_str_equal (table->headers[i], name)) {
      return (int) i;
    }
  }
  key = yzt_text_header_key (name);
  for (guint i = 0; key != NULL && i < table->n_columns; i++) {
    g_autofree char *other = yzt_text_header_key (table->headers[i]);
    if (g_strcmp0 (key, other) == 0) {
      return (int) i;
    }
  }
  return -1;
}

/* Puts a field on a column. FALSE when another column has it already. */
static gboolean
assign (YztImportColumns *self, guint column, const YztField *field)
{
  const char *name = yzt_field_get_name (field);
  int *special = NULL;

  switch (yzt_field_get_field_type (field)) {
  case YZT_FIELD_LONGITUDE:
    special = &self->lon;
    break;
  case YZT_FIELD_LATITUDE:
    special = &self->lat;
    break;
  case YZT_FIELD_TEXT:
  case YZT_FIELD_MULTILINE:
  case YZT_FIELD_INTEGER:
  case YZT_FIELD_NUMBER:
  case YZT_FIELD_BOOLEAN:
  case YZT_FIELD_ENUM:
  case YZT_FIELD_DATE:
  case YZT_FIELD_DATETIME:
  case YZT_FIELD_PHONE:
  case YZT_FIELD_URL:
  default:
    special = g_str_equal (name, "owner_code") ? &self->owner_code : NULL;
  }
  if (special != NULL) {
    if (*special >= 0) {
      return FALSE;
    }
    *special = (int) column;
    return TRUE;
  }
  self->fields[column] = field;
  self->indexes[column] = yzt_kind_get_field_index (self->kind, name);
  return self->indexes[column] >= 0;
}

static gboolean
is_assigned (const YztImportColumns *self, const YztTable *table, const YztField *field)
{
  YztFieldType type = yzt_field_get_field_type (field);

  if (type == YZT_FIELD_LONGITUDE || type == YZT_FIELD_LATITUDE) {
    return (type == YZT_FIELD_LONGITUDE ? self->lon : self->lat) >= 0;
  }
  if (g_str_equal (yzt_field_get_name (field), "owner_code")) {
    return self->owner_code >= 0;
  }
  for (guint i = 0; i < table->n_columns; i++) {
    if (self->fields[i] == field) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
note_mapped (YztImportReport *report, const char *field, const char *column)
{
  g_ptr_array_add (report->mapped, g_strdup_printf ("%s=%s", field, column));
}

static gboolean
assign_given (YztImportColumns *self, YztTable *table, const char *shown, const YztImportOptions *options, gboolean *taken,
              YztImportReport *report, GError **error)
{
  GHashTableIter iter;
  gpointer name, column_name;

  g_hash_table_iter_init (&iter, options->mapping);
  while (g_hash_table_iter_next (&iter, &name, &column_name)) {
    const YztField *field = yzt_kind_find_field (self->kind, name);
    int column = find_column (table, column_name);
    if (field == NULL) {
      field = yzt_kind_match_header (self->kind, name);
    }
    if (field == NULL) {
      g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS, _("The kind “%s” has no field “%s”; see its fields with “yzt kinds”."),
                   yzt_kind_get_label (self->kind, options->language), (const char *) name);
      return FALSE;
    }
    if (column < 0) {
      g_autofree char *list = list_columns (table);
      g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS, _("“%s” has no column “%s”; its columns are: %s."), shown,
                   (const char *) column_name, list);
      return FALSE;
    }
    if (!taken[column] && assign (self, (guint) column, field)) {
      taken[column] = TRUE;
      note_mapped (report, yzt_field_get_name (field), table->headers[column]);
    }
  }
  return TRUE;
}

/* Stamps are the journal's to give; an export of ours carries them and they are no surprise. */
static gboolean
is_stamp (const char *name)
{
  return g_str_equal (name, "created_at") || g_str_equal (name, "updated_at");
}

static void
assign_by_header (YztImportColumns *self, YztTable *table, gboolean *taken, YztImportReport *report)
{
  gboolean child = yzt_kind_get_owner (self->kind) != NULL;

  for (guint i = 0; i < table->n_columns; i++) {
    const char *header = table->headers[i];
    const YztField *field = taken[i] || *header == '\0' ? NULL : yzt_kind_match_header (self->kind, header);
    if (taken[i]) {
      continue;
    }
    if (child && self->owner_fid < 0 && g_ascii_strcasecmp (header, "owner_fid") == 0) {
      self->owner_fid = (int) i;
      note_mapped (report, "owner_fid", header);
    } else if (!child && self->wkt < 0 && g_ascii_strcasecmp (header, YZT_EXCHANGE_WKT_COLUMN) == 0) {
      self->wkt = (int) i;
      note_mapped (report, YZT_EXCHANGE_WKT_COLUMN, header);
    } else if (field != NULL && is_stamp (yzt_field_get_name (field))) {
      continue;
    } else if (field != NULL && (yzt_field_is_joined (field) || !is_assigned (self, table, field)) && assign (self, i, field)) {
      note_mapped (report, yzt_field_get_name (field), header);
    } else if (*header != '\0') {
      g_ptr_array_add (report->unused, g_strdup (header));
    }
  }
}

static gboolean
check_complete (const YztImportColumns *self, YztTable *table, const char *shown, const YztImportOptions *options, GError **error)
{
  const char *language = options->language;
  gboolean must_have_place = !table->has_geometry && self->wkt < 0 && !options->without_place;
  YztKindGeometry geometry = yzt_kind_get_geometry (self->kind);
  const char *label = yzt_kind_get_label (self->kind, language);
  g_autofree char *list = list_columns (table);

  for (guint i = 0; i < yzt_kind_get_n_fields (self->kind); i++) {
    const YztField *field = yzt_kind_get_field (self->kind, i);
    if (yzt_field_is_required (field) && !is_assigned (self, table, field)) {
      g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS,
                   _("“%s” has no column for “%s”, which every row of the kind “%s” needs; name it with --map %s=COLUMN (its columns are: %s)."), shown,
                   yzt_field_get_label (field, language), label, yzt_field_get_name (field), list);
      return FALSE;
    }
  }
  if (geometry == YZT_KIND_GEOMETRY_AREA && must_have_place) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS,
                 _("“%s” has no areas, which the kind “%s” needs: give a layer of areas, or a column “wkt” (its columns are: %s)."), shown, label, list);
    return FALSE;
  }
  if (geometry == YZT_KIND_GEOMETRY_POINT && must_have_place && (self->lon < 0 || self->lat < 0)) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS,
                 _("“%s” has no columns for longitude and latitude, so nothing can be put on the map; name them with --map lon=COLUMN --map lat=COLUMN, or take the rows without a place with --without-place (its columns are: %s)."),
                 shown, list);
    return FALSE;
  }
  if (yzt_kind_get_owner (self->kind) != NULL && self->owner_code < 0 && self->owner_fid < 0) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS,
                 _("“%s” does not say whose rows these are; name the column with the owner's code with --map owner_code=COLUMN (its columns are: %s)."), shown, list);
    return FALSE;
  }
  return TRUE;
}

gboolean
yzt_import_columns_find (YztImportColumns *columns, YztTable *table, YztKind *kind, const char *shown, const YztImportOptions *options,
                         YztImportReport *report, GError **error)
{
  g_autofree gboolean *taken = g_new0 (gboolean, MAX (table->n_columns, 1));

  *columns = (YztImportColumns) { yzt_kind_ref (kind), g_new0 (const YztField *, MAX (table->n_columns, 1)), g_new0 (int, MAX (table->n_columns, 1)),
                                  -1, -1, -1, -1, -1 };
  if (options->mapping != NULL && !assign_given (columns, table, shown, options, taken, report, error)) {
    return FALSE;
  }
  assign_by_header (columns, table, taken, report);
  return check_complete (columns, table, shown, options, error);
}

void
yzt_import_columns_clear (YztImportColumns *columns)
{
  g_clear_pointer (&columns->kind, yzt_kind_unref);
  g_clear_pointer (&columns->fields, g_free);
  g_clear_pointer (&columns->indexes, g_free);
}
