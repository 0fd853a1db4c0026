/* yzt-words.c: columns and values of recorded changes as a person reads them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-history-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

/* Of a long text the beginning is told. */
#define MAX_CHARS 2000
#define POSITION_DECIMALS 6

void
yzt_words_init (YztWords *self, YztConnection *connection, YztKindSet *kinds, const char *language)
{
  *self = (YztWords) { .connection = connection, .kinds = yzt_kind_set_ref (kinds) };
  self->language = language != NULL ? language : yzt_store_language ();
  self->zone = yzt_setting_get_zone (connection);
  self->columns =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
}

void
yzt_words_clear (YztWords *self)
{
  g_clear_pointer (&self->kinds, yzt_kind_set_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->columns, g_hash_table_unref);
}

const char *const *
yzt_words_get_columns (YztWords *self, gint64 generation, const char *table)
{
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT " %s", generation, table);
  GStrv columns = g_hash_table_lookup (self->columns, key);
  g_autofree char *joined = NULL;

  if (columns != NULL)
    return (const char *const *) columns;
  joined = yzt_connection_get_text (
      self->connection, NULL,
      "SELECT columns FROM journal_generation WHERE tbl = ?1 AND generation = ?2", "si", table,
      generation);
  columns = g_strsplit (joined != NULL ? joined : "", "\n", -1);
  g_hash_table_insert (self->columns, g_steal_pointer (&key), columns);
  return (const char *const *) columns;
}

/* JSON is English whatever the locale. */
static const char *
say (YztWords *self, const char *text)
{
  return g_str_has_prefix (self->language, "zh") ? _(text) : text;
}

const char *
yzt_words_label_table (YztWords *self, const char *table)
{
  YztKind *kind = yzt_kind_set_find (self->kinds, table);

  if (kind != NULL)
    return yzt_kind_get_label (kind, self->language);
  if (g_str_equal (table, "map_setting"))
    return say (self, N_("Setting of the map"));
  if (g_str_equal (table, "kind"))
    return say (self, N_("Kind"));
  if (g_str_has_prefix (table, "plan_"))
    return say (self, N_("Plan text"));
  return table;
}

const char *
yzt_words_label_column (YztWords *self, const char *table, const char *column)
{
  YztKind *kind = yzt_kind_set_find (self->kinds, table);
  const YztField *field = kind != NULL ? yzt_kind_find_field (kind, column) : NULL;

  if (field != NULL)
    return yzt_field_get_label (field, self->language);
  if (g_str_equal (column, "geom"))
    return say (self, kind == NULL || yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_POINT
                          ? N_("Position")
                          : yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_LINE ? N_("Course") : N_("Outline"));
  if (g_str_equal (column, "owner_fid"))
    return say (self, N_("Owner"));
  return column;
}

/* --- values --- */

static char *
copy_text (const YztValue *value)
{
  g_autofree char *text = g_utf8_make_valid ((const char *) value->bytes, (gssize) value->length);

  if (g_utf8_strlen (text, -1) > MAX_CHARS) {
    g_autofree char *start = g_utf8_substring (text, 0, MAX_CHARS);

    return g_strconcat (start, "…", NULL);
  }
  return g_steal_pointer (&text);
}

static char *
format_plain (YztWords *self, const YztValue *value)
{
  switch (value->type) {
    case SQLITE_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
    case SQLITE_FLOAT:
      return yzt_text_format_number (value->number);
    case SQLITE_TEXT:
      return value->length > 0 ? copy_text (value) : NULL;
    case SQLITE_BLOB:
      return g_strdup_printf (say (self, N_("%ld bytes")), (long) value->length);
    default:
      return NULL;
  }
}

static char *
format_field (YztWords *self, const YztField *field, const YztValue *value)
{
  YztCell cell = { YZT_CELL_NULL };
  char *words;

  if (value->type == SQLITE_TEXT) {
    cell.type = YZT_CELL_TEXT;
    cell.v.text = copy_text (value);
  } else if (value->type == SQLITE_FLOAT) {
    cell = (YztCell) { YZT_CELL_NUMBER, { .number = value->number } };
  } else if (value->type == SQLITE_INTEGER
             && yzt_field_get_field_type (field) == YZT_FIELD_NUMBER) {
    cell = (YztCell) { YZT_CELL_NUMBER, { .number = (double) value->integer } };
  } else if (value->type == SQLITE_INTEGER) {
    cell = (YztCell) { YZT_CELL_INTEGER, { .integer = value->integer } };
  } else {
    return format_plain (self, value);
  }
  words = yzt_field_format (field, &cell, self->language, self->zone);
  yzt_cell_clear (&cell);
  if (words != NULL && *words == '\0')
    g_clear_pointer (&words, g_free);
  return words;
}

static char *
format_geometry (YztWords *self, const YztValue *value)
{
  g_autoptr(YztGeometry) geometry = NULL;
  YztPosition position;
  guint n = 0;

  if (value->type != SQLITE_BLOB)
    return NULL;
  if (yzt_gpkg_point_read (value->bytes, value->length, &position))
    return yzt_coordinate_format (position, POSITION_DECIMALS);
  geometry = yzt_geometry_from_gpkg (value->bytes, value->length, NULL);
  for (guint i = 0; geometry != NULL && i < yzt_geometry_get_n_rings (geometry); i++) {
    guint n_points;

    yzt_geometry_get_ring (geometry, i, &n_points);
    n += n_points;
  }
  if (geometry != NULL) {
    g_autofree char *at =
        yzt_coordinate_format (yzt_geometry_get_label_position (geometry), POSITION_DECIMALS);

    return g_strdup_printf (say (self, N_("outline of %u points round %s")), n, at);
  }
  return format_plain (self, value);
}

static char *
format_owner (YztWords *self, YztKind *kind, const YztValue *value)
{
  YztKind *owner = yzt_kind_get_owner (kind) != NULL
                       ? yzt_kind_set_find (self->kinds, yzt_kind_get_owner (kind))
                       : NULL;
  char *name = NULL;

  if (value->type != SQLITE_INTEGER || value->integer == 0)
    return NULL;
  if (owner != NULL)
    name = yzt_words_name_row (self, yzt_kind_get_table (owner), value->integer);
  return name != NULL ? name : format_plain (self, value);
}

char *
yzt_words_format (YztWords *self, const char *table, const char *column, const YztValue *value)
{
  YztKind *kind = yzt_kind_set_find (self->kinds, table);
  const YztField *field;

  if (value->type == 0 || value->type == SQLITE_NULL)
    return NULL;
  if (g_str_equal (column, "geom"))
    return format_geometry (self, value);
  if (kind == NULL)
    return format_plain (self, value);
  if (g_str_equal (column, "owner_fid"))
    return format_owner (self, kind, value);
  field = yzt_kind_find_field (kind, column);
  return field != NULL ? format_field (self, field, value) : format_plain (self, value);
}

char *
yzt_words_name_row (YztWords *self, const char *table, gint64 fid)
{
  YztKind *kind = yzt_kind_set_find (self->kinds, table);
  g_autofree char *sql = NULL;

  if (kind == NULL)
    return NULL;
  sql = g_strdup_printf ("SELECT coalesce(nullif(name, ''), nullif(code, '')) FROM \"%s\" WHERE fid = ?1",
                         yzt_kind_get_table (kind));
  return yzt_connection_get_text (self->connection, NULL, sql, "i", fid);
}

/* --- the fields of one row --- */

void
yzt_history_field_clear (YztHistoryField *field)
{
  g_clear_pointer (&field->field, g_free);
  g_clear_pointer (&field->label, g_free);
  g_clear_pointer (&field->old_text, g_free);
  g_clear_pointer (&field->new_text, g_free);
}

void
yzt_field_gatherer_init (YztFieldGatherer *self, YztWords *words, gint64 generation)
{
  *self = (YztFieldGatherer) { .words = words, .generation = generation };
  self->fields = g_array_new (FALSE, TRUE, sizeof (YztHistoryField));
  g_array_set_clear_func (self->fields, (GDestroyNotify) yzt_history_field_clear);
}

void
yzt_field_gatherer_clear (YztFieldGatherer *self)
{
  g_clear_pointer (&self->fields, g_array_unref);
  g_clear_pointer (&self->name, g_free);
}

static YztHistoryField *
find_field (YztFieldGatherer *self, const char *table, const char *column, gboolean *is_new)
{
  YztHistoryField field = { 0 };

  *is_new = FALSE;
  for (guint i = 0; i < self->fields->len; i++) {
    YztHistoryField *present = &g_array_index (self->fields, YztHistoryField, i);

    if (g_str_equal (present->field, column))
      return present;
  }
  *is_new = TRUE;
  field.field = g_strdup (column);
  field.label = g_strdup (yzt_words_label_column (self->words, table, column));
  g_array_append_val (self->fields, field);
  return &g_array_index (self->fields, YztHistoryField, self->fields->len - 1);
}

static void
add_cell (YztFieldGatherer *self, const YztChange *change, const char *column, guint i)
{
  g_autofree char *old_text =
      yzt_words_format (self->words, change->table, column, &change->before[i]);
  g_autofree char *new_text =
      yzt_words_format (self->words, change->table, column, &change->after[i]);
  YztHistoryField *field;
  gboolean is_new;

  if (old_text == NULL && new_text == NULL)
    return;
  field = find_field (self, change->table, column, &is_new);
  if (is_new)
    field->old_text = g_steal_pointer (&old_text);
  g_free (field->new_text);
  field->new_text = g_steal_pointer (&new_text);
}

/* What the row is after several changes of one entry. */
static void
add_op (YztFieldGatherer *self, int op)
{
  if (op == SQLITE_DELETE)
    self->what = YZT_HISTORY_DELETED;
  else if (!self->any)
    self->what = op == SQLITE_INSERT ? YZT_HISTORY_CREATED : YZT_HISTORY_CHANGED;
  else if (self->what == YZT_HISTORY_DELETED)
    self->what = YZT_HISTORY_CHANGED;
  self->any = TRUE;
}

void
yzt_field_gatherer_add (YztFieldGatherer *self, const YztChange *change)
{
  static const char *const stamps[] = { "fid", "created_at", "updated_at", NULL };
  const char *const *columns =
      yzt_words_get_columns (self->words, self->generation, change->table);

  add_op (self, change->op);
  for (guint i = 0; i < change->n_columns && columns[i] != NULL; i++) {
    if (g_str_equal (columns[i], "name") || g_str_equal (columns[i], "key")
        || g_str_equal (columns[i], "id") || g_str_equal (columns[i], "heading")) {
      const YztValue *value =
          change->after[i].type != 0 ? &change->after[i] : &change->before[i];
      char *name = value->type == SQLITE_TEXT ? format_plain (self->words, value) : NULL;

      if (name != NULL) {
        g_free (self->name);
        self->name = name;
      }
    }
    if (!g_strv_contains (stamps, columns[i]))
      add_cell (self, change, columns[i], i);
  }
}
