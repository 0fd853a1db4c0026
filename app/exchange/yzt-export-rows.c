/* yzt-export-rows.c: which rows and columns an export has, and what stands in them
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <cpl_conv.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-export-private.h"
#include "yzt-store-blobs.h"

/* Fewer rows than these are asked for one by one; for more the table is read through. */
#define MAX_SINGLE_READS 2000
#define ROWS_BETWEEN_LOOKS 64

/* --- rows --- */

typedef struct {
  YztExport *self;
  YztRowFunc func;
  gpointer user_data;
  gsize at;       /* in the sorted fids */
  gboolean stopped;
} Walk;

static gboolean
give_row (Walk *walk, const YztRow *row)
{
  YztExport *self = walk->self;
  YztExportReport *report = self->report;

  if (!walk->func (row, walk->user_data)) {
    walk->stopped = TRUE;
    return FALSE;
  }
  report->rows++;
  if (!row->has_position && yzt_kind_get_geometry (self->kind) != YZT_KIND_GEOMETRY_NONE) {
    report->rows_without_place++;
  }
  if (report->rows % ROWS_BETWEEN_LOOKS == 0) {
    yzt_progress_tell (&self->progress, YZT_EXCHANGE_WRITING, report->rows, self->fids != NULL ? self->n_fids : self->options->expected_rows);
    return !g_cancellable_is_cancelled (self->options->cancellable);
  }
  return TRUE;
}

/* Both come by fid. */
static gboolean
on_row (const YztRow *row, gpointer user_data)
{
  Walk *walk = user_data;
  YztExport *self = walk->self;

  if (self->fids != NULL) {
    while (walk->at < self->n_fids && self->fids[walk->at] < row->fid) {
      walk->at++;
    }
    if (walk->at == self->n_fids) {
      return FALSE;
    }
    if (self->fids[walk->at] != row->fid) {
      return TRUE;
    }
  }
  return give_row (walk, row);
}

static gboolean
read_singly (Walk *walk, GError **error)
{
  YztExport *self = walk->self;

  for (gsize i = 0; i < self->n_fids; i++) {
    g_autoptr (GError) cause = NULL;
    g_autoptr (YztRow) row = yzt_store_get_row (self->store, self->kind, self->fids[i], &cause);
    /* What was deleted since it was selected is not there to be written. */
    if (row == NULL && !g_error_matches (cause, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
    if (row != NULL && !give_row (walk, row)) {
      break;
    }
  }
  return TRUE;
}

gboolean
yzt_export_each (YztExport *self, YztRowFunc func, gpointer user_data, GError **error)
{
  Walk walk = { self, func, user_data, 0, FALSE };
  gboolean ok = self->fids != NULL && self->n_fids <= MAX_SINGLE_READS ? read_singly (&walk, error)
                                                                       : yzt_store_read_rows (self->store, self->kind, on_row, &walk, error);

  if (ok && !walk.stopped) {
    yzt_progress_tell (&self->progress, YZT_EXCHANGE_WRITING, self->report->rows, self->report->rows);
  }
  return ok && !g_cancellable_set_error_if_cancelled (self->options->cancellable, error);
}

/* --- columns --- */

static gboolean
is_journal_field (const YztField *field)
{
  static const char *const names[] = { "source", "verified_at", "verified_by", "verified_how", "created_at", "updated_at", NULL };

  return g_strv_contains (names, yzt_field_get_name (field));
}

static gboolean
is_chinese (const YztExport *self)
{
  return self->options->language != NULL && g_str_has_prefix (self->options->language, "zh");
}

static char *
with_unit (const YztExport *self, const char *label, const char *unit)
{
  if (unit == NULL || *unit == '\0') {
    return g_strdup (label);
  }
  return is_chinese (self) ? g_strdup_printf ("%s（%s）", label, unit) : g_strdup_printf ("%s (%s)", label, unit);
}

static char *
position_header (const YztExport *self, const char *name, gboolean labelled)
{
  const YztField *field = yzt_kind_find_field (self->kind, name);
  YztDatum datum = self->options->datum;

  if (labelled) {
    return with_unit (self, field != NULL ? yzt_field_get_label (field, self->options->language) : name, yzt_datum_label (datum));
  }
  return datum == YZT_DATUM_WGS84 ? g_strdup (name) : g_strdup_printf ("%s_%s", name, yzt_datum_id (datum));
}

static void
add_column (YztExport *self, YztExportColumnType type, const YztField *field, guint index, char *header)
{
  YztExportColumn column = { type, field, index, header };

  g_array_append_val (self->columns, column);
}

static void
add_place_columns (YztExport *self, gboolean layer, gboolean labelled)
{
  YztKindGeometry geometry = yzt_kind_get_geometry (self->kind);

  if (geometry == YZT_KIND_GEOMETRY_NONE) {
    return;
  }
  if (!layer) {
    add_column (self, YZT_EXPORT_LON, NULL, 0, position_header (self, "lon", labelled));
    add_column (self, YZT_EXPORT_LAT, NULL, 0, position_header (self, "lat", labelled));
  } else if (self->options->datum == YZT_DATUM_GCJ02 || self->options->datum == YZT_DATUM_BD09) {
    add_column (self, YZT_EXPORT_DATUM, NULL, 0, g_strdup ("datum"));
  }
  if (!layer && geometry != YZT_KIND_GEOMETRY_POINT && !labelled) {
    add_column (self, YZT_EXPORT_WKT, NULL, 0, g_strdup (YZT_EXCHANGE_WKT_COLUMN));
  }
}

static void
add_owner_columns (YztExport *self, gboolean labelled)
{
  if (self->owner_codes == NULL) {
    return;
  }
  if (labelled) {
    YztKind *owner = yzt_kind_set_find (yzt_store_get_kinds (self->store), yzt_kind_get_owner (self->kind));
    const YztField *code = owner != NULL ? yzt_kind_find_field (owner, "code") : NULL;
    const char *language = self->options->language;
    add_column (self, YZT_EXPORT_OWNER_CODE, NULL, 0,
                code == NULL ? g_strdup ("owner_code") : with_unit (self, yzt_kind_get_label (owner, language), yzt_field_get_label (code, language)));
    return;
  }
  add_column (self, YZT_EXPORT_OWNER_CODE, NULL, 0, g_strdup ("owner_code"));
  add_column (self, YZT_EXPORT_OWNER_FID, NULL, 0, g_strdup ("owner_fid"));
}

void
yzt_export_make_columns (YztExport *self, gboolean layer, gboolean labelled)
{
  const char *language = self->options->language;

  g_array_set_size (self->columns, 0);
  for (guint i = 0; i < yzt_kind_get_n_fields (self->kind); i++) {
    const YztField *field = yzt_kind_get_field (self->kind, i);
    if (self->options->plain && is_journal_field (field)) {
      continue;
    }
    add_column (self, YZT_EXPORT_FIELD, field, i,
                labelled ? with_unit (self, yzt_field_get_label (field, language), yzt_field_get_unit (field, language))
                         : g_strdup (yzt_field_get_name (field)));
  }
  add_place_columns (self, layer, labelled);
  add_owner_columns (self, labelled);
}

char *
yzt_export_layer_name (const YztExport *self)
{
  const char *table = yzt_kind_get_table (self->kind);

  return self->options->datum == YZT_DATUM_WGS84 ? g_strdup (table) : g_strdup_printf ("%s_%s", table, yzt_datum_id (self->options->datum));
}

char *
yzt_export_title (const YztExport *self)
{
  const YztExportOptions *options = self->options;
  const char *title = options->title != NULL ? options->title : yzt_kind_get_label (self->kind, options->language);

  if (yzt_kind_get_geometry (self->kind) == YZT_KIND_GEOMETRY_NONE) {
    return g_strdup (title);
  }
  return with_unit (self, title, yzt_datum_label (options->datum));
}

/* --- cells --- */

const char *
yzt_export_owner_code (const YztExport *self, const YztRow *row)
{
  const char *code = self->owner_codes ? g_hash_table_lookup (self->owner_codes, &row->owner_fid) : NULL;

  return code ? code : "";
}

gboolean
yzt_export_position (const YztExport *self, const YztRow *row, YztPosition *position_out)
{
  if (row->has_position) {
    *position_out = yzt_datum_from_wgs84 ((YztPosition) { row->lon, row->lat }, self->options->datum);
  }
  return row->has_position;
}

static void
convert_corners (OGRGeometryH geometry, YztDatum datum)
{
  for (int i = 0; i < OGR_G_GetGeometryCount (geometry); i++) {
    convert_corners (OGR_G_GetGeometryRef (geometry, i), datum);
  }
  if (OGR_G_GetGeometryCount (geometry) == 0) {
    for (int i = 0; i < OGR_G_GetPointCount (geometry); i++) {
      YztPosition to = yzt_datum_from_wgs84 ((YztPosition) { OGR_G_GetX (geometry, i), OGR_G_GetY (geometry, i) }, datum);
      OGR_G_SetPoint_2D (geometry, i, to.lon, to.lat);
    }
  }
}

OGRGeometryH
yzt_export_geometry (const YztExport *self, const YztRow *row)
{
  OGRGeometryH geometry = row->geometry != NULL ? yzt_geometry_blob_to_ogr (row->geometry) : NULL;
  YztPosition position;

  if (geometry != NULL && self->options->datum != YZT_DATUM_WGS84) {
    convert_corners (geometry, self->options->datum);
  }
  if (geometry == NULL && yzt_kind_get_geometry (self->kind) == YZT_KIND_GEOMETRY_POINT && yzt_export_position (self, row, &position)) {
    geometry = OGR_G_CreateGeometry (wkbPoint);
    OGR_G_SetPoint_2D (geometry, 0, position.lon, position.lat);
  }
  return geometry;
}

static char *
wkt_text (const YztExport *self, const YztRow *row)
{
  OGRGeometryH geometry = yzt_export_geometry (self, row);
  char *wkt = NULL;
  char *text;

  if (geometry != NULL) {
    OGR_G_ExportToWkt (geometry, &wkt);
    OGR_G_DestroyGeometry (geometry);
  }
  text = g_strdup (wkt != NULL ? wkt : "");
  CPLFree (wkt);
  return text;
}

/* The names of what a link names; where one could not be read back by its name, its kind and number. */
static char *
link_text (const YztExport *self, const YztCell *cell)
{
  g_autoptr (GArray) links = yzt_links_from_text (cell->type == YZT_CELL_TEXT ? cell->v.text : NULL);
  g_autoptr (GArray) named = yzt_store_name_links (self->store, links, self->options->language, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < links->len; i++) {
    const YztLink *link = &g_array_index (links, YztLink, i);
    const YztNamed *one = named != NULL ? &g_array_index (named, YztNamed, i) : NULL;

    g_string_append (text, i > 0 ? ";" : "");
    if (one != NULL && one->there && one->name != NULL && strpbrk (one->name, ";/") == NULL && strstr (one->name, "；") == NULL) {
      g_string_append (text, one->name);
    } else {
      g_string_append_printf (text, "%s/%ld", link->kind, (long) link->fid);
    }
  }
  return g_string_free (text, FALSE);
}

static char *
field_text (const YztExport *self, const YztField *field, const YztCell *cell, gboolean labelled)
{
  YztFieldType type = yzt_field_get_field_type (field);
  gboolean in_words = type == YZT_FIELD_ENUM || type == YZT_FIELD_BOOLEAN || type == YZT_FIELD_DATETIME;

  if (labelled && type == YZT_FIELD_LINK) {
    return link_text (self, cell);
  }
  return labelled && in_words ? yzt_field_format (field, cell, self->options->language, self->zone) : yzt_field_format_plain (field, cell);
}

char *
yzt_export_text (const YztExport *self, const YztExportColumn *column, const YztRow *row, gboolean labelled)
{
  YztPosition position;

  switch (column->type) {
  case YZT_EXPORT_LON:
  case YZT_EXPORT_LAT:
    if (!yzt_export_position (self, row, &position)) {
      return g_strdup ("");
    }
    return yzt_text_format_number (column->type == YZT_EXPORT_LON ? position.lon : position.lat);
  case YZT_EXPORT_WKT:
    return wkt_text (self, row);
  case YZT_EXPORT_OWNER_CODE:
    return g_strdup (yzt_export_owner_code (self, row));
  case YZT_EXPORT_OWNER_FID:
    return g_strdup_printf ("%" G_GINT64_FORMAT, row->owner_fid);
  case YZT_EXPORT_DATUM:
    return g_strdup (yzt_datum_label (self->options->datum));
  case YZT_EXPORT_FIELD:
  default:
    return field_text (self, column->field, &row->cells[column->index], labelled);
  }
}
