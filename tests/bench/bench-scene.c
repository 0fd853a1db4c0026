/* bench-scene.c: the scene beside SQLite's own R-tree doing the same work in the same run
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-scene [FEATURES [SEED]]: a synthetic country: 400 towns and 15 % evenly spread, eight kinds, Chinese names. Times on
 * one machine say little about another; the ratio to SQLite in the same run does. Where SpatiaLite is installed it is asked, too. Every answer of a
 * peer is compared with ours, feature by feature. */
#include <malloc.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "yzt-scene.h"

#define N_KINDS 8
#define N_TOWNS 400
#define N_QUERIES 101

typedef struct {
  guint n;
  YztSceneBuilder *builder;
  sqlite3 *db;
  YztKindSet *kinds;
  YztGeneration *generation;
  YztPosition *positions;
  guint8 *kind_of;
  YztPosition centers[N_QUERIES];
  GRand *rand;
  gboolean spatialite;
} Bench;

/* What a set of features adds up to, whatever the order: two sets that agree in all of it are the same. */
typedef struct {
  guint n;
  guint64 sum, mixed;
} IdSet;

static void
id_set_add (IdSet *set, gint64 fid)
{
  guint64 h = (guint64) fid * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  set->n++;
  set->sum += (guint64) fid;
  set->mixed ^= h ^ (h >> 29);
}

static void
id_set_assert_equal (const IdSet *a, const IdSet *b)
{
  g_assert_cmpuint (a->n, ==, b->n);
  g_assert_cmpuint (a->sum, ==, b->sum);
  g_assert_cmpuint (a->mixed, ==, b->mixed);
}

/* Of this thread only: what else the machine does at the time should not count. */
static double
now_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *left = a;
  const double *right = b;

  return (*left > *right) - (*left < *right);
}

static double
percentile (double *times, guint n, double share)
{
  qsort (times, n, sizeof *times, compare_doubles);
  return times[(guint) ((n - 1) * share)];
}

static void
check_sql (Bench *bench, int code)
{
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) {
    g_error ("SQLite: %s", sqlite3_errmsg (bench->db));
  }
}

static void
make_kinds (Bench *bench)
{
  static const char common_text[] = "[Kind]\nVersion=1\nId=common\nLabel=Common\nAbstract=true\n[Field name]\nType=text\n"
                                    "Label=Name\n[Field lon]\nType=longitude\nLabel=Longitude\n[Field lat]\nType=latitude\n"
                                    "Label=Latitude\n";
  g_autoptr (YztKind) common = yzt_kind_parse (common_text, strlen (common_text), "common", NULL, NULL);
  YztKind *kinds[N_KINDS];

  for (guint k = 0; k < N_KINDS; k++) {
    g_autofree char *text = g_strdup_printf ("[Kind]\nVersion=1\nId=kind%u\nLabel=Kind\nGeometry=point\nOrder=%u\n"
                                             "[Field people]\nType=number\nLabel=People\nSummable=true\n"
                                             "[Field tonnes]\nType=number\nLabel=Tonnes\nSummable=true\n", k, k);
    g_autoptr (GError) error = NULL;

    kinds[k] = yzt_kind_parse (text, strlen (text), "kind", common, &error);
    g_assert_no_error (error);
  }
  bench->kinds = yzt_kind_set_new (kinds, N_KINDS);
  for (guint k = 0; k < N_KINDS; k++) {
    yzt_kind_unref (kinds[k]);
  }
}

static double
bell (GRand *rand)
{
  double u = g_rand_double_range (rand, 1e-12, 1);

  return sqrt (-2 * log (u)) * cos (2 * G_PI * g_rand_double (rand));
}

static void
make_name (Bench *bench, char *name, gsize size)
{
  static const char *const places[] = { "广州", "佛山", "新兴", "四会", "大旺", "白云", "黄埔", "南沙", "番禺", "增城", "从化", "清远" };
  static const char *const things[] = { "化工厂", "加油站", "消防救援站", "应急避难场所", "物资储备库", "人民医院", "中学", "视频监控" };

  g_snprintf (name, size, "%s市%s镇第%d%s", places[g_rand_int_range (bench->rand, 0, G_N_ELEMENTS (places))],
              places[g_rand_int_range (bench->rand, 0, G_N_ELEMENTS (places))], g_rand_int_range (bench->rand, 1, 999),
              things[g_rand_int_range (bench->rand, 0, G_N_ELEMENTS (things))]);
}

static void
make_positions (Bench *bench)
{
  YztPosition towns[N_TOWNS];
  double spread[N_TOWNS];

  for (guint t = 0; t < N_TOWNS; t++) {
    towns[t] = (YztPosition) { g_rand_double_range (bench->rand, 98, 123), g_rand_double_range (bench->rand, 22, 42) };
    spread[t] = g_rand_double_range (bench->rand, 0.05, 0.4);
  }
  for (guint i = 0; i < bench->n; i++) {
    guint t = (guint) g_rand_int_range (bench->rand, 0, N_TOWNS);

    if (g_rand_double (bench->rand) < 0.15) {
      bench->positions[i] = (YztPosition) { g_rand_double_range (bench->rand, 75, 134),
                                            g_rand_double_range (bench->rand, 19, 52) };
    } else {
      bench->positions[i] = (YztPosition) { towns[t].lon + spread[t] * bell (bench->rand),
                                            towns[t].lat + spread[t] * bell (bench->rand) };
    }
    bench->kind_of[i] = (guint8) g_rand_int_range (bench->rand, 0, N_KINDS);
  }
  for (guint q = 0; q < N_QUERIES; q++) {
    bench->centers[q] = bench->positions[g_rand_int_range (bench->rand, 0, (gint32) bench->n)];
    bench->centers[q].lon += g_rand_double_range (bench->rand, -0.05, 0.05);
    bench->centers[q].lat += g_rand_double_range (bench->rand, -0.05, 0.05);
  }
}

/* One row of the set; @sums and @name are the caller's. */
static YztItem
make_item (Bench *bench, guint i, double sums[2], char name[128])
{
  YztItem item = { .kind = bench->kind_of[i], .fid = i + 1, .name = name, .sums = sums };

  sums[0] = g_rand_int_range (bench->rand, 0, 500);
  sums[1] = g_rand_int_range (bench->rand, 0, 90);
  make_name (bench, name, 128);
  item.lon = bench->positions[i].lon;
  item.lat = bench->positions[i].lat;
  item.level = (guint8) g_rand_int_range (bench->rand, 0, 5);
  return item;
}

static void
fill_sqlite (Bench *bench)
{
  sqlite3_stmt *tree, *row;

  check_sql (bench, sqlite3_open (":memory:", &bench->db));
  check_sql (bench, sqlite3_exec (bench->db, "CREATE VIRTUAL TABLE tree USING rtree(id, x0, x1, y0, y1);"
                                             "CREATE TABLE item(id INTEGER PRIMARY KEY, kind INTEGER, lon REAL, lat REAL,"
                                             " people REAL, tonnes REAL, name TEXT); BEGIN", NULL, NULL, NULL));
  check_sql (bench, sqlite3_prepare_v2 (bench->db, "INSERT INTO tree VALUES(?1, ?2, ?2, ?3, ?3)", -1, &tree, NULL));
  check_sql (bench, sqlite3_prepare_v2 (bench->db, "INSERT INTO item VALUES(?,?,?,?,?,?,?)", -1, &row, NULL));
  for (guint i = 0; i < bench->n; i++) {
    double sums[2];
    char name[128];
    YztItem item = make_item (bench, i, sums, name);

    sqlite3_bind_int64 (tree, 1, item.fid);
    sqlite3_bind_double (tree, 2, item.lon);
    sqlite3_bind_double (tree, 3, item.lat);
    check_sql (bench, sqlite3_step (tree));
    sqlite3_reset (tree);
    sqlite3_bind_int64 (row, 1, item.fid);
    sqlite3_bind_int (row, 2, (int) item.kind);
    sqlite3_bind_double (row, 3, item.lon);
    sqlite3_bind_double (row, 4, item.lat);
    sqlite3_bind_double (row, 5, sums[0]);
    sqlite3_bind_double (row, 6, sums[1]);
    sqlite3_bind_text (row, 7, name, -1, SQLITE_TRANSIENT);
    check_sql (bench, sqlite3_step (row));
    sqlite3_reset (row);
  }
  sqlite3_finalize (tree);
  sqlite3_finalize (row);
  check_sql (bench, sqlite3_exec (bench->db, "COMMIT", NULL, NULL, NULL));
}

static void
fill_scene (Bench *bench)
{
  g_autofree YztItem *items = g_new (YztItem, bench->n);
  g_autofree double *sums = g_new (double, (gsize) bench->n * 2);
  g_autofree char *names = g_new (char, (gsize) bench->n * 128);
  double start;

  for (guint i = 0; i < bench->n; i++) {
    items[i] = make_item (bench, i, sums + (gsize) i * 2, names + (gsize) i * 128);
  }
  start = now_ms ();
  bench->builder = yzt_scene_builder_new (bench->kinds);
  for (guint i = 0; i < bench->n; i++) {
    yzt_scene_builder_add (bench->builder, &items[i]);
  }
  printf ("%-34s %9.1f ms\n", "feed (positions, folded names)", now_ms () - start);
  start = now_ms ();
  bench->generation = yzt_scene_builder_finish (g_steal_pointer (&bench->builder));
  printf ("%-34s %9.1f ms, bar 250 ms for a million\n", "sort and index", now_ms () - start);
}

/* The same points as SpatiaLite keeps them; FALSE where it is not installed. */
static gboolean
fill_spatialite (Bench *bench)
{
  sqlite3_stmt *row;

  sqlite3_enable_load_extension (bench->db, 1);
  if (sqlite3_load_extension (bench->db, "mod_spatialite", NULL, NULL) != SQLITE_OK) {
    return FALSE;
  }
  check_sql (bench, sqlite3_exec (bench->db, "SELECT InitSpatialMetaData(1, 'WGS84')", NULL, NULL, NULL));
  check_sql (bench, sqlite3_exec (bench->db, "CREATE TABLE place(id INTEGER PRIMARY KEY, kind INTEGER);"
                                             "SELECT AddGeometryColumn('place', 'geom', 4326, 'POINT', 'XY'); BEGIN", NULL, NULL, NULL));
  check_sql (bench, sqlite3_prepare_v2 (bench->db, "INSERT INTO place VALUES(?1, ?2, MakePoint(?3, ?4, 4326))", -1, &row, NULL));
  for (guint i = 0; i < bench->n; i++) {
    sqlite3_bind_int64 (row, 1, i + 1);
    sqlite3_bind_int (row, 2, bench->kind_of[i]);
    sqlite3_bind_double (row, 3, bench->positions[i].lon);
    sqlite3_bind_double (row, 4, bench->positions[i].lat);
    check_sql (bench, sqlite3_step (row));
    sqlite3_reset (row);
  }
  sqlite3_finalize (row);
  check_sql (bench, sqlite3_exec (bench->db, "COMMIT; SELECT CreateSpatialIndex('place', 'geom')", NULL, NULL, NULL));
  return TRUE;
}

static void
spatialite_near (Bench *bench, YztPosition center, double radius_m, IdSet *ids)
{
  static const char sql[] = "SELECT id, d FROM (SELECT id, ST_Distance(geom, MakePoint(?1, ?2, 4326), 1) AS d FROM place WHERE rowid IN"
                            " (SELECT rowid FROM SpatialIndex WHERE f_table_name = 'place' AND search_frame = BuildMbr(?3, ?5, ?4, ?6, 4326)))"
                            " WHERE d <= ?7 ORDER BY d, id";
  double dlat = radius_m / 110000.0;
  double dlon = dlat / cos (MIN (fabs (center.lat) + dlat, 89.0) * G_PI / 180);
  const double values[] = { center.lon, center.lat, center.lon - dlon, center.lon + dlon, center.lat - dlat, center.lat + dlat, radius_m };
  sqlite3_stmt *query;

  check_sql (bench, sqlite3_prepare_v2 (bench->db, sql, -1, &query, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    sqlite3_bind_double (query, (int) i + 1, values[i]);
  }
  while (sqlite3_step (query) == SQLITE_ROW) {
    id_set_add (ids, sqlite3_column_int64 (query, 0));
  }
  sqlite3_finalize (query);
}

static void
distance_function (sqlite3_context *context, int n, sqlite3_value **values)
{
  const YztPosition a = { sqlite3_value_double (values[0]), sqlite3_value_double (values[1]) };
  const YztPosition b = { sqlite3_value_double (values[2]), sqlite3_value_double (values[3]) };

  sqlite3_result_double (context, yzt_geo_distance_m (a, b, NULL));
}

static void
print_line (const char *what, double ours_ms, double worst_ms, double sqlite_ms, double bar_ms)
{
  printf ("%-34s %9.4f %9.4f %10.3f %8.0fx %9.3f %s\n", what, ours_ms, worst_ms, sqlite_ms, sqlite_ms / ours_ms, bar_ms,
           ours_ms <= bar_ms ? "ok" : "OVER");
}

static guint
sqlite_near (Bench *bench, YztPosition center, double radius_m, IdSet *ids)
{
  static const char sql[] =
      "SELECT id, kind, people, tonnes, d FROM (SELECT item.id AS id, kind, people, tonnes, distance(?1, ?2, lon, lat) AS d"
      " FROM tree JOIN item ON item.id = tree.id WHERE x1 >= ?3 AND x0 <= ?4 AND y1 >= ?5 AND y0 <= ?6) WHERE d <= ?7"
      " ORDER BY d, id";
  double dlat = radius_m / 110000.0;
  double dlon = dlat / cos (MIN (fabs (center.lat) + dlat, 89.0) * G_PI / 180);
  double people[N_KINDS] = { 0 }, tonnes[N_KINDS] = { 0 };
  sqlite3_stmt *query;
  guint n = 0;

  check_sql (bench, sqlite3_prepare_v2 (bench->db, sql, -1, &query, NULL));
  sqlite3_bind_double (query, 1, center.lon);
  sqlite3_bind_double (query, 2, center.lat);
  sqlite3_bind_double (query, 3, center.lon - dlon);
  sqlite3_bind_double (query, 4, center.lon + dlon);
  sqlite3_bind_double (query, 5, center.lat - dlat);
  sqlite3_bind_double (query, 6, center.lat + dlat);
  sqlite3_bind_double (query, 7, radius_m);
  while (sqlite3_step (query) == SQLITE_ROW) {
    int kind = sqlite3_column_int (query, 1);

    people[kind] += sqlite3_column_double (query, 2);
    tonnes[kind] += sqlite3_column_double (query, 3);
    if (ids != NULL) {
      id_set_add (ids, sqlite3_column_int64 (query, 0));
    }
    n++;
  }
  sqlite3_finalize (query);
  return n;
}

static void
bench_near (Bench *bench, double radius_m, double bar_ms)
{
  g_autoptr (YztNearResult) result = yzt_near_result_new ();
  double ours[N_QUERIES], theirs[N_QUERIES];
  double spatialite[15];
  guint n_theirs = radius_m > 100e3 ? 15 : N_QUERIES, n_spatialite = 0, n_other = 0;
  g_autofree char *what = NULL;
  guint64 hits = 0;

  for (guint round = 0; round < 3; round++) {
    for (guint q = 0; q < N_QUERIES; q++) {
      double start = now_ms ();
      const guint repeat = radius_m > 100e3 ? 1 : 20;

      for (guint i = 0; i < repeat; i++) {
        yzt_generation_near (bench->generation, bench->centers[q], radius_m, YZT_SCENE_FILTER_ALL, YZT_NEAR_SORTED, result);
      }
      ours[q] = (now_ms () - start) / repeat;
      hits += round == 0 ? yzt_near_result_get_n_hits (result) : 0;
    }
  }
  for (guint q = 0; q < n_theirs; q++) {
    double start = now_ms ();
    IdSet found = { 0 }, ours_found = { 0 };

    sqlite_near (bench, bench->centers[q], radius_m, &found);
    theirs[q] = now_ms () - start;
    yzt_generation_near (bench->generation, bench->centers[q], radius_m, YZT_SCENE_FILTER_ALL, YZT_NEAR_SORTED, result);
    for (guint i = 0; i < yzt_near_result_get_n_hits (result); i++) {
      YztItem item;

      yzt_generation_get_item (bench->generation, yzt_near_result_get_hits (result)[i].index, &item);
      id_set_add (&ours_found, item.fid);
    }
    id_set_assert_equal (&found, &ours_found);
    if (bench->spatialite && n_spatialite < G_N_ELEMENTS (spatialite)) {
      IdSet third = { 0 };

      start = now_ms ();
      spatialite_near (bench, bench->centers[q], radius_m, &third);
      spatialite[n_spatialite++] = now_ms () - start;
      n_other += third.n != ours_found.n || third.mixed != ours_found.mixed;
    }
  }
  what = g_strdup_printf ("radius %g km, %u hits", radius_m / 1000, (guint) (hits / N_QUERIES));
  print_line (what, percentile (ours, N_QUERIES, 0.5), percentile (ours, N_QUERIES, 0.95), percentile (theirs, n_theirs, 0.5),
              bar_ms);
  if (n_spatialite > 0) {
    double middle = percentile (ours, N_QUERIES, 0.5), theirs_ms = percentile (spatialite, n_spatialite, 0.5);

    printf ("%-34s %9.4f %9s %10.3f %8.0fx %u of %u answers other than ours\n", "  SpatiaLite", middle, "", theirs_ms, theirs_ms / middle, n_other,
            n_spatialite);
  }
}

/* A box as a rubber band draws it, counted by ids; the R-tree's 32 bit floats are made exact by the columns beside it. */
static void
bench_box (Bench *bench)
{
  double ours[N_QUERIES], theirs[N_QUERIES];
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  sqlite3_stmt *query;
  guint64 hits = 0;

  check_sql (bench, sqlite3_prepare_v2 (bench->db, "SELECT item.id FROM tree JOIN item ON item.id = tree.id WHERE x1 >= ?1 AND x0 <= ?2 AND y1 >= ?3"
                                                   " AND y0 <= ?4 AND lon BETWEEN ?1 AND ?2 AND lat BETWEEN ?3 AND ?4", -1, &query, NULL));
  for (guint q = 0; q < N_QUERIES; q++) {
    const YztPosition south_west = { bench->centers[q].lon - 0.6, bench->centers[q].lat - 0.4 };
    const YztPosition north_east = { bench->centers[q].lon + 0.6, bench->centers[q].lat + 0.4 };
    const double bounds[] = { south_west.lon, north_east.lon, south_west.lat, north_east.lat };
    IdSet found = { 0 }, ours_found = { 0 };
    double x0, y0, x1, y1, start;

    yzt_mercator_from_position (south_west, &x0, &y1);
    yzt_mercator_from_position (north_east, &x1, &y0);
    start = now_ms ();
    g_array_set_size (indices, 0);
    yzt_generation_box (bench->generation, x0, y0, x1, y1, YZT_SCENE_FILTER_ALL, indices);
    ours[q] = now_ms () - start;
    for (guint i = 0; i < indices->len; i++) {
      YztItem item;

      yzt_generation_get_item (bench->generation, g_array_index (indices, guint, i), &item);
      id_set_add (&ours_found, item.fid);
    }
    start = now_ms ();
    for (int i = 0; i < 4; i++) {
      sqlite3_bind_double (query, i + 1, bounds[i]);
    }
    while (sqlite3_step (query) == SQLITE_ROW) {
      id_set_add (&found, sqlite3_column_int64 (query, 0));
    }
    sqlite3_reset (query);
    theirs[q] = now_ms () - start;
    id_set_assert_equal (&found, &ours_found);
    hits += found.n;
  }
  sqlite3_finalize (query);
  g_autofree char *what = g_strdup_printf ("box, %u features", (guint) (hits / N_QUERIES));
  print_line (what, percentile (ours, N_QUERIES, 0.5), percentile (ours, N_QUERIES, 0.95), percentile (theirs, N_QUERIES, 0.5), 0.65);
}

/* What lies below the pointer. The R-tree is asked for the few pixels round it. */
static void
bench_pick (Bench *bench, guint zoom)
{
  double ours[N_QUERIES], pixel = 1.0 / 256 / (1u << zoom);

  for (guint q = 0; q < N_QUERIES; q++) {
    double x, y, start;
    guint index;

    yzt_mercator_from_position (bench->centers[q], &x, &y);
    start = now_ms ();
    for (guint i = 0; i < 50; i++) {
      yzt_generation_pick (bench->generation, x, y, 12 * pixel, YZT_SCENE_FILTER_ALL, &index);
    }
    ours[q] = (now_ms () - start) / 50;
  }
  g_autofree char *what = g_strdup_printf ("pick within 12 px at zoom %u", zoom);
  double middle = percentile (ours, N_QUERIES, 0.5);

  printf ("%-34s %9.4f %9.4f %10s %9s %9.3f %s\n", what, middle, percentile (ours, N_QUERIES, 0.95), "-", "-", 0.05, middle <= 0.05 ? "ok" : "OVER");
}

static void
bench_nearest (Bench *bench)
{
  double ours[N_QUERIES], theirs[N_QUERIES];
  YztHit hits[10];

  for (guint q = 0; q < N_QUERIES; q++) {
    const YztSceneFilter filter = { G_GUINT64_CONSTANT (1) << q % N_KINDS };
    double start = now_ms ();

    for (guint i = 0; i < 50; i++) {
      yzt_generation_nearest (bench->generation, bench->centers[q], 10, filter, hits);
    }
    ours[q] = (now_ms () - start) / 50;
  }
  /* The R-tree knows no nearest: a widening radius, as a careful programmer would. */
  for (guint q = 0; q < N_QUERIES; q++) {
    double start = now_ms ();
    double radius_m = 2000;

    while (sqlite_near (bench, bench->centers[q], radius_m, NULL) < 10 * N_KINDS * 2 && radius_m < 2000e3) {
      radius_m *= 2;
    }
    theirs[q] = now_ms () - start;
  }
  print_line ("10 nearest of a kind", percentile (ours, N_QUERIES, 0.5), percentile (ours, N_QUERIES, 0.95),
              percentile (theirs, N_QUERIES, 0.5), 0.03);
}

static void
bench_clusters (Bench *bench, const char *what, guint zoom, YztSceneFilter filter)
{
  g_autoptr (GArray) clusters = g_array_new (FALSE, FALSE, sizeof (YztCluster));
  double ours[N_QUERIES];
  double pixel = 1.0 / 256 / (1u << zoom);
  guint64 n = 0;

  for (guint q = 0; q < N_QUERIES; q++) {
    double x, y, start;

    yzt_mercator_from_position (zoom < 6 ? (YztPosition) { 108, 34 } : bench->centers[q], &x, &y);
    start = now_ms ();
    for (guint i = 0; i < 20; i++) {
      g_array_set_size (clusters, 0);
      yzt_generation_clusters (bench->generation, x - 640 * pixel, y - 400 * pixel, x + 640 * pixel, y + 400 * pixel,
                               64 * pixel, filter, clusters);
    }
    ours[q] = (now_ms () - start) / 20;
    n += clusters->len;
  }
  g_autofree char *label = g_strdup_printf ("%s, %u bubbles", what, (guint) (n / N_QUERIES));
  double middle = percentile (ours, N_QUERIES, 0.5);

  printf ("%-34s %9.4f %9.4f %10s %9s %9.3f %s\n", label, middle, percentile (ours, N_QUERIES, 0.95), "-", "-", 0.05,
           middle <= 0.05 ? "ok" : "OVER");
}

/* Narrowing a picture, and a cluster view of what is left; a picture must follow within a frame. */
static void
bench_sift (Bench *bench, const char *what, const YztSceneSieve *sieve)
{
  double ours[15];
  g_autoptr (GArray) clusters = g_array_new (FALSE, FALSE, sizeof (YztCluster));

  for (guint i = 0; i < G_N_ELEMENTS (ours); i++) {
    double start = now_ms ();
    g_autoptr (YztGeneration) sifted = yzt_generation_sift (bench->generation, sieve);

    g_array_set_size (clusters, 0);
    yzt_generation_clusters (sifted, 0.7, 0.3, 0.9, 0.5, 1.0 / 256, YZT_SCENE_FILTER_ALL, clusters);
    ours[i] = now_ms () - start;
  }
  double middle = percentile (ours, G_N_ELEMENTS (ours), 0.5);
  printf ("%-34s %9.4f %9.4f %10s %9s %9.3f %s\n", what, middle, percentile (ours, G_N_ELEMENTS (ours), 0.95), "-", "-", 16.0,
           middle <= 16 ? "ok" : "OVER");
}

static guint
sqlite_names (Bench *bench, const char *text)
{
  g_autofree char *pattern = g_strdup_printf ("%%%s%%", text);
  sqlite3_stmt *query;
  guint n = 0;

  check_sql (bench, sqlite3_prepare_v2 (bench->db, "SELECT id FROM item WHERE name LIKE ?1", -1, &query, NULL));
  sqlite3_bind_text (query, 1, pattern, -1, SQLITE_TRANSIENT);
  while (sqlite3_step (query) == SQLITE_ROW) {
    n++;
  }
  sqlite3_finalize (query);
  return n;
}

static void
bench_names (Bench *bench, const char *text, guint limit)
{
  double ours[15], theirs[5];
  g_autofree char *what = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ours); i++) {
    g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
    double start = now_ms ();

    yzt_generation_find_names (bench->generation, text, YZT_SCENE_FILTER_ALL, limit, found);
    ours[i] = now_ms () - start;
    if (i == 0) {
      what = g_strdup_printf ("names with %s, %u found", text, found->len);
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (theirs); i++) {
    double start = now_ms ();

    sqlite_names (bench, text);
    theirs[i] = now_ms () - start;
  }
  print_line (what, percentile (ours, G_N_ELEMENTS (ours), 0.5), percentile (ours, G_N_ELEMENTS (ours), 0.95),
              percentile (theirs, G_N_ELEMENTS (theirs), 0.5), limit <= 50 ? 1 : 15);
}

static void
bench_patch (Bench *bench)
{
  double ours[N_QUERIES];
  YztGeneration *generation = yzt_generation_ref (bench->generation);
  const double sums[2] = { 1, 2 };

  for (guint q = 0; q < N_QUERIES; q++) {
    const YztItemChange change = { FALSE, { .kind = bench->kind_of[q], .fid = q + 1, .lon = 113, .lat = 23, .name = "改", .sums = sums } };
    double start = now_ms ();
    YztGeneration *next = yzt_generation_patch (generation, &change, 1, NULL, 0);

    ours[q] = now_ms () - start;
    yzt_generation_unref (generation);
    generation = next;
  }
  yzt_generation_unref (generation);
  printf ("%-34s %9.4f %9.4f\n", "patch of one row", percentile (ours, N_QUERIES, 0.5), percentile (ours, N_QUERIES, 0.95));
}

int
main (int argc, char *argv[])
{
  Bench bench = { .n = 100000 };
  guint32 seed = 20261122;

  if (argc > 1) {
    bench.n = (guint) g_ascii_strtoull (argv[1], NULL, 10);
  }
  if (argc > 2) {
    seed = (guint32) g_ascii_strtoull (argv[2], NULL, 10);
  }
  if (bench.n == 0 || argc > 3) {
    g_printerr ("usage: bench-scene [FEATURES [SEED]]\n");
    return 2;
  }
  yzt_geo_init ();
  bench.rand = g_rand_new_with_seed (seed);
  bench.positions = g_new (YztPosition, bench.n);
  bench.kind_of = g_new (guint8, bench.n);
  make_kinds (&bench);
  make_positions (&bench);
  printf ("%u features, seed %u\n", bench.n, seed);
  g_rand_set_seed (bench.rand, seed + 1);
  fill_scene (&bench);
  g_rand_set_seed (bench.rand, seed + 1);
  fill_sqlite (&bench);
  check_sql (&bench, sqlite3_create_function (bench.db, "distance", 4, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                              distance_function, NULL, NULL));
  bench.spatialite = fill_spatialite (&bench);
  printf ("\n%-34s %9s %9s %10s %9s %9s\n", "", "p50 ms", "p95 ms", "SQLite ms", "ratio", "bar ms");
  bench_near (&bench, 10e3, 0.02);
  bench_near (&bench, 50e3, 0.10);
  bench_near (&bench, 200e3, 0.6);
  bench_nearest (&bench);
  bench_box (&bench);
  bench_pick (&bench, 5);
  bench_pick (&bench, 12);
  bench_clusters (&bench, "clusters, country", 4, YZT_SCENE_FILTER_ALL);
  bench_clusters (&bench, "clusters, country, 5 kinds", 4, (YztSceneFilter) { 0x1f });
  bench_clusters (&bench, "clusters, province", 7, YZT_SCENE_FILTER_ALL);
  bench_clusters (&bench, "clusters, town", 11, YZT_SCENE_FILTER_ALL);
  bench_names (&bench, "避难", G_MAXUINT);
  bench_names (&bench, "避难", 50);
  bench_names (&bench, "四会", G_MAXUINT);
  bench_names (&bench, "第7避难", 50);
  bench_names (&bench, "会", 50);
  YztSceneSieve levels = YZT_SCENE_SIEVE_ALL, aged = YZT_SCENE_SIEVE_ALL, named = YZT_SCENE_SIEVE_ALL;
  levels.levels = 0x03;
  aged.verified_since_ms = 1;
  named.text = "避难";
  bench_sift (&bench, "filter by level, with clusters", &levels);
  bench_sift (&bench, "filter by age, with clusters", &aged);
  bench_sift (&bench, "filter by text, with clusters", &named);
  bench_patch (&bench);
  yzt_generation_unref (bench.generation);
  yzt_kind_set_unref (bench.kinds);
  sqlite3_close (bench.db);
  g_rand_free (bench.rand);
  g_free (bench.positions);
  g_free (bench.kind_of);
  return 0;
}
