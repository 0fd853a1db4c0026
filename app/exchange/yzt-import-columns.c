/* yzt-import-columns.c: the columns of a foreign table as the person names them or as they are recognised
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-import-advice.h"
#include "yzt-import-private.h"

#define MAX_LISTED 30

/* "a, b, c …" for a sentence. */
static char *
list_columns (const YztTable *table)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < table->n_columns && i < MAX_LISTED; i++) {
    g_autofree char *shown = yzt_text_shorten (table->headers[i], 60);
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", shown);
  }
  if (table->n_columns > MAX_LISTED) {
    g_string_append (list, " …");
  }
  return g_string_free (list, FALSE);
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

static gboolean
is_assigned (const YztImportColumns *self, const YztTable *table, const YztField *field)
{
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

/* Roles that are no fields have names of their own in a mapping. */
static gboolean
role_from_name (const char *name, const YztField *field, YztColumnRole *role_out)
{
  static const struct {
    const char *name;
    YztColumnRole role;
  } names[] = {
    { "lon", YZT_ROLE_LONGITUDE },   { "lat", YZT_ROLE_LATITUDE }, { "coordinate", YZT_ROLE_COORDINATE }, { YZT_EXCHANGE_WKT_COLUMN, YZT_ROLE_WKT },
    { "easting", YZT_ROLE_EASTING }, { "northing", YZT_ROLE_NORTHING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (field != NULL ? yzt_field_get_name (field) : name, names[i].name)) {
      *role_out = names[i].role;
      return TRUE;
    }
  }
  *role_out = YZT_ROLE_FIELD;
  return field != NULL;
}

/* What the person says goes before what was recognised. */
static gboolean
take_given (YztProposal *proposal, YztTable *table, YztKind *kind, const char *shown, const YztImportOptions *options, GError **error)
{
  GHashTableIter iter;
  gpointer name, column_name;

  g_hash_table_iter_init (&iter, options->mapping);
  while (g_hash_table_iter_next (&iter, &name, &column_name)) {
    const YztField *field = yzt_kind_find_field (kind, name);
    int column = find_column (table, column_name);
    YztColumnRole role = YZT_ROLE_SKIP;
    if (field == NULL) {
      field = yzt_kind_match_header (kind, name);
    }
    if (!role_from_name (name, field, &role)) {
      g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS, _("The kind “%s” has no field “%s”; see its fields with “yzt kinds”."),
                   yzt_kind_get_label (kind, options->language), (const char *) name);
      return FALSE;
    }
    if (column < 0) {
      g_autofree char *list = list_columns (table);
      g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS, _("“%s” has no column “%s”; its columns are: %s."), shown,
                   (const char *) column_name, list);
      return FALSE;
    }
    yzt_proposal_set_column (proposal, (guint) column, role, role == YZT_ROLE_FIELD ? yzt_field_get_name (field) : NULL);
  }
  return TRUE;
}

/* Stamps are the journal's to give; an export of ours carries them and they are no surprise. */
static gboolean
is_stamp (const YztKind *kind, const char *header)
{
  const YztField *field = *header != '\0' ? yzt_kind_match_header (kind, header) : NULL;
  const char *name = field != NULL ? yzt_field_get_name (field) : "";

  return g_str_equal (name, "created_at") || g_str_equal (name, "updated_at");
}

/* What GDAL adds to every KML and GPX, whether the file has it or not. */
static gboolean
is_added (const YztTable *table, guint column)
{
  static const char *const always[] = { "tessellate", "extrude", "visibility", "drawOrder", NULL };

  if (g_strcmp0 (table->format, "LIBKML") != 0 && g_strcmp0 (table->format, "GPX") != 0) {
    return FALSE;
  }
  for (guint i = 0; i < table->sample->len; i++) {
    if (*((char **) table->sample->pdata[i])[column] != '\0') {
      return g_strv_contains (always, table->headers[column]);
    }
  }
  return TRUE;
}

static const char *
special_name (YztColumnRole role)
{
  switch (role) {
  case YZT_ROLE_LONGITUDE:
    return "lon";
  case YZT_ROLE_LATITUDE:
    return "lat";
  case YZT_ROLE_COORDINATE:
    return "coordinate";
  case YZT_ROLE_WKT:
    return YZT_EXCHANGE_WKT_COLUMN;
  case YZT_ROLE_EASTING:
    return "easting";
  case YZT_ROLE_NORTHING:
    return "northing";
  case YZT_ROLE_SKIP:
  case YZT_ROLE_FIELD:
  default:
    return "";
  }
}

/* Where a role that is no field of a row keeps its column; NULL for fields of the row. */
static int *
special_column (YztImportColumns *self, const YztColumnProposal *column)
{
  switch (column->role) {
  case YZT_ROLE_LONGITUDE:
  case YZT_ROLE_EASTING:
  case YZT_ROLE_COORDINATE:
    return &self->lon;
  case YZT_ROLE_LATITUDE:
  case YZT_ROLE_NORTHING:
    return &self->lat;
  case YZT_ROLE_WKT:
    return &self->wkt;
  case YZT_ROLE_SKIP:
  case YZT_ROLE_FIELD:
  default:
    return g_strcmp0 (column->field, "owner_code") == 0 ? &self->owner_code : g_strcmp0 (column->field, "owner_fid") == 0 ? &self->owner_fid : NULL;
  }
}

static void
take_column (YztImportColumns *self, guint i, const YztColumnProposal *column, YztImportReport *report)
{
  int *special = special_column (self, column);

  if (special != NULL) {
    *special = *special < 0 ? (int) i : *special;
  } else {
    self->indexes[i] = yzt_kind_get_field_index (self->kind, column->field);
    self->fields[i] = self->indexes[i] >= 0 ? yzt_kind_find_field (self->kind, column->field) : NULL;
  }
  note_mapped (report, column->role == YZT_ROLE_FIELD ? column->field : special_name (column->role), column->header);
}

/* What is not sure enough is named, so that the person can say it. */
static void
note_unsure (const YztImportColumns *self, const YztColumnProposal *column, YztImportReport *report, const YztImportOptions *options)
{
  const YztField *field = column->role == YZT_ROLE_FIELD ? yzt_kind_find_field (self->kind, column->field) : NULL;
  const char *name = field != NULL ? yzt_field_get_name (field) : special_name (column->role);

  if (column->confidence >= 0.5) {
    g_autofree char *header = yzt_text_shorten (column->header, 80);
    g_ptr_array_add (report->notes, yzt_advise_unsure_column (options->in_window, header, field != NULL ? yzt_field_get_label (field, options->language) : name,
                                                              name, (int) (column->confidence * 100.0)));
  }
}

static void
take_columns (YztImportColumns *self, const YztTable *table, const YztProposal *proposal, YztImportReport *report, const YztImportOptions *options)
{
  gboolean child = yzt_kind_get_owner (self->kind) != NULL;
  gboolean metres = proposal->notation == YZT_NOTATION_PROJECTED && (self->epsg == 0);

  for (guint i = 0; i < table->n_columns && i < proposal->columns->len; i++) {
    const YztColumnProposal *column = g_ptr_array_index (proposal->columns, i);
    gboolean place = column->role != YZT_ROLE_SKIP && column->role != YZT_ROLE_FIELD;
    if (column->role == YZT_ROLE_SKIP || column->confidence < YZT_RECOGNISE_SURE || (place && (child || metres))) {
      if (column->role != YZT_ROLE_SKIP && !(place && child)) {
        note_unsure (self, column, report, options);
      }
      if (*table->headers[i] != '\0' && !is_stamp (self->kind, table->headers[i]) && !is_added (table, i)) {
        g_ptr_array_add (report->unused, g_strdup (table->headers[i]));
      }
    } else {
      take_column (self, i, column, report);
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

  if (table->n_columns == 0) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS, _("“%s” has no columns, not even one of names; nothing in it can be imported."), shown);
    return FALSE;
  }
  for (guint i = 0; i < yzt_kind_get_n_fields (self->kind); i++) {
    const YztField *field = yzt_kind_get_field (self->kind, i);
    if (yzt_field_is_required (field) && !is_assigned (self, table, field)) {
      g_autofree char *advice = yzt_advise_missing_field (options->in_window, shown, yzt_field_get_label (field, language), label, yzt_field_get_name (field), list);
      g_set_error_literal (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS, advice);
      return FALSE;
    }
  }
  if (geometry == YZT_KIND_GEOMETRY_AREA && must_have_place) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS,
                 _("“%s” has no areas, which the kind “%s” needs: give a layer of areas, or a column “wkt” (its columns are: %s)."), shown, label, list);
    return FALSE;
  }
  if (geometry == YZT_KIND_GEOMETRY_POINT && must_have_place && (self->lon < 0 || (self->lat < 0 && self->notation != YZT_NOTATION_ONE_COLUMN))) {
    g_autofree char *advice = yzt_advise_missing_place (options->in_window, shown, list);
    g_set_error_literal (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS, advice);
    return FALSE;
  }
  if (yzt_kind_get_owner (self->kind) != NULL && self->owner_code < 0 && self->owner_fid < 0) {
    g_autofree char *advice = yzt_advise_missing_owner (options->in_window, shown, list);
    g_set_error_literal (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS, advice);
    return FALSE;
  }
  return TRUE;
}

/* Metres of a system that nobody is sure of are no positions. */
static gboolean
take_system (YztImportColumns *self, const YztTable *table, const YztProposal *proposal, const YztImportOptions *options, const char *shown,
             YztImportReport *report, GError **error)
{
  if (proposal->notation != YZT_NOTATION_PROJECTED) {
    return TRUE;
  }
  self->epsg = options->epsg > 0 ? options->epsg : proposal->projection_confidence >= YZT_RECOGNISE_SURE ? proposal->epsg : 0;
  if (self->epsg > 0) {
    self->reprojector = yzt_reprojector_new (self->epsg, error);
    if (self->reprojector != NULL) {
      g_ptr_array_add (report->notes, g_strdup (yzt_reprojector_get_note (self->reprojector)));
    }
    return self->reprojector != NULL;
  }
  if (options->without_place || yzt_kind_get_geometry (self->kind) == YZT_KIND_GEOMETRY_NONE) {
    return TRUE;
  }
  g_autofree char *advice = yzt_advise_system (options->in_window, shown, proposal);
  g_set_error_literal (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS, advice);
  return FALSE;
}

static void
take_datum (YztImportColumns *self, const YztProposal *proposal, const YztImportOptions *options, YztImportReport *report)
{
  gboolean degrees = proposal->notation != YZT_NOTATION_NONE && proposal->notation != YZT_NOTATION_PROJECTED;

  self->notation = proposal->notation;
  self->datum = YZT_DATUM_WGS84;
  if (!degrees || yzt_kind_get_geometry (self->kind) == YZT_KIND_GEOMETRY_NONE) {
    return;
  }
  if (options->datum_given) {
    self->datum = options->datum;
  } else if (proposal->datum_confidence >= YZT_RECOGNISE_SURE) {
    self->datum = proposal->datum;
    if (proposal->datum != YZT_DATUM_WGS84) {
      g_ptr_array_add (report->notes, g_strdup_printf (_("Positions were converted from %s to WGS 84: %s"), yzt_datum_label (proposal->datum), proposal->datum_evidence));
    }
  } else if (proposal->datum_confidence > 0.0 && proposal->datum != YZT_DATUM_WGS84) {
    g_ptr_array_add (report->notes, yzt_advise_datum (options->in_window, proposal));
  }
  if (proposal->swapped) {
    g_ptr_array_add (report->notes, g_strdup (_("The column of longitudes holds latitudes and the other way round; they were changed over.")));
  }
}

/* Columns that are named the wrong way round are put right when somebody has seen it: in the conversation of an import, by "repair", by naming them.
 * Otherwise they stay as they are named, and every row says what is wrong with it. */
static void
leave_as_named (YztProposal *found, const YztImportOptions *options)
{
  gboolean named = options->mapping != NULL && (g_hash_table_contains (options->mapping, "lon") || g_hash_table_contains (options->mapping, "lat"));
  if (!found->swapped || options->repair) {
    return;
  }
  for (guint i = 0; !named && i < found->columns->len; i++) {
    YztColumnProposal *column = g_ptr_array_index (found->columns, i);
    column->role = column->role == YZT_ROLE_LONGITUDE  ? YZT_ROLE_LATITUDE
                   : column->role == YZT_ROLE_LATITUDE ? YZT_ROLE_LONGITUDE
                                                       : column->role;
  }
  found->swapped = FALSE;
}

YztTableRequest
yzt_import_request (const YztImportOptions *options, YztKind *kind)
{
  const YztProposal *proposal = options->proposal;
  YztTableRequest request = { options->encoding, options->layer, options->header_row, kind, options->language };

  if (proposal != NULL) {
    request.encoding = request.encoding != NULL ? request.encoding : proposal->encoding;
    request.header_row = request.header_row > 0 ? request.header_row : proposal->header_row;
    if (request.layer == NULL && proposal->layer < proposal->layers->len) {
      request.layer = g_array_index (proposal->layers, YztLayerProposal, proposal->layer).text;
    }
  }
  return request;
}

gboolean
yzt_import_columns_find (YztImportColumns *columns, YztTable *table, YztStore *store, YztKind *kind, const char *shown, const YztImportOptions *options,
                         YztImportReport *report, GError **error)
{
  g_autoptr (YztProposal) found = options->proposal == NULL ? yzt_recognise_table (table, store, kind, options->language) : NULL;
  const YztProposal *proposal = found != NULL ? found : options->proposal;

  *columns = (YztImportColumns) { .kind = yzt_kind_ref (kind), .fields = g_new0 (const YztField *, MAX (table->n_columns, 1)),
                                  .indexes = g_new0 (int, MAX (table->n_columns, 1)), .lon = -1, .lat = -1, .wkt = -1, .owner_code = -1, .owner_fid = -1 };
  memset (columns->indexes, 0xff, sizeof (int) * MAX (table->n_columns, 1));
  if (proposal->columns->len != table->n_columns) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS, _("“%s” has changed since its columns were looked at; open it again."), shown);
    return FALSE;
  }
  if (found != NULL && options->mapping != NULL && !take_given (found, table, kind, shown, options, error)) {
    return FALSE;
  }
  if (found != NULL) {
    leave_as_named (found, options);
  }
  if (!take_system (columns, table, proposal, options, shown, report, error)) {
    return FALSE;
  }
  take_datum (columns, proposal, options, report);
  take_columns (columns, table, proposal, report, options);
  return check_complete (columns, table, shown, options, error);
}

void
yzt_import_columns_clear (YztImportColumns *columns)
{
  g_clear_pointer (&columns->kind, yzt_kind_unref);
  g_clear_pointer (&columns->fields, g_free);
  g_clear_pointer (&columns->indexes, g_free);
  g_clear_pointer (&columns->reprojector, yzt_reprojector_free);
}
