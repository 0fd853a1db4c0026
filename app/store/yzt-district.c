/* yzt-district.c: where a county, prefecture or province lies, by its administrative code, out of the base map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-district.h"
#include <string.h>
#include "yzt-base.h"
#include "yzt-store-private.h"

#define N_DIGITS 6

typedef struct {
  char *name;
  YztGeometry *area; /* NULL: nobody knows the code */
} District;

typedef struct {
  YztConnection *connection;
  sqlite3_stmt *stmt;
} Question;

static gboolean
is_province (const char *code)
{
  return g_str_has_suffix (code, "0000");
}

/* The planner's own before ours; FALSE: it has no such layer. */
static gboolean
ask (Question *question, gboolean own, const char *sql, const char *code)
{
  g_autofree char *folder = own ? yzt_user_data_dir ("basemap") : g_build_filename (yzt_data_dir (), "basemap", NULL);
  g_autofree char *path = g_build_filename (folder, own ? "boundaries.gpkg" : "basemap.gpkg", NULL);

  *question = (Question) { g_file_test (path, G_FILE_TEST_IS_REGULAR) ? yzt_connection_open (path, YZT_CONNECTION_IMMUTABLE, NULL) : NULL, NULL };
  if (question->connection == NULL || sqlite3_prepare_v2 (question->connection->db, sql, -1, &question->stmt, NULL) != SQLITE_OK) {
    g_clear_pointer (&question->connection, yzt_connection_close);
    return FALSE;
  }
  sqlite3_bind_text (question->stmt, 1, code, -1, SQLITE_STATIC);
  return TRUE;
}

static void
end (Question *question)
{
  sqlite3_finalize (question->stmt);
  yzt_connection_close (question->connection);
}

/* The first two digits of GB/T 2260; the layer has names alone. NULL: none. */
static const char *
province_of (const char *code)
{
  static const struct {
    const char *code, *name;
  } provinces[] = {
    { "11", "北京市" }, { "12", "天津市" }, { "13", "河北省" }, { "14", "山西省" }, { "15", "内蒙古自治区" }, { "21", "辽宁省" }, { "22", "吉林省" },
    { "23", "黑龙江省" }, { "31", "上海市" }, { "32", "江苏省" }, { "33", "浙江省" }, { "34", "安徽省" }, { "35", "福建省" }, { "36", "江西省" },
    { "37", "山东省" }, { "41", "河南省" }, { "42", "湖北省" }, { "43", "湖南省" }, { "44", "广东省" }, { "45", "广西壮族自治区" }, { "46", "海南省" },
    { "50", "重庆市" }, { "51", "四川省" }, { "52", "贵州省" }, { "53", "云南省" }, { "54", "西藏自治区" }, { "61", "陕西省" }, { "62", "甘肃省" },
    { "63", "青海省" }, { "64", "宁夏回族自治区" }, { "65", "新疆维吾尔自治区" }, { "71", "台湾省" }, { "81", "香港特别行政区" }, { "82", "澳门特别行政区" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (provinces); i++) {
    if (g_str_has_prefix (code, provinces[i].code)) {
      return provinces[i].name;
    }
  }
  return NULL;
}

/* A prefecture's code stands with four digits, or with two zeros behind. */
static void
read_from (gboolean own, const char *code, District *district)
{
  const char *province = is_province (code) ? province_of (code) : NULL;
  const char *sql = province != NULL ? "SELECT name, geom FROM province WHERE name = ?1"
                  : g_str_has_suffix (code, "00") ? "SELECT name, geom FROM prefecture WHERE adcode IN (?1, substr(?1, 1, 4))"
                                                  : "SELECT name, geom FROM county WHERE adcode = ?1";
  Question question;

  if (!ask (&question, own, sql, province != NULL ? province : code)) {
    return;
  }
  sqlite3_stmt *stmt = question.stmt;
  if (sqlite3_step (stmt) == SQLITE_ROW && sqlite3_column_type (stmt, 1) == SQLITE_BLOB) {
    const void *blob = sqlite3_column_blob (stmt, 1);
    const char *name = (const char *) sqlite3_column_text (stmt, 0);
    district->area = yzt_geometry_from_gpkg (blob, (gsize) sqlite3_column_bytes (stmt, 1), NULL);
    district->name = g_utf8_make_valid (name != NULL ? name : "", -1);
  }
  end (&question);
}

/* A city's weather office also warns one of its counties, a province's one of its cities. NULL: none is named, or more than one, and the whole is meant. Free. */
static char *
part_in_words (gboolean own, const char *code, const char *words)
{
  const char *sql = is_province (code) ? "SELECT substr(adcode, 1, 4) || '00' FROM prefecture WHERE substr(adcode, 1, 2) = substr(?1, 1, 2) AND instr(?2, name) > 0"
                                       : "SELECT adcode FROM county WHERE substr(adcode, 1, 4) = substr(?1, 1, 4) AND instr(?2, name) > 0";
  Question question;
  g_autofree char *found = NULL;
  guint n = 0;

  if (!ask (&question, own, sql, code)) {
    return NULL;
  }
  sqlite3_bind_text (question.stmt, 2, words, -1, SQLITE_STATIC);
  while (sqlite3_step (question.stmt) == SQLITE_ROW) {
    g_free (found);
    found = g_strdup ((const char *) sqlite3_column_text (question.stmt, 0));
    n++;
  }
  end (&question);
  return n == 1 ? g_steal_pointer (&found) : NULL;
}

static District *
read_district (const char *code)
{
  District *district = g_new0 (District, 1);

  read_from (TRUE, code, district);
  if (district->area == NULL) {
    read_from (FALSE, code, district);
  }
  return district;
}

YztGeometry *
yzt_district_find (const char *asked, const char *words, char **name_out)
{
  static GMutex lock;
  static GHashTable *known; /* char * → District *; no more than there are counties on the base map, and kept */

  g_return_val_if_fail (asked != NULL && words != NULL, NULL);
  if (name_out != NULL) {
    *name_out = NULL;
  }
  if (strlen (asked) != N_DIGITS || strspn (asked, "0123456789") != N_DIGITS) {
    return NULL;
  }
  g_autofree char *part = g_str_has_suffix (asked, "00") ? part_in_words (TRUE, asked, words) : NULL;
  if (part == NULL && g_str_has_suffix (asked, "00")) {
    part = part_in_words (FALSE, asked, words);
  }
  const char *code = part != NULL ? part : asked;
  g_mutex_lock (&lock);
  if (known == NULL) {
    known = g_hash_table_new (g_str_hash, g_str_equal);
  }
  District *district = g_hash_table_lookup (known, code);
  if (district == NULL) {
    district = read_district (code);
    g_hash_table_insert (known, g_strdup (code), district);
  }
  g_mutex_unlock (&lock);
  if (district->area == NULL) {
    return NULL;
  }
  if (name_out != NULL) {
    *name_out = g_strdup (district->name);
  }
  return yzt_geometry_ref (district->area);
}
