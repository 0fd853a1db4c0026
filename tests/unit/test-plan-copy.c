/* test-plan-copy.c: the reading copy of a plan: parts, standard sections, telephone numbers, things of the map, hits; pages of a PDF
 * SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>
#include "yzt-loader.h"
#include "yzt-plan-copy.h"
#include "yzt-plan-pages.h"
#include "yzt-plan-structure.h"

/* --- the copy --- */

static YztPlanCopy *
copy_of (const YztPlanSection *given, guint n)
{
  g_autoptr (GArray) sections = g_array_new (FALSE, FALSE, sizeof (YztPlanSection));
  g_array_append_vals (sections, given, n);
  return yzt_plan_copy_new (sections);
}

static guint
topic (const char *id)
{
  for (guint i = 0; i < yzt_plan_topic_get_n (); i++) {
    if (g_str_equal (yzt_plan_topic_get_id (i), id)) {
      return i;
    }
  }
  g_assert_not_reached ();
}

static void
test_parts (void)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < 30000; i++) {
    g_string_append (text, i % 1000 == 999 ? "\n" : i % 7777 == 0 ? "泵" : "水");
  }
  g_string_append (text, "甲");
  for (guint i = 0; i < 20000; i++) { /* one line without an end */
    g_string_append (text, "长");
  }
  const YztPlanSection given[] = { { (char *) "1 总则", (char *) "1 总则", 1, (char *) "短。" },
                                   { (char *) "2 处置措施", (char *) "2 处置措施", 1, text->str },
                                   { (char *) "附件", (char *) "附件 通讯录", 1, (char *) "值班室\t0758-2231234" } };
  g_autoptr (YztPlanCopy) copy = copy_of (given, 3);
  guint64 chars = 0;
  g_assert_cmpuint (copy->sections->len, >, 9);
  for (guint i = 0; i < copy->sections->len; i++) {
    const YztPlanShown *part = &g_array_index (copy->sections, YztPlanShown, i);
    g_auto (GStrv) lines = g_strsplit (part->shown, "\n", -1);
    g_assert_cmpuint (part->chars, ==, g_utf8_strlen (part->shown, -1));
    g_assert_cmpuint (part->chars, <=, YZT_PLAN_PART_MAX + 1);
    g_assert_true (g_str_has_suffix (part->shown, "\n"));
    g_assert_cmpint (part->goes_on, ==, i > 1 && part->origin == 1);
    for (guint k = 0; lines[k] != NULL; k++) {
      g_assert_cmpint (g_utf8_strlen (lines[k], -1), <=, YZT_PLAN_LINE_MAX);
    }
    chars += part->chars;
  }
  g_assert_cmpuint (chars, ==, copy->chars);
  g_assert_cmpuint (yzt_plan_copy_section (copy, "附件", 2), ==, copy->sections->len - 1);
  g_assert_cmpuint (yzt_plan_copy_section (copy, "2 处置措施", 0), ==, 1); /* the path goes before the number */
  g_assert_cmpuint (yzt_plan_copy_section (copy, NULL, 1), ==, 1);
  g_assert_cmpuint (yzt_plan_copy_section (copy, "gone", 2), ==, copy->sections->len - 1);
  g_assert_cmpint (copy->topics[topic ("measures")], ==, 1);
  g_assert_cmpint (copy->topics[topic ("contacts")], ==, copy->sections->len - 1);
  g_assert_cmpint (copy->topics[topic ("response-levels")], ==, -1);
  g_assert_cmpuint (copy->marks->len, ==, 1);
  g_assert_cmpstr (g_array_index (copy->marks, YztPlanMark, 0).label, ==, "值班室");
  g_assert_cmpstr (g_array_index (copy->marks, YztPlanMark, 0).text, ==, "0758-2231234");
  g_string_free (text, TRUE);
}

/* Hits, against a slow twin on random text. */
static void
test_find (void)
{
  static const char *const letters[] = { "泄", "漏", "水", "a", "B", "。", "\n" };
  for (guint round = 0; round < 200; round++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GString) word = g_string_new (NULL);
    for (guint i = 0; i < 300; i++) {
      g_string_append (text, letters[g_test_rand_int_range (0, G_N_ELEMENTS (letters))]);
    }
    for (int i = g_test_rand_int_range (1, 4); i > 0; i--) {
      g_string_append (word, letters[g_test_rand_int_range (0, 5)]);
    }
    const YztPlanSection given[] = { { (char *) "一", (char *) "一、泄漏", 1, text->str } };
    g_autoptr (YztPlanCopy) copy = copy_of (given, 1);
    g_autoptr (GArray) hits = yzt_plan_copy_find (copy, word->str);
    g_autofree char *shown = g_utf8_strdown (g_array_index (copy->sections, YztPlanShown, 0).shown, -1), *wanted = g_utf8_strdown (word->str, -1);
    guint n = 0, length = (guint) g_utf8_strlen (wanted, -1);
    for (guint at = 0; at + length <= (guint) g_utf8_strlen (shown, -1);) {
      g_autofree char *piece = g_utf8_substring (shown, at, at + length);
      if (g_str_equal (piece, wanted)) {
        g_assert_cmpuint (n, <, hits->len);
        g_assert_cmpuint (g_array_index (hits, YztPlanPassage, n).from, ==, at);
        g_assert_cmpuint (g_array_index (hits, YztPlanPassage, n).to, ==, at + length);
        n++;
        at += length;
      } else {
        at++;
      }
    }
    g_assert_cmpuint (n, ==, hits->len);
  }
  const YztPlanSection given[] = { { (char *) "一", (char *) "一", 1, (char *) "甲乙 甲" } };
  g_autoptr (YztPlanCopy) copy = copy_of (given, 1);
  g_autoptr (GArray) two = yzt_plan_copy_find (copy, " 乙  甲 甲");
  g_autoptr (GArray) none = yzt_plan_copy_find (copy, "  ");
  g_assert_cmpuint (two->len, ==, 3);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_things (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztKindSet) kinds = yzt_load_kinds (NULL, &error);
  g_assert_no_error (error);
  YztSceneBuilder *builder = yzt_scene_builder_new (kinds);
  const char *const names[] = { "华昌冷冻厂", "华昌冷冻厂二分厂", "金利医院", "水库", "无处学校" };
  guint kind = (guint) yzt_kind_set_index (kinds, "shelter");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    YztItem item = { .kind = kind, .fid = i + 1, .lon = i == 4 ? (double) NAN : 112.5, .lat = 23, .variant = G_MAXUINT16, .name = names[i] };
    double sums[32] = { 0 };
    item.sums = sums;
    yzt_scene_builder_add (builder, &item);
  }
  g_autoptr (YztGeneration) generation = yzt_scene_builder_finish (builder);
  const YztPlanSection given[] = { { (char *) "1", (char *) "1 华昌冷冻厂", 1, (char *) "华昌冷冻厂二分厂送金利医院，经水库，无处学校，电话0758-2231234；华昌冷冻" } };
  g_autoptr (YztPlanCopy) copy = copy_of (given, 1);
  yzt_plan_copy_set_marks (copy, yzt_plan_copy_mark_things (copy, generation));
  g_autoptr (GString) told = g_string_new (NULL);
  for (guint i = 0; i < copy->marks->len; i++) {
    const YztPlanMark *mark = &g_array_index (copy->marks, YztPlanMark, i);
    g_string_append_printf (told, "%s@%u-%u ", mark->text, mark->from, mark->to);
  }
  /* The longer of two names; none of two characters, none without a place. */
  g_assert_cmpstr (told->str, ==, "华昌冷冻厂@2-7 华昌冷冻厂二分厂@8-16 金利医院@17-21 0758-2231234@33-45 ");
}

/* --- pages --- */

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
make_pdf (guint n_pages, double width_pt)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append, bytes, width_pt, 842);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) face = pango_font_description_from_string ("Noto Sans CJK SC 12");
  pango_layout_set_font_description (layout, face);
  for (guint i = 0; i < n_pages; i++) {
    g_autofree char *text = g_strdup_printf ("第%u节 处置措施\n液氨泄漏第%u号阀门先关。", i, i);
    pango_layout_set_text (layout, text, -1);
    cairo_move_to (cr, 60, 80);
    pango_cairo_show_layout (cr, layout);
    cairo_show_page (cr);
  }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
  return *result;
}

static void
test_pages (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = make_pdf (40, 595);
  g_autoptr (YztPlanPages) pages = yzt_plan_pages_open (pdf, "x.pdf", &error);
  g_autoptr (GAsyncResult) drawn = NULL, found = NULL, missing = NULL;
  double width, height;
  g_assert_no_error (error);
  g_assert_cmpuint (yzt_plan_pages_get_n (pages), ==, 40);
  yzt_plan_pages_get_size (pages, 3, &width, &height);
  g_assert_cmpfloat (ABS (width - 595), <, 1);
  yzt_plan_pages_draw_async (pages, 7, 1.5, NULL, on_done, &drawn);
  g_autoptr (YztPlanPage) page = yzt_plan_pages_draw_finish (pages, wait_for (&drawn), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->width, ==, 893);
  g_assert_nonnull (strstr (page->text, "第7号阀门"));
  g_assert_cmpuint (page->n_boxes, ==, g_utf8_strlen (page->text, -1));
  g_assert_cmpfloat (page->boxes[0].x0, >, 55);
  g_assert_cmpfloat (page->boxes[0].y1, <, 110);
  /* Something dark stands where the first character is, and nothing at the edge. */
  const guchar *pixels = g_bytes_get_data (page->pixels, NULL);
  gboolean dark = FALSE;
  for (guint y = (guint) (page->boxes[0].y0 * 1.5f); y < (guint) (page->boxes[0].y1 * 1.5f); y++) {
    for (guint x = (guint) (page->boxes[0].x0 * 1.5f); x < (guint) (page->boxes[0].x1 * 1.5f); x++) {
      dark = dark || pixels[y * page->stride + x * 4] < 100;
    }
  }
  g_assert_true (dark);
  g_assert_cmpuint (pixels[5 * page->stride + 20], ==, 255);
  yzt_plan_pages_find_async (pages, "泄漏第 31号\n阀门", 12, NULL, on_done, &found);
  g_assert_cmpint (yzt_plan_pages_find_finish (pages, wait_for (&found), &error), ==, 31);
  yzt_plan_pages_find_async (pages, "不存在", 12, NULL, on_done, &missing);
  g_assert_cmpint (yzt_plan_pages_find_finish (pages, wait_for (&missing), &error), ==, -1);
}

/* A page of kilometres is drawn small; what is stopped says so; what is no PDF is refused in words. */
static void
test_bad_pages (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) wide = make_pdf (1, 200000);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("%PDF-1.7 nothing", 16);
  g_autoptr (YztPlanPages) pages = yzt_plan_pages_open (wide, "x.pdf", &error);
  g_autoptr (GAsyncResult) drawn = NULL, stopped = NULL;
  g_assert_no_error (error);
  yzt_plan_pages_draw_async (pages, 0, 4, NULL, on_done, &drawn);
  g_autoptr (YztPlanPage) page = yzt_plan_pages_draw_finish (pages, wait_for (&drawn), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->width * page->height, <, 20000000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  yzt_plan_pages_draw_async (pages, 0, 1, cancellable, on_done, &stopped);
  g_assert_null (yzt_plan_pages_draw_finish (pages, wait_for (&stopped), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (yzt_plan_pages_open (bytes, "x.pdf", &error));
  g_assert_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-copy/parts", test_parts);
  g_test_add_func ("/plan-copy/find", test_find);
  g_test_add_func ("/plan-copy/things", test_things);
  g_test_add_func ("/plan-copy/pages", test_pages);
  g_test_add_func ("/plan-copy/bad-pages", test_bad_pages);
  return g_test_run ();
}
