/* test-doctor.c: what the doctor finds, what a plan of an import promises and keeps
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-base.h"
#include "yzt-exchange.h"
#include "yzt-place-index-private.h"

#include "yzt-test-map.h"

static const YztActInfo INFO = { "tester", "test", "Test", 0, YZT_ACT_BULK };
static const YztImportOptions PLAIN = { .language = "en" };
static const YztImportOptions UPDATE = { .language = "en", .update = TRUE };
static const YztImportOptions NO_PLACE = { .language = "en", .without_place = TRUE };

static YztImportPlan *
plan_text (TestMap *map, const char *kind, const char *name, const char *text, const YztImportOptions *options)
{
  g_autofree char *path = test_map_write_file (map, name, text, -1);
  g_autoptr (GError) error = NULL;
  YztImportPlan *plan = yzt_import_plan_new (map->store, test_map_kind (map, kind), path, options, &error);

  g_assert_no_error (error);
  return plan;
}

static void
apply (YztImportPlan *plan)
{
  g_autoptr (GError) error = NULL;

  yzt_import_apply (plan, &INFO, &error);
  g_assert_no_error (error);
}

/* new, changed, same, rejected; and it is written. */
static void
import (TestMap *map, const char *kind, const char *text, const YztImportOptions *options, guint n_new, guint n_changed, guint n_same, guint n_rejected)
{
  g_autoptr (YztImportPlan) plan = plan_text (map, kind, "list.csv", text, options);
  const YztImportReport *report = yzt_import_plan_get_report (plan);

  for (guint i = 0; i < report->findings->len; i++) {
    const YztFinding *finding = &g_array_index (report->findings, YztFinding, i);
    g_test_message ("row %u %s: %s", finding->row, finding->header, finding->reason);
  }
  g_assert_cmpuint (yzt_import_plan_get_count (plan, YZT_IMPORT_NEW), ==, n_new);
  g_assert_cmpuint (yzt_import_plan_get_count (plan, YZT_IMPORT_CHANGED), ==, n_changed);
  g_assert_cmpuint (yzt_import_plan_get_count (plan, YZT_IMPORT_SAME), ==, n_same);
  g_assert_cmpuint (yzt_import_plan_get_count (plan, YZT_IMPORT_REJECTED), ==, n_rejected);
  g_assert_cmpuint (report->rows_rejected, ==, n_rejected);
  g_assert_cmpuint (report->rows_read, ==, n_new + n_changed + n_same + n_rejected);
  apply (plan);
  g_assert_cmpuint (report->rows_written, ==, n_new + n_changed);
}

static const YztFinding *
find_finding (const YztImportPlan *plan, guint row, YztFindingSeverity severity, const char *word)
{
  const GArray *findings = yzt_import_plan_get_report (plan)->findings;

  for (guint i = 0; i < findings->len; i++) {
    const YztFinding *finding = &g_array_index (findings, YztFinding, i);
    if (finding->row == row && finding->severity == severity && strstr (finding->reason, word) != NULL) {
      return finding;
    }
  }
  return NULL;
}

static const char *
text_of (TestMap *map, const char *kind, const char *code, const char *field)
{
  static char kept[256];
  g_autoptr (YztRow) row = NULL;
  gint64 fid = yzt_store_find_row (map->store, test_map_kind (map, kind), "code", code, NULL);
  g_autofree char *text = NULL;

  g_assert_cmpint (fid, >, 0);
  row = yzt_store_get_row (map->store, test_map_kind (map, kind), fid, NULL);
  text = yzt_field_format_plain (yzt_kind_find_field (row->kind, field), &row->cells[yzt_kind_get_field_index (row->kind, field)]);
  g_strlcpy (kept, text, sizeof kept);
  return kept;
}

/* --- cells --- */

static void
test_dates (TestMap *map, gconstpointer data)
{
  g_autoptr (YztImportPlan) plan = plan_text (map, "hospital", "dates.csv",
                                              "name,code,lon,lat,verified_at\n"
                                              "a,1,113.1,23,2026-11-22\n"
                                              "b,2,113.2,23,2026/11/22\n"
                                              "c,3,113.3,23,2026.11.22\n"
                                              "d,4,113.4,23,20261122\n"
                                              "e,5,113.5,23,2026年11月22日\n"
                                              "f,6,113.6,23,22/11/2026\n"
                                              "g,7,113.7,23,46348\n"
                                              "h,8,113.8,23,11/22/2026\n"
                                              "i,9,113.9,23,11/12/2026\n"   /* two days */
                                              "j,10,114.0,23,2026-02-30\n"  /* no day */
                                              "k,11,114.1,23,7\n"           /* a number, but no day that anybody means */
                                              "l,12,114.2,23,22/11/26\n"
                                              "m,13,114.3,23,6/6/2026\n",
                                              &PLAIN);
  const YztImportReport *report = yzt_import_plan_get_report (plan);
  const YztFinding *doubt = find_finding (plan, 9, YZT_FINDING_REJECT, "2026-12-11 or 2026-11-12");

  g_assert_cmpuint (report->rows_rejected, ==, 4);
  g_assert_nonnull (doubt);
  g_assert_cmpint (doubt->column, ==, 4);
  g_assert_cmpstr (doubt->header, ==, "verified_at");
  g_assert_nonnull (find_finding (plan, 6, YZT_FINDING_CORRECTED, "2026-11-22"));
  g_assert_nonnull (find_finding (plan, 7, YZT_FINDING_CORRECTED, "46348"));
  g_assert_cmpuint (report->n_findings[YZT_FINDING_CORRECTED], ==, 4);
  apply (plan);
  for (guint i = 1; i <= 8; i++) {
    g_autofree char *code = g_strdup_printf ("%u", i);
    g_assert_cmpstr (text_of (map, "hospital", code, "verified_at"), ==, "2026-11-22");
  }
  g_assert_cmpstr (text_of (map, "hospital", "13", "verified_at"), ==, "2026-06-06");
}

static void
test_numbers (TestMap *map, gconstpointer data)
{
  g_autoptr (YztImportPlan) plan = plan_text (map, "hospital", "numbers.csv",
                                              "name,code,lon,lat,床位数\n"
                                              "a,1,113.1,23,500张\n"
                                              "b,2,113.2,23,\"1,200 张\"\n"
                                              "c,3,113.3,23,1.2万\n"
                                              "d,4,113.4,23,500人\n"
                                              "e,5,113.5,23,nan\n"
                                              "f,6,113.6,23,1e400\n"
                                              "g,7,113.7,23,-1\n"
                                              "h,8,113.8,23,12.5\n"
                                              "i,9,113.9,23,张\n"
                                              "j,10,114.0,23,10\nk,11,114.1,23,20\nl,12,114.2,23,30\nm,13,114.3,23,40\nn,14,114.4,23,50\no,15,114.5,23,60\n"
                                              "p,16,114.6,23,70\nq,17,114.7,23,80\nr,18,114.8,23,90\ns,19,114.9,23,95\nt,20,115.0,23,99\n",
                                              &PLAIN);

  g_assert_cmpuint (yzt_import_plan_get_report (plan)->rows_rejected, ==, 6);
  apply (plan);
  g_assert_cmpstr (text_of (map, "hospital", "1", "beds"), ==, "500");
  g_assert_cmpstr (text_of (map, "hospital", "2", "beds"), ==, "1200");
  g_assert_cmpstr (text_of (map, "hospital", "3", "beds"), ==, "12000");
}

static void
test_all_faults_of_a_row (TestMap *map, gconstpointer data)
{
  g_autoptr (YztImportPlan) plan = plan_text (map, "hospital", "x.csv", "name,lon,lat,beds,grade\n,200,23,many,九甲\n", &PLAIN);
  const YztImportReport *report = yzt_import_plan_get_report (plan);

  g_assert_cmpuint (report->rows_rejected, ==, 1);
  g_assert_cmpuint (report->rejects->len, ==, 1);
  g_assert_cmpuint (report->n_findings[YZT_FINDING_REJECT], ==, 4);
}

static void
test_joined (TestMap *map, gconstpointer data)
{
  import (map, "hospital",
          "name,code,lon,lat,省,市,区县,地址\n"
          "a,1,113.1,23.1,广东省,肇庆市,,西江路1号\n"
          "b,2,113.2,23.1,广东省,肇庆市,,广东省肇庆市西江路2号\n"
          "c,3,113.3,23.1,,,,\n",
          &PLAIN, 3, 0, 0, 0);
  import (map, "hospital", "name,code,lon,lat,Country,L3,L4\nd,4,113.4,23.1,BT,Dekiling,Chamkhar\n", &PLAIN, 1, 0, 0, 0);
  g_assert_cmpstr (text_of (map, "hospital", "1", "address"), ==, "广东省肇庆市西江路1号");
  g_assert_cmpstr (text_of (map, "hospital", "2", "address"), ==, "广东省肇庆市西江路2号");
  g_assert_cmpstr (text_of (map, "hospital", "3", "address"), ==, "");
  g_assert_cmpstr (text_of (map, "hospital", "4", "address"), ==, "BT, Dekiling, Chamkhar");
}

/* --- rows without a place --- */

static const char BHU[] = "Name,Country,L1,L2,L3,L4,Comments of ours\n"
                          "Hospital,BT,Bumthang,Thromde,Dekiling,Chamkhar,\n"
                          "BHU,BT,Bumthang,Chhoekhor,Nangsipe,Zhabjethang,\n"
                          "BHU,BT,Bumthang,Chhume,Phurjoen,Ungsang,\n"
                          "BHU,BT,Lhuentse,Jaray,Ladrong,Ladrong,\n"
                          "BHU,BT,Lhuentse,Jaray,Ladrong,Ladrong,\n"      /* the same line */
                          "BHU,BT,Lhuentse,Jaray,Ladrong,Ladrong,other\n" /* another one, to judge by what we do not take */
                          "BHU,BT,,,,,\n";

static void
test_without_place (TestMap *map, gconstpointer data)
{
  g_autofree char *path = test_map_write_file (map, "bhu.csv", BHU, -1);
  g_autoptr (GError) error = NULL;

  g_assert_null (yzt_import_plan_new (map->store, test_map_kind (map, "hospital"), path, &PLAIN, &error));
  g_assert_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_COLUMNS);
  g_assert_nonnull (strstr (error->message, "--without-place"));
  import (map, "hospital", BHU, &NO_PLACE, 6, 0, 0, 1);
  import (map, "hospital", BHU, &NO_PLACE, 0, 0, 0, 7);
  g_autoptr (GPtrArray) rows = test_map_rows (map, "hospital");
  g_assert_cmpuint (rows->len, ==, 6);
  for (guint i = 0; i < rows->len; i++) {
    g_assert_false (((YztRow *) g_ptr_array_index (rows, i))->has_position);
  }
}

static gboolean
give_place (YztAct *act, gpointer user_data, GError **error)
{
  YztRow *row = user_data;

  row->has_position = TRUE;
  row->lon = 90.7;
  row->lat = 27.5;
  return yzt_act_update (act, row, error);
}

/* What was put on the map since is still the row of the list, and stays where it was put. */
static void
test_placed_since (TestMap *map, gconstpointer data)
{
  static const YztImportOptions both = { .language = "en", .without_place = TRUE, .update = TRUE };
  g_autoptr (GError) error = NULL;

  import (map, "hospital", BHU, &NO_PLACE, 6, 0, 0, 1);
  g_autoptr (GPtrArray) rows = test_map_rows (map, "hospital");
  g_autoptr (YztActResult) result = yzt_store_write (map->store, &INFO, give_place, g_ptr_array_index (rows, 1), &error);
  g_assert_no_error (error);
  import (map, "hospital", BHU, &NO_PLACE, 0, 0, 0, 7);
  import (map, "hospital", BHU, &both, 0, 0, 6, 1);
  /* A name that one row has tells which row is meant; one that several have does not. */
  import (map, "hospital", "Name,L1,Comments\nHospital,Bumthang,new roof\nBHU,Nowhere,x\n", &both, 0, 1, 0, 1);
  g_autoptr (GPtrArray) after = test_map_rows (map, "hospital");
  g_assert_true (((YztRow *) g_ptr_array_index (after, 1))->has_position);
  g_assert_cmpstr (yzt_row_get_text (g_ptr_array_index (after, 0), "remarks"), ==, "new roof");
}

static void
test_some_without_place (TestMap *map, gconstpointer data)
{
  static const char text[] = "name,lon,lat\na,113,23\nb,,\nc,113,\n";

  import (map, "hospital", text, &PLAIN, 1, 0, 0, 2);
  /* Half a place is a mistake and no missing place. */
  import (map, "hospital", text, &NO_PLACE, 1, 0, 0, 2);
}

/* --- the same thing twice --- */

static void
test_duplicates (TestMap *map, gconstpointer data)
{
  g_autoptr (YztImportPlan) plan = NULL;

  import (map, "hospital",
          "name,code,lon,lat\n"
          "甲,,113,23\n"
          "甲,,113.0004,23\n"  /* 41 m */
          "甲,,113.0006,23\n"  /* 61 m */
          "乙,,113,23\n"       /* another name */
          "丙,C1,114,23\n"
          "丙,C2,114.0001,23\n" /* another code: two things */
          "丙,,114.0001,23\n"
          "丁,C1,115,23\n",
          &PLAIN, 5, 0, 0, 3);
  plan = plan_text (map, "hospital", "again.csv", "name,code,lon,lat\n丙,C3,114,23\n甲,A9,113,23\n", &PLAIN);
  g_assert_nonnull (find_finding (plan, 1, YZT_FINDING_WARNING, "another code"));
  g_assert_nonnull (find_finding (plan, 2, YZT_FINDING_REJECT, "lready in the map"));
}

/* Against a search through everything. */
static void
test_place_index (void)
{
  static const char *const names[] = { "a", "b", "摄像头" };
  g_autoptr (YztPlaceIndex) index = yzt_place_index_new (50.0);
  YztPosition positions[600];
  const char *of[600];
  guint n_hits = 0;

  for (guint i = 0; i < G_N_ELEMENTS (positions); i++) {
    YztPosition position = { 113.0 + g_test_rand_double_range (-0.004, 0.004), 23.005 + g_test_rand_double_range (-0.004, 0.004) };
    const char *name = names[g_test_rand_int_range (0, 3)];
    double best_m = 50.0;
    int best = -1;
    YztPlaceHit hit;
    for (guint j = 0; j < i; j++) {
      double distance_m = yzt_geo_distance_m (position, positions[j], NULL);
      if (of[j] == name && distance_m < best_m) {
        best_m = distance_m;
        best = (int) j;
      }
    }
    if (yzt_place_index_find (index, name, position, &hit)) {
      g_assert_cmpint (hit.ref, ==, best);
      g_assert_cmpfloat (hit.distance_m, ==, best_m);
      n_hits++;
    } else {
      g_assert_cmpint (best, ==, -1);
    }
    positions[i] = position;
    of[i] = name;
    yzt_place_index_add (index, name, position, (gint64) i, FALSE);
  }
  g_assert_cmpuint (n_hits, >, 50);
}

/* --- update --- */

static const char FIRST[] = "name,code,lon,lat,beds,phone,grade\n"
                            "甲,H1,112.5,23.05,500,0758-1111111,3a\n"
                            "乙,H2,112.6,23.05,200,0758-2222222,2a\n"
                            "丙,,112.7,23.05,100,,\n";

static const YztImportChange *
change_of (const YztImportPlan *plan, guint i, const char *field)
{
  const GArray *changes = yzt_import_plan_get_changes (plan, i);

  for (guint c = 0; c < changes->len; c++) {
    const YztImportChange *change = &g_array_index (changes, YztImportChange, c);
    if (g_strcmp0 (change->field != NULL ? yzt_field_get_name (change->field) : NULL, field) == 0) {
      return change;
    }
  }
  return NULL;
}

static void
test_update (TestMap *map, gconstpointer data)
{
  static const char second[] = "name,code,lon,lat,beds,phone,grade\n"
                               "甲,H1,112.5,23.05,520,,\n"          /* empty cells take nothing away */
                               "乙,H2,112.6,23.05,200,0758-2222222,2a\n"
                               "丙,P3,112.7002,23.05,100,,\n"       /* by name and place; gets a code, and moves 20 m */
                               "丁,H4,112.8,23.05,50,,\n"
                               "戊,H1,112.9,23.05,50,,\n";          /* H1 a second time */

  import (map, "hospital", FIRST, &PLAIN, 3, 0, 0, 0);
  g_autoptr (YztImportPlan) plan = plan_text (map, "hospital", "second.csv", second, &UPDATE);
  g_assert_cmpuint (yzt_import_plan_get_count (plan, YZT_IMPORT_NEW), ==, 1);
  g_assert_cmpuint (yzt_import_plan_get_count (plan, YZT_IMPORT_CHANGED), ==, 2);
  g_assert_cmpuint (yzt_import_plan_get_count (plan, YZT_IMPORT_SAME), ==, 1);
  g_assert_cmpuint (yzt_import_plan_get_count (plan, YZT_IMPORT_REJECTED), ==, 1);
  g_assert_cmpuint (yzt_import_plan_get_number (plan, YZT_IMPORT_CHANGED, 1), ==, 3);
  g_assert_cmpstr (yzt_import_plan_get_name (plan, YZT_IMPORT_CHANGED, 0), ==, "甲");
  g_assert_cmpstr (yzt_import_plan_get_name (plan, YZT_IMPORT_REJECTED, 0), ==, "戊");
  g_assert_cmpuint (yzt_import_plan_get_changes (plan, 0)->len, ==, 1);
  g_assert_cmpstr (change_of (plan, 0, "beds")->before, ==, "500 beds");
  g_assert_cmpstr (change_of (plan, 0, "beds")->after, ==, "520 beds");
  g_assert_cmpstr (change_of (plan, 1, "code")->before, ==, "");
  g_assert_nonnull (change_of (plan, 1, NULL));
  /* Nothing is written before it is said. */
  g_assert_cmpstr (text_of (map, "hospital", "H1", "beds"), ==, "500");
  apply (plan);
  g_assert_cmpstr (text_of (map, "hospital", "H1", "beds"), ==, "520");
  g_assert_cmpstr (text_of (map, "hospital", "H1", "phone"), ==, "0758-1111111");
  g_assert_cmpstr (text_of (map, "hospital", "P3", "name"), ==, "丙");
  g_autoptr (GPtrArray) rows = test_map_rows (map, "hospital");
  g_assert_cmpuint (rows->len, ==, 4);
  g_assert_cmpfloat_with_epsilon (((YztRow *) g_ptr_array_index (rows, 2))->lon, 112.7002, 1e-9);
  /* One act: taken back as a whole. */
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) undone = yzt_store_undo (map->store, 0, &INFO, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text_of (map, "hospital", "H1", "beds"), ==, "500");
}

static void
test_update_erases (TestMap *map, gconstpointer data)
{
  static const YztImportOptions erase = { .language = "en", .update = TRUE, .erase_empty = TRUE };

  import (map, "hospital", FIRST, &PLAIN, 3, 0, 0, 0);
  import (map, "hospital", "name,code,lon,lat,phone\n甲,H1,112.5,23.05,\n", &UPDATE, 0, 0, 1, 0);
  import (map, "hospital", "name,code,lon,lat,phone\n甲,H1,112.5,23.05,\n", &erase, 0, 1, 0, 0);
  g_assert_cmpstr (text_of (map, "hospital", "H1", "phone"), ==, "");
  /* Columns that the file does not have are none of its business. */
  g_assert_cmpstr (text_of (map, "hospital", "H1", "beds"), ==, "500");
}

/* More than are read one by one. */
static void
test_update_many (TestMap *map, gconstpointer data)
{
  g_autoptr (GString) first = g_string_new ("name,code,lon,lat,beds\n");
  g_autoptr (GString) second = g_string_new ("name,code,lon,lat,beds\n");

  for (guint i = 0; i < 1200; i++) {
    g_string_append_printf (first, "h%u,H%u,112.%04u,23.05,%u\n", i, i, i, i);
    g_string_append_printf (second, "h%u,H%u,112.%04u,23.05,%u\n", i, i, i, i % 3 == 0 ? i + 1 : i);
  }
  import (map, "hospital", first->str, &PLAIN, 1200, 0, 0, 0);
  import (map, "hospital", second->str, &UPDATE, 0, 400, 800, 0);
  g_assert_cmpstr (text_of (map, "hospital", "H3", "beds"), ==, "4");
}

static gboolean
set_beds (YztAct *act, gpointer user_data, GError **error)
{
  TestMap *map = user_data;
  YztKind *kind = test_map_kind (map, "hospital");
  g_autoptr (YztRow) row = yzt_act_get_row (act, kind, yzt_act_find_row (act, kind, "code", "H1", error), error);
  YztCell cell = { YZT_CELL_INTEGER, { .integer = 777 } };

  yzt_row_set (row, "beds", &cell);
  return yzt_act_update (act, row, error);
}

static void
test_stale (TestMap *map, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  import (map, "hospital", FIRST, &PLAIN, 3, 0, 0, 0);
  g_autoptr (YztImportPlan) changing = plan_text (map, "hospital", "a.csv", "name,code,lon,lat,beds\n甲,H1,112.5,23.05,600\n", &UPDATE);
  g_autoptr (YztImportPlan) harmless = plan_text (map, "hospital", "b.csv", "name,code,lon,lat,phone\n甲,H1,112.5,23.05,12345\n", &UPDATE);
  g_autoptr (YztImportPlan) adding = plan_text (map, "hospital", "c.csv", "name,code,lon,lat\n新,N1,113.5,23.05\n", &UPDATE);
  g_autoptr (YztActResult) result = yzt_store_write (map->store, &INFO, set_beds, map, &error);
  g_assert_no_error (error);
  g_assert_false (yzt_import_apply (changing, &INFO, &error));
  g_assert_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_STALE);
  g_clear_error (&error);
  g_assert_cmpstr (text_of (map, "hospital", "H1", "beds"), ==, "777");
  /* Another field of the same row is no conflict, and what was written there stays. */
  apply (harmless);
  g_assert_cmpstr (text_of (map, "hospital", "H1", "phone"), ==, "12345");
  g_assert_cmpstr (text_of (map, "hospital", "H1", "beds"), ==, "777");
  import (map, "hospital", "name,code,lon,lat\n新,N1,113.5,23.05\n", &PLAIN, 1, 0, 0, 0);
  g_assert_false (yzt_import_apply (adding, &INFO, &error));
  g_assert_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_STALE);
}

/* --- places --- */

static gboolean
put_jurisdiction (YztAct *act, gpointer user_data, GError **error)
{
  return yzt_act_put_setting (act, "jurisdiction", "4412", error);
}

static const char PLACES[] = "name,county,lon,lat\n"
                             "a,端州区,112.465,23.047\n"
                             "b,肇庆市高要区,112.30,23.00\n"
                             "c,端州,112.1,23.6\n"       /* 怀集 */
                             "d,,110.3,25.27\n"          /* 桂林 */
                             "e,端州区,23.047,112.465\n" /* by range */
                             "f,没有区,112.465,23.05\n"; /* unknown: nothing to say */

static void
test_places (TestMap *map, gconstpointer data)
{
  static const YztImportOptions repair = { .language = "en", .repair = TRUE };
  static const YztImportOptions hold = { .language = "en", .repair = TRUE, .hold_doubtful = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztImportPlan) before = plan_text (map, "depot", "x.csv", PLACES, &PLAIN);
  g_autoptr (YztActResult) result = NULL;

  g_assert_nonnull (find_finding (before, 3, YZT_FINDING_WARNING, "怀集县"));
  g_assert_null (find_finding (before, 4, YZT_FINDING_WARNING, ""));
  result = yzt_store_write (map->store, &INFO, put_jurisdiction, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (YztImportPlan) plan = plan_text (map, "depot", "x.csv", PLACES, &PLAIN);
  const YztImportReport *report = yzt_import_plan_get_report (plan);
  g_assert_cmpuint (report->rows_rejected, ==, 1);
  g_assert_cmpuint (report->n_findings[YZT_FINDING_WARNING], ==, 2);
  g_assert_nonnull (find_finding (plan, 3, YZT_FINDING_WARNING, "怀集县"));
  g_assert_nonnull (find_finding (plan, 4, YZT_FINDING_WARNING, "jurisdiction"));
  g_assert_nonnull (find_finding (plan, 5, YZT_FINDING_REJECT, "swapped"));
  g_autoptr (YztImportPlan) repaired = plan_text (map, "depot", "x.csv", PLACES, &repair);
  g_assert_cmpuint (yzt_import_plan_get_report (repaired)->rows_rejected, ==, 0);
  g_assert_nonnull (find_finding (repaired, 5, YZT_FINDING_CORRECTED, "round"));
  g_autoptr (YztImportPlan) held = plan_text (map, "depot", "x.csv", PLACES, &hold);
  g_assert_cmpuint (yzt_import_plan_get_report (held)->rows_rejected, ==, 2);
  apply (repaired);
  g_autoptr (GPtrArray) rows = test_map_rows (map, "depot");
  g_assert_cmpfloat_with_epsilon (((YztRow *) g_ptr_array_index (rows, 4))->lon, 112.465, 1e-9);
}

/* --- the return sheet --- */

static void
test_return_sheet (TestMap *map, gconstpointer data)
{
  static const char text[] = "名称,编号,经度,纬度,床位数,联系电话,unknown\n"
                             "好,H1,112.465,23.047,500,0758-2222222,a\n"
                             "=坏,H2,112.466,23.048,很多,0758-0000007,=cmd()\n"
                             "远,H3,400,23.05,-5,0278,c\n";
  g_autofree char *path = g_build_filename (map->folder, "return.xlsx", NULL);
  g_autoptr (YztImportPlan) plan = plan_text (map, "hospital", "x.csv", text, &PLAIN);
  g_autoptr (YztImportPlan) again = NULL;
  g_autoptr (YztImportPlan) good = NULL;
  g_autoptr (GError) error = NULL;

  apply (plan);
  g_assert_true (yzt_import_plan_write_return_sheet (plan, path, &error));
  g_assert_no_error (error);
  /* The same cells come back: the same two rows are bad for the same reasons. */
  again = yzt_import_plan_new (map->store, test_map_kind (map, "hospital"), path, &PLAIN, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (yzt_import_plan_get_count (again, YZT_IMPORT_REJECTED), ==, 2);
  g_assert_cmpuint (yzt_import_plan_get_report (again)->n_findings[YZT_FINDING_REJECT], ==,
                    yzt_import_plan_get_report (plan)->n_findings[YZT_FINDING_REJECT]);
  g_assert_cmpstr (yzt_import_plan_get_name (again, YZT_IMPORT_REJECTED, 0), ==, "=坏");
  g_assert_nonnull (find_finding (again, 1, YZT_FINDING_REJECT, "很多"));
  g_assert_nonnull (find_finding (again, 2, YZT_FINDING_REJECT, "400"));
  /* And a file with nothing wrong has none. */
  good = plan_text (map, "hospital", "good.csv", "name,lon,lat\nz,113,23\n", &PLAIN);
  g_assert_false (yzt_import_plan_write_return_sheet (good, path, &error));
  g_assert_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT);
}

/* --- progress and cancel --- */

typedef struct {
  GCancellable *cancellable; /* NULL: never */
  YztExchangePhase when;
  guint n_calls[3];
  guint64 last[3];
} Watch;

static void
on_progress (YztExchangePhase phase, guint64 done, guint64 total, gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_true (total == 0 || done <= total);
  g_assert_cmpuint (done, >=, watch->last[phase]);
  watch->last[phase] = done;
  watch->n_calls[phase]++;
  if (watch->cancellable != NULL && phase == watch->when) {
    g_cancellable_cancel (watch->cancellable);
  }
}

static guint
n_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL) {
    n++;
  }
  return n;
}

static void
test_cancel (TestMap *map, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("name,code,lon,lat\n");
  g_autofree char *out = g_build_filename (map->folder, "out.geojson", NULL);
  g_autofree char *path = NULL;
  YztKind *kind = test_map_kind (map, "hospital");
  Watch quiet = { NULL };
  YztImportOptions options = { .language = "en", .progress = on_progress, .progress_data = &quiet };

  for (guint i = 0; i < 3000; i++) {
    g_string_append_printf (text, "h%u,H%u,112.%04u,23.05\n", i, i, i);
  }
  path = test_map_write_file (map, "many.csv", text->str, -1);
  for (guint when = YZT_EXCHANGE_READING; when <= YZT_EXCHANGE_WRITING; when++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (YztImportReport) report = NULL;
    g_autoptr (GPtrArray) rows = NULL;
    Watch watch = { cancellable, when, { 0 }, { 0 } };
    options.cancellable = cancellable;
    options.progress_data = &watch;
    if (when == YZT_EXCHANGE_COMPARING) {
      continue;
    }
    g_assert_false (yzt_import_file (map->store, kind, path, &options, &INFO, &report, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_null (report);
    rows = test_map_rows (map, "hospital");
    g_assert_cmpuint (rows->len, ==, 0);
  }
  options.cancellable = NULL;
  options.progress_data = &quiet;
  g_autoptr (YztImportReport) report = NULL;
  g_assert_true (yzt_import_file (map->store, kind, path, &options, &INFO, &report, NULL));
  g_assert_cmpuint (quiet.n_calls[YZT_EXCHANGE_READING], >, 0);
  g_assert_cmpuint (quiet.last[YZT_EXCHANGE_WRITING], ==, 3000);
  /* Out: neither the file nor what it was written in is there. */
  guint before = n_files (map->folder);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watch watch = { cancellable, YZT_EXCHANGE_WRITING, { 0 }, { 0 } };
  const YztExportOptions export_options = { .cancellable = cancellable, .progress = on_progress, .progress_data = &watch };
  g_autoptr (GError) error = NULL;
  g_assert_false (yzt_export_rows (map->store, kind, out, &export_options, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (n_files (map->folder), ==, before);
}

static void
set_up (TestMap *map, gconstpointer data)
{
  test_map_set_up (map);
}

static void
tear_down (TestMap *map, gconstpointer data)
{
  test_map_tear_down (map);
}

/* --- put right by hand --- */

static const char WRONG[] = "name,code,lon,lat,床位数,联系电话\n"
                            "甲医院,1,113.1,23.1,很多,0758-8362222\n"  /* a number in words */
                            "乙医院,2,23.2,113.2,30,\n"                /* the two cells changed round */
                            "丙医院,3,113.3,,40,\n"                    /* half a place */
                            "丁医院,4,113.4,23.4,50,\n"
                            "戊医院,4,113.5,23.5,60,\n";               /* a code that the file has twice */

static void
test_mends (TestMap *map, gconstpointer data)
{
  g_autoptr (YztImportMends) mends = yzt_import_mends_new ();
  YztImportOptions options = { .language = "en", .mends = mends };
  guint columns[YZT_IMPORT_MOST_AT_FAULT];
  g_autoptr (YztImportPlan) first = plan_text (map, "hospital", "wrong.csv", WRONG, &options);
  const YztFinding *words = find_finding (first, 1, YZT_FINDING_REJECT, ""), *half = find_finding (first, 3, YZT_FINDING_REJECT, "");

  g_assert_cmpuint (yzt_import_plan_get_count (first, YZT_IMPORT_REJECTED), ==, 4);
  g_assert_cmpuint (yzt_import_plan_get_at_fault (first, words, columns), ==, 1);
  g_assert_cmpuint (columns[0], ==, 4);
  g_assert_cmpstr (yzt_import_plan_get_header (first, columns[0]), ==, "床位数");
  g_assert_cmpstr (yzt_import_plan_get_cell (first, 1, columns[0]), ==, "很多");
  g_assert_cmpuint (yzt_import_plan_get_at_fault (first, half, columns), ==, 2);
  g_assert_cmpuint (columns[0], ==, 2);
  g_assert_cmpuint (columns[1], ==, 3);
  yzt_import_mends_set (mends, 1, 4, "80");
  yzt_import_mends_set (mends, 2, 2, "113.2");
  yzt_import_mends_set (mends, 2, 3, "23.2");
  yzt_import_mends_set (mends, 3, 3, "ninety"); /* no better */
  yzt_import_mends_set (mends, 5, 1, "5");
  yzt_import_mends_drop (mends, 4, TRUE);
  g_assert_cmpuint (yzt_import_mends_count (mends), ==, 6);
  g_autoptr (YztImportMends) copy = yzt_import_mends_copy (mends);
  options.mends = copy;
  g_autoptr (YztImportPlan) second = plan_text (map, "hospital", "wrong.csv", WRONG, &options);
  g_assert_cmpuint (yzt_import_plan_get_count (second, YZT_IMPORT_NEW), ==, 3);
  g_assert_cmpuint (yzt_import_plan_get_count (second, YZT_IMPORT_REJECTED), ==, 2);
  g_assert_cmpstr (yzt_import_plan_get_cell (second, 3, 3), ==, "ninety");
  g_assert_nonnull (find_finding (second, 4, YZT_FINDING_REJECT, "by hand"));
  yzt_import_mends_set (copy, 3, 3, "23.3");
  yzt_import_mends_drop (copy, 4, FALSE);
  g_autoptr (YztImportPlan) third = plan_text (map, "hospital", "wrong.csv", WRONG, &options);
  g_assert_cmpuint (yzt_import_plan_get_count (third, YZT_IMPORT_REJECTED), ==, 0);
  apply (third);
  g_assert_cmpstr (text_of (map, "hospital", "1", "beds"), ==, "80");
  g_assert_cmpstr (text_of (map, "hospital", "5", "name"), ==, "戊医院");
}

#define ADD(path, func) g_test_add (path, TestMap, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *cache = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  cache = g_dir_make_tmp ("yzt-cache-XXXXXX", &error);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_setenv ("XDG_DATA_HOME", cache, TRUE);
  yzt_geo_init ();
  yzt_exchange_init ();
  ADD ("/doctor/dates", test_dates);
  ADD ("/doctor/numbers", test_numbers);
  ADD ("/doctor/all-faults", test_all_faults_of_a_row);
  ADD ("/doctor/joined", test_joined);
  ADD ("/doctor/without-place", test_without_place);
  ADD ("/doctor/placed-since", test_placed_since);
  ADD ("/doctor/some-without-place", test_some_without_place);
  ADD ("/doctor/duplicates", test_duplicates);
  ADD ("/doctor/mends", test_mends);
  g_test_add_func ("/doctor/place-index", test_place_index);
  ADD ("/doctor/update", test_update);
  ADD ("/doctor/update-erases", test_update_erases);
  ADD ("/doctor/update-many", test_update_many);
  ADD ("/doctor/stale", test_stale);
  ADD ("/doctor/places", test_places);
  ADD ("/doctor/return-sheet", test_return_sheet);
  ADD ("/doctor/cancel", test_cancel);
  status = g_test_run ();
  test_remove_tree (cache);
  return status;
}
