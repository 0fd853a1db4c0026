/* model-rows.c: random values and rows, and rows as the oracle keeps them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model.h"
#include <math.h>

static const char *const texts[] = {
  "城东库", "a", "", " ", "it's \"quoted\"", "一二三\n四五六", "端州区消防救援站", "\xf0\x9f\x9a\x92", "NULL", "X'00'", "12", "-3.5e7",
  "\x01\x02", "%s%n", "; DROP TABLE depot; --", "é", "Ångström", "パ", "Ω", "؟", "第 12 号仓库", "\\n", "{\"a\":1}", "a,b;c\td", "true", "2026-11-22",
};

char *
model_random_text (Model *m)
{
  GString *text = g_string_new (NULL);

  if (model_chance (m, 2))
    for (guint i = 0; i < 2000; i++)
      g_string_append (text, "长");
  for (guint n = 1 + model_pick (m, 3); n > 0; n--)
    g_string_append (text, texts[model_pick (m, G_N_ELEMENTS (texts))]);
  return g_string_free (text, FALSE);
}

YztKind *
model_find_kind (Model *m, const char *id)
{
  return yzt_kind_set_find (yzt_store_get_kinds (m->store), id);
}

YztKind *
model_pick_kind (Model *m)
{
  YztKindSet *kinds = yzt_store_get_kinds (m->store);

  return yzt_kind_set_get (kinds, model_pick (m, yzt_kind_set_get_n (kinds)));
}

guint
model_table (Model *m, YztKind *kind)
{
  int table = oracle_find_table (m->oracle, yzt_kind_get_table (kind));

  if (table < 0)
    model_fail (m, "no table is known for kind %s", yzt_kind_get_id (kind));
  return (guint) table;
}

OracleRow *
model_pick_row (Model *m, const OracleState *state, guint table)
{
  OracleRows *rows = oracle_state_rows (state, table);

  return rows->rows->len > 0 ? g_ptr_array_index (rows->rows, model_pick (m, rows->rows->len))
                             : NULL;
}

char *
model_provisional_key (Model *m)
{
  return g_strdup_printf ("?%u", ++m->n_provisional);
}

/* --- cells --- */

static double
random_number (Model *m)
{
  static const double numbers[] = { 0, 1, -1, 0.1, 1e300, -1e-300, 12345678.9, 1e15, 9007199254740993.0 };

  return model_chance (m, 50) ? numbers[model_pick (m, G_N_ELEMENTS (numbers))]
                              : g_rand_double_range (m->rand, -1e6, 1e6);
}

static gint64
random_integer (Model *m)
{
  static const gint64 numbers[] = { 0, 1, -1, 127, 128, -129, 1 << 20, G_MAXINT32, G_MAXINT64, G_MININT64 };

  return model_chance (m, 50) ? numbers[model_pick (m, G_N_ELEMENTS (numbers))]
                              : g_rand_int_range (m->rand, -100000, 100000);
}

static void
random_cell (Model *m, const YztField *field, YztCell *cell)
{
  g_autofree char *text = NULL;

  yzt_cell_clear (cell);
  *cell = (YztCell) { .type = YZT_CELL_NULL };
  if (model_chance (m, 20))
    return;
  switch (yzt_field_get_field_type (field)) {
    case YZT_FIELD_INTEGER:
      *cell = (YztCell) { YZT_CELL_INTEGER, { .integer = random_integer (m) } };
      break;
    case YZT_FIELD_BOOLEAN:
      *cell = (YztCell) { YZT_CELL_INTEGER, { .integer = model_pick (m, 2) } };
      break;
    case YZT_FIELD_NUMBER:
      *cell = (YztCell) { YZT_CELL_NUMBER, { .number = random_number (m) } };
      break;
    case YZT_FIELD_ENUM:
      *cell = yzt_cell_text (yzt_field_get_value (field, model_pick (m, yzt_field_get_n_values (field))));
      break;
    case YZT_FIELD_DATE:
      text = g_strdup_printf ("20%02u-%02u-%02u", model_pick (m, 100), 1 + model_pick (m, 12),
                              1 + model_pick (m, 28));
      *cell = yzt_cell_text (text);
      break;
    case YZT_FIELD_DATETIME:
      text = yzt_time_format_utc (m->f.now_ms - model_pick (m, 100000));
      *cell = yzt_cell_text (text);
      break;
    default:
      text = model_random_text (m);
      *cell = yzt_cell_text (text);
  }
}

static gboolean
is_stamp (const YztField *field)
{
  return g_str_equal (yzt_field_get_name (field), "updated_at")
         || g_str_equal (yzt_field_get_name (field), "created_at");
}

static void
random_place (Model *m, YztRow *row)
{
  row->has_position = model_chance (m, 90);
  row->lon = row->has_position ? g_rand_double_range (m->rand, -180, 180) : 0;
  row->lat = row->has_position ? g_rand_double_range (m->rand, -90, 90) : 0;
  if (model_chance (m, 20)) {
    row->lon = row->has_position ? 112.5 : 0;
    row->lat = row->has_position ? 23 : 0;
  }
}

static void
random_area (Model *m, YztRow *row)
{
  double lon = g_rand_double_range (m->rand, -170, 170), lat = g_rand_double_range (m->rand, -80, 80);
  YztPosition points[5] = {
    { lon, lat }, { lon + 1, lat }, { lon + 1, lat + 0.5 }, { lon, lat + 0.5 }, { lon - 0.5, lat + 0.2 }
  };
  guint starts[2] = { 0, 3 + model_pick (m, 3) };
  g_autoptr(YztGeometry) area = yzt_geometry_new_area (points, starts, 1);

  g_clear_pointer (&row->geometry, g_bytes_unref);
  if (model_chance (m, 90))
    row->geometry = yzt_geometry_to_gpkg (area);
}

static void
random_geometry (Model *m, YztRow *row)
{
  if (yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_POINT)
    random_place (m, row);
  else if (yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_AREA)
    random_area (m, row);
}

YztRow *
model_random_row (Model *m, YztKind *kind)
{
  YztRow *row = yzt_row_new (kind);
  g_autofree char *code = g_strdup_printf ("C-%u", ++m->n_codes);

  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    const YztField *field = yzt_kind_get_field (kind, i);

    if (!is_stamp (field))
      random_cell (m, field, &row->cells[i]);
  }
  yzt_row_set_text (row, "code", code);
  random_geometry (m, row);
  return row;
}

void
model_change_row (Model *m, YztRow *row)
{
  for (guint n = model_chance (m, 60) ? 1 : 1 + model_pick (m, 4); n > 0; n--) {
    guint i = model_pick (m, yzt_kind_get_n_fields (row->kind));
    const YztField *field = yzt_kind_get_field (row->kind, i);

    if (!is_stamp (field) && !g_str_equal (yzt_field_get_name (field), "code"))
      random_cell (m, field, &row->cells[i]);
  }
  if (model_chance (m, 20))
    random_geometry (m, row);
}

/* --- as the oracle keeps them --- */

static char *
hex (const guint8 *bytes, gsize length)
{
  static const char digits[] = "0123456789abcdef";
  char *text = g_malloc (2 * length + 3), *at = text;

  *at++ = 'b';
  *at++ = ':';
  for (gsize i = 0; i < length; i++) {
    *at++ = digits[bytes[i] >> 4];
    *at++ = digits[bytes[i] & 15];
  }
  *at = '\0';
  return text;
}

static char *
number_value (double number)
{
  /* SQLite keeps whole numbers as integers and so loses the sign of zero. */
  return g_strdup_printf ("r:%a", number == 0 ? 0.0 : number);
}

char *
model_value (sqlite3_stmt *stmt, int column)
{
  switch (sqlite3_column_type (stmt, column)) {
    case SQLITE_INTEGER:
      return g_strdup_printf ("i:%" G_GINT64_FORMAT, (gint64) sqlite3_column_int64 (stmt, column));
    case SQLITE_FLOAT:
      return number_value (sqlite3_column_double (stmt, column));
    case SQLITE_TEXT:
      return g_strconcat ("t:", (const char *) sqlite3_column_text (stmt, column), NULL);
    case SQLITE_BLOB:
      return hex (sqlite3_column_blob (stmt, column), (gsize) sqlite3_column_bytes (stmt, column));
    default:
      return NULL;
  }
}

static char *
cell_value (const YztCell *cell)
{
  switch (cell->type) {
    case YZT_CELL_INTEGER:
      return g_strdup_printf ("i:%" G_GINT64_FORMAT, cell->v.integer);
    case YZT_CELL_NUMBER:
      return number_value (cell->v.number);
    case YZT_CELL_TEXT:
      return g_strconcat ("t:", cell->v.text, NULL);
    default:
      return NULL;
  }
}

/* A GeoPackage point as the standard says: GP, version 0, no envelope, little endian, EPSG:4326. */
static char *
point_value (double lon, double lat)
{
  guint8 blob[29] = { 'G', 'P', 0, 1, 0xe6, 0x10, 0, 0, 1, 1, 0, 0, 0 };

  G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN);
  memcpy (blob + 13, &lon, 8);
  memcpy (blob + 21, &lat, 8);
  return hex (blob, sizeof blob);
}

static void
take (OracleRow *row, int column, char *value)
{
  if (column >= 0)
    oracle_row_take (row, (guint) column, value);
  else
    g_free (value);
}

OracleRow *
model_row (Model *m, const YztRow *row, const OracleRow *before)
{
  OracleTable *table = oracle_get_table (m->oracle, model_table (m, row->kind));
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, row->fid);
  OracleRow *kept = before != NULL ? oracle_row_copy (before, 0) : oracle_row_new (key, table->columns->len);
  YztKindGeometry geometry = yzt_kind_get_geometry (row->kind);

  take (kept, 0, g_strdup_printf ("i:%s", key));
  if (geometry == YZT_KIND_GEOMETRY_POINT)
    take (kept, oracle_table_find_column (table, "geom"),
          row->has_position ? point_value (row->lon, row->lat) : NULL);
  else if (geometry == YZT_KIND_GEOMETRY_AREA)
    take (kept, oracle_table_find_column (table, "geom"),
          row->geometry != NULL ? hex (g_bytes_get_data (row->geometry, NULL), g_bytes_get_size (row->geometry))
                                : NULL);
  if (yzt_kind_get_owner (row->kind) != NULL)
    take (kept, oracle_table_find_column (table, "owner_fid"),
          row->owner_fid != 0 ? g_strdup_printf ("i:%" G_GINT64_FORMAT, row->owner_fid) : NULL);
  for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++)
    take (kept, oracle_table_find_column (table, yzt_field_get_name (yzt_kind_get_field (row->kind, i))),
          cell_value (&row->cells[i]));
  return kept;
}
