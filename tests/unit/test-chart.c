/* test-chart.c: charts say what their numbers say
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include "yzt-chart.h"

static YztChart *
make (YztChartShape shape, guint n_series, guint n_categories)
{
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  YztChart *chart = yzt_chart_new (shape, "Accidents", "n");
  g_autofree double *values = g_new (double, n_categories);
  for (guint i = 0; i < n_categories; i++) {
    g_assert_true (yzt_chart_add_category (chart, months[i % 12], FALSE));
  }
  for (guint s = 0; s < n_series; s++) {
    g_autofree char *label = g_strdup_printf ("Series %u", s + 1);
    for (guint i = 0; i < n_categories; i++) {
      values[i] = (s + 1) * 2 + (i * 7 + s * 3) % 11;
    }
    g_assert_true (yzt_chart_add_series (chart, label, values, 0, FALSE));
  }
  return chart;
}

static cairo_surface_t *
paint (const YztChart *chart, const YztChartLook *look, int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  YztChartLook whole = *look;
  whole.has_ground = TRUE;
  yzt_chart_paint (chart, cr, width, height, &whole);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static guint
grey_at (cairo_surface_t *surface, int x, int y)
{
  const guint32 *row = (const guint32 *) (const void *) (cairo_image_surface_get_data (surface) + (gsize) y * cairo_image_surface_get_stride (surface));
  return ((row[x] >> 16 & 0xff) * 30 + (row[x] >> 8 & 0xff) * 59 + (row[x] & 0xff) * 11) / 100;
}

#define STEP 4
#define MAX_GRID 160

/* What each fourth pixel of a chart is picked as. */
typedef struct {
  int series[MAX_GRID][MAX_GRID], category[MAX_GRID][MAX_GRID]; /* −1 nothing */
} Grid;

static void
fill_grid (Grid *grid, const YztChart *chart, const YztChartLook *look, int width, int height)
{
  for (int j = 0; j < MAX_GRID; j++) {
    for (int i = 0; i < MAX_GRID; i++) {
      grid->series[j][i] = grid->category[j][i] = -1;
      if (i * STEP < width && j * STEP < height) {
        yzt_chart_pick (chart, width, height, look, i * STEP, j * STEP, &grid->series[j][i], &grid->category[j][i]);
      }
    }
  }
}

/* Where bar @series of @category is, to about four pixels. */
static gboolean
find_bar (const Grid *grid, int series, int category, int *x0, int *y0, int *x1, int *y1)
{
  gboolean found = FALSE;
  *x0 = *y0 = *x1 = *y1 = 0;
  for (int j = 0; j < MAX_GRID; j++) {
    for (int i = 0; i < MAX_GRID; i++) {
      if (grid->series[j][i] == series && grid->category[j][i] == category) {
        *x0 = found ? MIN (*x0, i * STEP) : i * STEP;
        *x1 = found ? MAX (*x1, i * STEP) : i * STEP;
        *y0 = found ? MIN (*y0, j * STEP) : j * STEP;
        *y1 = found ? MAX (*y1, j * STEP) : j * STEP;
        found = TRUE;
      }
    }
  }
  return found;
}

/* A bar is as tall as its number, and begins at zero. */
static void
test_tall (void)
{
  YztChartLook look;
  const double values[] = { 10, 40, 20, NAN, -10 };
  g_autoptr (YztChart) chart = yzt_chart_new (YZT_CHART_BARS, "", "");
  yzt_chart_set_is_time (chart, TRUE);
  for (guint i = 0; i < 5; i++) {
    yzt_chart_add_category (chart, "x", FALSE);
  }
  yzt_chart_add_series (chart, "a", values, 0, FALSE);
  yzt_chart_add_series (chart, "b", (double[]){ NAN, NAN, NAN, NAN, NAN }, 0, FALSE);
  yzt_chart_look_init (&look, &YZT_DRAW_THEME_LIGHT, "en");
  int x0, y0[5], x1, y1[5];
  g_autofree Grid *grid = g_new (Grid, 1);
  fill_grid (grid, chart, &look, 400, 300);
  for (int i = 0; i < 5; i++) {
    gboolean found = find_bar (grid, 0, i, &x0, &y0[i], &x1, &y1[i]);
    g_assert_cmpint (found, ==, i != 3); /* what is not known is not drawn */
    g_assert_false (find_bar (grid, 1, i, &(int){ 0 }, &(int){ 0 }, &(int){ 0 }, &(int){ 0 }));
  }
  double ten = y1[0] - y0[0];
  g_assert_cmpfloat_with_epsilon ((y1[1] - y0[1]) / ten, 4, 0.5);
  g_assert_cmpfloat_with_epsilon ((y1[2] - y0[2]) / ten, 2, 0.3);
  g_assert_cmpint (ABS (y1[0] - y1[1]), <=, 4);
  g_assert_cmpint (ABS (y0[4] - y1[1]), <=, 8); /* below zero it hangs from the same line */
  g_assert_cmpint (y1[4], >, y1[1] + 10);
}

/* Printed grey, each series still has a look of its own: the inner part of one bar differs from that of any other. */
static void
test_without_colour (void)
{
  YztChartLook look;
  enum { N = 6, SIDE = 16 };
  guint grey[N][SIDE * SIDE];
  g_autoptr (YztChart) chart = yzt_chart_new (YZT_CHART_BARS, "", "");
  yzt_chart_set_is_time (chart, TRUE);
  yzt_chart_add_category (chart, "x", FALSE);
  for (guint s = 0; s < N; s++) {
    yzt_chart_add_series (chart, "s", (double[]){ 100 }, 0, FALSE);
  }
  yzt_chart_look_init (&look, &YZT_DRAW_THEME_LIGHT, "en");
  cairo_surface_t *surface = paint (chart, &look, 600, 300);
  g_autofree Grid *grid = g_new (Grid, 1);
  fill_grid (grid, chart, &look, 600, 300);
  for (int s = 0; s < N; s++) {
    int x0, y0, x1, y1;
    g_assert_true (find_bar (grid, s, 0, &x0, &y0, &x1, &y1));
    g_assert_cmpint (x1 - x0, >, SIDE + 8);
    for (int k = 0; k < SIDE * SIDE; k++) {
      grey[s][k] = grey_at (surface, x0 + 6 + k % SIDE, y1 - 40 + k / SIDE);
    }
  }
  for (int a = 0; a < N; a++) {
    for (int b = a + 1; b < N; b++) {
      guint differing = 0;
      for (int k = 0; k < SIDE * SIDE; k++) {
        differing += ABS ((int) grey[a][k] - (int) grey[b][k]) > 40;
      }
      g_assert_cmpuint (differing, >, SIDE * SIDE / 12);
    }
  }
  cairo_surface_destroy (surface);
}

/* A stack is as tall as its sum; names that do not fit below go beside rows. */
static void
test_shapes (void)
{
  YztChartLook look;
  int x0, y0, x1, y1, top, foot;
  g_autofree Grid *grid = g_new (Grid, 1);
  yzt_chart_look_init (&look, &YZT_DRAW_THEME_DARK, "zh_CN");
  g_autoptr (YztChart) stack = yzt_chart_new (YZT_CHART_STACKED, "", "");
  yzt_chart_add_category (stack, "x", FALSE);
  yzt_chart_add_category (stack, "y", FALSE);
  yzt_chart_add_series (stack, "a", (double[]){ 30, 60 }, 1, FALSE);
  yzt_chart_add_series (stack, "b", (double[]){ 30, 0 }, 4, FALSE);
  fill_grid (grid, stack, &look, 300, 300);
  g_assert_true (find_bar (grid, 0, 1, &x0, &top, &x1, &foot));
  g_assert_true (find_bar (grid, 1, 0, &x0, &y0, &x1, &y1));
  g_assert_cmpint (ABS (y0 - top), <=, 8); /* 30 on 30 reaches as high as 60 */
  g_assert_cmpint (y1, <, foot - 30);
  g_autoptr (YztChart) rows = yzt_chart_new (YZT_CHART_BARS, "", "");
  double values[20];
  for (guint i = 0; i < 20; i++) {
    yzt_chart_add_category (rows, "广东省肇庆市鼎湖区", FALSE);
    values[i] = i + 1;
  }
  yzt_chart_add_series (rows, "a", values, 0, FALSE);
  fill_grid (grid, rows, &look, 500, 500);
  g_assert_true (find_bar (grid, 0, 19, &x0, &y0, &x1, &y1));
  g_assert_cmpint (x1 - x0, >, 3 * (y1 - y0)); /* it lies */
  g_assert_cmpint (y0, >, 400);
}

static guint
count_pixels (YztChart *chart, const YztChartLook *look, YztDrawColor color)
{
  cairo_surface_t *surface = paint (chart, look, 400, 300);
  const guint32 wanted = (guint32) lround (color.r * 255) << 16 | (guint32) lround (color.g * 255) << 8 | (guint32) lround (color.b * 255);
  guint n = 0;
  cairo_surface_flush (surface);
  for (int y = 0; y < 300; y++) {
    const guint32 *row = (const guint32 *) (void *) (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface));
    for (int x = 0; x < 400; x++) {
      n += (row[x] & 0xffffff) == wanted;
    }
  }
  cairo_surface_destroy (surface);
  return n;
}

/* Bars parted by level are of the level's colour; where the colour tells the series, or there is no level, they are not. */
static void
test_levels (void)
{
  YztChartLook look;
  yzt_chart_look_init (&look, &YZT_DRAW_THEME_LIGHT, "en");
  for (guint n_series = 1; n_series <= 2; n_series++) {
    for (int level = 0; level <= 1; level++) {
      g_autoptr (YztChart) chart = yzt_chart_new (YZT_CHART_BARS, "", "");
      yzt_chart_add_category (chart, "x", FALSE);
      yzt_chart_add_category (chart, "y", FALSE);
      yzt_chart_set_category_level (chart, 0, level);
      for (guint s = 0; s < n_series; s++) {
        yzt_chart_add_series (chart, "n", (double[]){ 3, 2 }, 0, FALSE);
      }
      guint n = count_pixels (chart, &look, yzt_draw_level_color (1));
      g_assert_true (level == 1 && n_series == 1 ? n > 1000 : n == 0);
    }
  }
}

static void
test_words (void)
{
  g_autoptr (YztChart) chart = yzt_chart_new (YZT_CHART_BARS, "=Accidents, by month", "起");
  yzt_chart_add_category (chart, "2026-10", FALSE);
  yzt_chart_add_category (chart, "2026-11 \"part\"", TRUE);
  yzt_chart_add_series (chart, "this year", (double[]){ 1240.5, NAN }, 0, FALSE);
  yzt_chart_add_series (chart, "none", (double[]){ NAN, NAN }, 0, TRUE);
  g_autofree char *csv = yzt_chart_to_csv (chart), *value = yzt_chart_value_words (chart, 0, 0), *unknown = yzt_chart_value_words (chart, 0, 1);
  g_autofree char *words = yzt_chart_describe (chart);
  g_assert_cmpstr (csv, ==, "\xEF\xBB\xBF\"'=Accidents, by month\",this year (起),none (起)\r\n2026-10,1240.5,\r\n\"2026-11 \"\"part\"\"\",,\r\n");
  g_assert_cmpstr (value, ==, "1\xE2\x80\x89""240.5 起");
  g_assert_cmpstr (unknown, ==, "—");
  g_assert_nonnull (strstr (words, "most in 2026-10"));
  g_assert_nonnull (strstr (words, "none: no number is known."));
}

/* Whatever it holds and however small the place: it is drawn or said, never crashes, and stays within its place. */
static void
test_odd (void)
{
  YztChartLook look;
  g_autofree char *endless = g_strnfill (5000, 'W');
  double values[YZT_CHART_MAX_CATEGORIES];
  yzt_chart_look_init (&look, &YZT_DRAW_THEME_LIGHT, NULL);
  for (int shape = YZT_CHART_BARS; shape <= YZT_CHART_MULTIPLES; shape++) {
    g_autoptr (YztChart) chart = yzt_chart_new ((YztChartShape) shape, endless, endless);
    for (guint i = 0; i < YZT_CHART_MAX_CATEGORIES; i++) {
      g_assert_true (yzt_chart_add_category (chart, i % 7 == 0 ? endless : "", i % 5 == 0));
      values[i] = i % 11 == 0 ? INFINITY : i % 13 == 0 ? NAN : g_test_rand_double_range (-1e12, 1e12);
    }
    g_assert_false (yzt_chart_add_category (chart, "one more", FALSE));
    for (guint s = 0; s < YZT_CHART_MAX_SERIES; s++) {
      g_assert_true (yzt_chart_add_series (chart, s == 0 ? endless : "s", values, (int) s % 6, s % 2));
    }
    g_assert_false (yzt_chart_add_series (chart, "one more", values, 0, FALSE));
    for (int side = 1; side < 700; side = side * 3 + 5) {
      look.category = side % 400;
      look.series = side % 12;
      cairo_surface_destroy (paint (chart, &look, side, 700 - side));
    }
  }
  g_autoptr (YztChart) empty = yzt_chart_new (YZT_CHART_LINES, "", "");
  cairo_surface_destroy (paint (empty, &look, 300, 200));
}

static void
test_files (void)
{
  YztChartLook look;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("yzt-chart-XXXXXX", NULL);
  g_autoptr (YztChart) chart = make (YZT_CHART_LINES, 2, 12);
  static const struct {
    const char *ending, *head;
  } files[] = { { "png", "\x89PNG" }, { "svg", "<?xml" }, { "pdf", "%PDF" }, { "CSV", "\xEF\xBB\xBF" } };
  yzt_chart_look_init (&look, &YZT_DRAW_THEME_LIGHT, "en");
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_strdup_printf ("%s/chart.%s", folder, files[i].ending), *bytes = NULL;
    g_assert_true (yzt_chart_save (chart, path, 640, 360, 192, &look, &error));
    g_assert_no_error (error);
    g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
    g_assert_true (g_str_has_prefix (bytes, files[i].head));
    if (i == 0) {
      cairo_surface_t *picture = cairo_image_surface_create_from_png (path);
      g_assert_cmpint (cairo_image_surface_get_width (picture), ==, 1280);
      cairo_surface_destroy (picture);
    }
    g_assert_cmpint (g_remove (path), ==, 0);
  }
  g_autofree char *nowhere = g_build_filename (folder, "not", "there.png", NULL), *odd = g_build_filename (folder, "chart.gif", NULL);
  g_assert_false (yzt_chart_save (chart, nowhere, 640, 360, 96, &look, &error));
  g_assert_error (error, YZT_CHART_ERROR, YZT_CHART_ERROR_WRITE);
  g_clear_error (&error);
  g_assert_false (yzt_chart_save (chart, odd, 640, 360, 96, &look, &error));
  g_assert_error (error, YZT_CHART_ERROR, YZT_CHART_ERROR_FORMAT);
  g_clear_error (&error);
  g_autofree char *huge = g_build_filename (folder, "huge.png", NULL);
  g_assert_false (yzt_chart_save (chart, huge, 64000, 36000, 600, &look, &error));
  g_assert_error (error, YZT_CHART_ERROR, YZT_CHART_ERROR_WRITE);
  g_assert_cmpint (g_rmdir (folder), ==, 0); /* nothing was left behind */
}

/* Keys walk the values as they are laid out, and the card says what is there. */
static void
test_keys (void)
{
  static const double now[] = { 3, 1, NAN }, before[] = { 2, 0, 4 };
  YztChartLook look;
  int series = -1, category = -1;
  g_autoptr (YztChart) chart = yzt_chart_new (YZT_CHART_BARS, "Accidents", "n");
  yzt_chart_look_init (&look, &YZT_DRAW_THEME_LIGHT, "en");
  yzt_chart_set_is_time (chart, TRUE);
  yzt_chart_add_category (chart, "2026-01", FALSE);
  yzt_chart_add_category (chart, "2026-02", FALSE);
  yzt_chart_add_category (chart, "2026-03", TRUE);
  yzt_chart_add_series (chart, "before", before, 0, TRUE);
  yzt_chart_add_series (chart, "now", now, 0, FALSE);
  static const struct { YztChartStep step; gboolean moves; int series, category; } walk[] = {
    { YZT_CHART_RIGHT, TRUE, 1, 0 }, { YZT_CHART_LEFT, FALSE, 1, 0 }, { YZT_CHART_RIGHT, TRUE, 1, 1 }, { YZT_CHART_UP, TRUE, 0, 1 }, { YZT_CHART_UP, FALSE, 0, 1 },
    { YZT_CHART_DOWN, TRUE, 1, 1 }, { YZT_CHART_LAST, TRUE, 1, 2 }, { YZT_CHART_RIGHT, FALSE, 1, 2 }, { YZT_CHART_FIRST, TRUE, 1, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (walk); i++) {
    g_assert_true (yzt_chart_step (chart, 640, 360, &look, walk[i].step, &series, &category) == walk[i].moves);
    g_assert_cmpint (series, ==, walk[i].series);
    g_assert_cmpint (category, ==, walk[i].category);
  }
  g_autofree char *first = yzt_chart_card_words (chart, 1, 0), *part = yzt_chart_card_words (chart, -1, 2), *none = yzt_chart_card_words (chart, -1, -1);
  g_assert_cmpstr (first, ==, "2026-01: before 2 n, now 3 n");
  g_assert_cmpstr (part, ==, "2026-03 (a part of the time only): before 4 n, now —");
  g_assert_cmpstr (none, ==, "Accidents");
}

/* 1 has the unit of one. */
static void
test_unit_of_one (void)
{
  g_autoptr (YztChart) chart = yzt_chart_new (YZT_CHART_BARS, "Open", "incidents");
  yzt_chart_set_unit_of_one (chart, "incident");
  yzt_chart_add_category (chart, "Larger", FALSE);
  yzt_chart_add_category (chart, "General", FALSE);
  yzt_chart_add_series (chart, "now", (double[]){ 1, 2 }, 0, FALSE);
  g_autofree char *one = yzt_chart_value_words (chart, 0, 0), *two = yzt_chart_value_words (chart, 0, 1);
  g_assert_cmpstr (one, ==, "1 incident");
  g_assert_cmpstr (two, ==, "2 incidents");
}

/* Where names run downwards, Down goes to the next name; in a stack, Up goes to what lies above. */
static void
test_keys_turned (void)
{
  YztChartLook look;
  int series = -1, category = -1;
  double values[12];
  g_autoptr (YztChart) rows = yzt_chart_new (YZT_CHART_BARS, "Counties", "");
  yzt_chart_look_init (&look, &YZT_DRAW_THEME_LIGHT, "en");
  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    values[i] = i;
    yzt_chart_add_category (rows, "a county with a long name", FALSE);
  }
  yzt_chart_add_series (rows, "n", values, 0, FALSE);
  g_assert_true (yzt_chart_step (rows, 480, 360, &look, YZT_CHART_DOWN, &series, &category));
  g_assert_true (yzt_chart_step (rows, 480, 360, &look, YZT_CHART_DOWN, &series, &category));
  g_assert_cmpint (category, ==, 1);
  g_assert_false (yzt_chart_step (rows, 480, 360, &look, YZT_CHART_RIGHT, &series, &category));
  g_autoptr (YztChart) stack = make (YZT_CHART_STACKED, 3, 4);
  series = 0, category = 2;
  g_assert_true (yzt_chart_step (stack, 640, 360, &look, YZT_CHART_UP, &series, &category));
  g_assert_cmpint (series, ==, 1);
  g_autoptr (YztChart) empty = yzt_chart_new (YZT_CHART_LINES, "", "");
  g_assert_false (yzt_chart_step (empty, 640, 360, &look, YZT_CHART_LAST, &series, &category));
}

/* Not a test: pictures to look at, when YZT_TEST_OUT names a folder. */
static void
test_pictures (void)
{
  const char *out = g_getenv ("YZT_TEST_OUT");
  YztChartLook look;
  for (int shape = YZT_CHART_BARS; shape <= YZT_CHART_MULTIPLES; shape++) {
    for (int dark = 0; dark < 2; dark++) {
      g_autoptr (YztChart) chart = make ((YztChartShape) shape, shape == YZT_CHART_BARS ? 2 : 4, 12);
      g_autofree char *path = g_strdup_printf ("%s/chart-%d-%d.png", out, shape, dark);
      yzt_chart_look_init (&look, dark ? &YZT_DRAW_THEME_DARK : &YZT_DRAW_THEME_LIGHT, "zh_CN");
      look.category = dark ? 4 : -1;
      g_assert_true (yzt_chart_save (chart, path, 640, 360, 96, &look, NULL));
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/tall", test_tall);
  g_test_add_func ("/chart/without-colour", test_without_colour);
  g_test_add_func ("/chart/shapes", test_shapes);
  g_test_add_func ("/chart/levels", test_levels);
  g_test_add_func ("/chart/words", test_words);
  g_test_add_func ("/chart/odd", test_odd);
  g_test_add_func ("/chart/files", test_files);
  g_test_add_func ("/chart/unit-of-one", test_unit_of_one);
  g_test_add_func ("/chart/keys", test_keys);
  g_test_add_func ("/chart/keys-turned", test_keys_turned);
  if (g_getenv ("YZT_TEST_OUT") != NULL) {
    g_test_add_func ("/chart/pictures", test_pictures);
  }
  return g_test_run ();
}
