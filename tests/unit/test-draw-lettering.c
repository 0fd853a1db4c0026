/* test-draw-lettering.c: words of sheets and papers come from fonts that no other thread knows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>
#include "yzt-label.h"
#include "yzt-lettering.h"

#define WIDTH 400
#define HEIGHT 120

static const char *const words = "肇庆市 Zhaoqing 3.5 km";

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static PangoLayout *
set_words (cairo_t *cr, const char *text)
{
  PangoLayout *layout = yzt_lettering_layout_new (cr);
  PangoFontDescription *face = pango_font_description_from_string ("Noto Sans CJK SC");
  pango_font_description_set_absolute_size (face, 24 * PANGO_SCALE);
  pango_layout_set_font_description (layout, face);
  pango_layout_set_text (layout, text, -1);
  pango_font_description_free (face);
  return layout;
}

static void
draw_words (cairo_t *cr, const char *text)
{
  g_autoptr (PangoLayout) layout = set_words (cr, text);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_move_to (cr, 10, 10);
  yzt_lettering_show_layout (cr, layout);
  yzt_lettering_show_bold (cr, "12k", 20, 200, 90, YZT_LETTERING_MIDDLE);
  yzt_lettering_show_bold (cr, "指挥", 20, 300, 100, YZT_LETTERING_BASELINE);
}

/* Box of the ink, and how much of it there is. */
static guint
find_ink (cairo_surface_t *surface, int y_from, int y_to, int box[4])
{
  guint sum = 0;
  cairo_surface_flush (surface);
  box[0] = box[1] = G_MAXINT;
  box[2] = box[3] = -1;
  for (int y = y_from; y < y_to; y++) {
    const guint8 *row = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);
    for (int x = 0; x < WIDTH; x++) {
      if (row[4 * x + 1] < 128) {
        box[0] = MIN (box[0], x);
        box[1] = MIN (box[1], y);
        box[2] = MAX (box[2], x);
        box[3] = MAX (box[3], y);
      }
      sum += 255u - row[4 * x + 1];
    }
  }
  return sum / 255;
}

static cairo_surface_t *
picture_new (gboolean apart)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  if (apart) {
    yzt_lettering_begin ();
  }
  draw_words (cr, words);
  cairo_destroy (cr);
  if (apart) {
    yzt_lettering_end ();
  }
  return surface;
}

/* Outlines stand where the screen's letters stand and are as heavy. */
static void
test_same_place (void)
{
  cairo_surface_t *screen = picture_new (FALSE), *sheet = picture_new (TRUE);
  const int bands[][2] = { { 0, 55 }, { 60, HEIGHT } };
  for (guint i = 0; i < G_N_ELEMENTS (bands); i++) {
    int there[4], here[4];
    guint ink_there = find_ink (screen, bands[i][0], bands[i][1], there), ink_here = find_ink (sheet, bands[i][0], bands[i][1], here);
    g_test_message ("ink %u and %u, boxes %d,%d %d,%d and %d,%d %d,%d", ink_there, ink_here, there[0], there[1], there[2], there[3], here[0], here[1], here[2], here[3]);
    g_assert_cmpuint (ink_there, >, 300);
    g_assert_cmpfloat_with_epsilon ((double) ink_here / ink_there, 1, 0.15);
    for (guint k = 0; k < 4; k++) {
      g_assert_cmpint (ABS (there[k] - here[k]), <=, k == 2 ? 5 : 2); /* unhinted letters are a little wider or narrower */
    }
  }
  cairo_surface_destroy (screen);
  cairo_surface_destroy (sheet);
}

/* What a PDF shows can be found and selected: its fonts are in it, with the letters that they stand for. */
static void
test_selectable (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  yzt_lettering_begin ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append, bytes, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  draw_words (cr, words);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  yzt_lettering_end ();
  g_assert_nonnull (memmem (bytes->data, bytes->len, "/ToUnicode", 10));
  g_assert_nonnull (memmem (bytes->data, bytes->len, "/FontFile", 9));
  g_assert_null (memmem (bytes->data, bytes->len, "/Subtype /Image", 15));
}

/* A letter that no font has leaves a box; what is written from right to left, nothing at all and what is no text do no harm. */
static void
test_awkward (void)
{
  const char *const texts[] = { "", " ", "\xf3\xb0\x80\x80", "שלום", "a\xcc\x81\xcc\x82", "1\t2\n3", "مرحبا 12 肇庆" };
  for (guint i = 0; i < G_N_ELEMENTS (texts) * 3; i++) {
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    const char *text = texts[i / 3];
    int box[4];
    yzt_lettering_begin ();
    yzt_lettering_begin ();
    cairo_surface_t *surface = i % 3 == 0   ? cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT)
                               : i % 3 == 1 ? cairo_pdf_surface_create_for_stream (append, bytes, WIDTH, HEIGHT)
                                            : cairo_svg_surface_create_for_stream (append, bytes, WIDTH, HEIGHT);
    cairo_t *cr = cairo_create (surface);
    draw_words (cr, text);
    g_autoptr (PangoLayout) layout = set_words (cr, text);
    cairo_move_to (cr, 10, 10);
    yzt_lettering_layout_path (cr, layout);
    cairo_stroke (cr);
    g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
    cairo_destroy (cr);
    g_clear_object (&layout);
    if (i % 3 == 0 && i / 3 >= 2) {
      g_assert_cmpuint (find_ink (surface, 0, 55, box), >, 20);
    }
    cairo_surface_finish (surface);
    g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy (surface);
    yzt_lettering_end ();
    yzt_lettering_end ();
  }
}

/* --- beside each other --- */

static gpointer
draw_sheets (gpointer data)
{
  int *stop = data;
  guint n = 0;
  for (; !g_atomic_int_get (stop); n++) {
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    yzt_lettering_begin ();
    cairo_surface_t *surface = n % 2 == 0 ? cairo_svg_surface_create_for_stream (append, bytes, WIDTH, HEIGHT) : cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    cairo_t *cr = cairo_create (surface);
    YztLabelPainter *painter = yzt_label_painter_new ("zh_CN");
    for (guint i = 0; i < YZT_LABEL_N_STYLES; i++) {
      yzt_label_painter_paint (painter, cr, "鼎湖区 12", (YztLabelStyle) i, 5, 5 + 12 * i, &YZT_DRAW_THEME_LIGHT);
    }
    draw_words (cr, words);
    yzt_label_painter_free (painter);
    g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
    cairo_destroy (cr);
    cairo_surface_finish (surface);
    cairo_surface_destroy (surface);
    yzt_lettering_end ();
  }
  return GUINT_TO_POINTER (n);
}

/* The main thread makes fonts anew and lets them go, which a window does when its sizes change; two workers draw sheets. With Cairo's own fonts on the workers
 * this ended with SIGSEGV within a second. */
static void
test_beside (void)
{
  int stop = 0;
  GThread *workers[2];
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++) {
    workers[i] = g_thread_new ("sheet", draw_sheets, &stop);
  }
  for (guint n = 0; n < 60; n++) {
    g_autoptr (PangoFontMap) fonts = pango_cairo_font_map_new ();
    pango_cairo_font_map_set_default (PANGO_CAIRO_FONT_MAP (fonts));
    cairo_surface_destroy (picture_new (FALSE));
  }
  pango_cairo_font_map_set_default (NULL);
  g_atomic_int_set (&stop, 1);
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++) {
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (workers[i])), >, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/lettering/same-place", test_same_place);
  g_test_add_func ("/draw/lettering/selectable", test_selectable);
  g_test_add_func ("/draw/lettering/awkward", test_awkward);
  g_test_add_func ("/draw/lettering/beside", test_beside);
  return g_test_run ();
}
