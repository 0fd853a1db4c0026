/* long-plan.h: a plan of five hundred pages in the window's map, and when its one hit is in sight: for the test and the bench of the reader
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Included once by each of them. */
#pragma once
#include <cairo-pdf.h>
#include <string.h>
#include "hands.h"
#include "window-fixture.h"

#define N_PAGES 500
#define HIT_PAGE 317

static GtkWindow *
window_of (Fixture *fixture)
{
  return GTK_WINDOW (fixture->window);
}

/* --- a plan of five hundred pages, as PDF and as sections --- */

static char *
page_text (guint page)
{
  GString *text = g_string_new (NULL);
  for (guint line = 0; line < 28; line++) {
    g_string_append_printf (text, "第%u页第%u行 应急处置人员到场后先查明风向，再按分工展开，金利医院接收伤员，逐级报告。\n", page + 1, line + 1);
  }
  if (page == HIT_PAGE) {
    g_string_append (text, "独此一处的暗语在这里，值班电话 0758-8888123。\n");
  }
  return g_string_free (text, FALSE);
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
make_pdf (void)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append, bytes, 595, 842);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) face = pango_font_description_from_string ("Noto Sans CJK SC 9");
  pango_layout_set_font_description (layout, face);
  for (guint i = 0; i < N_PAGES; i++) {
    g_autofree char *text = page_text (i);
    pango_layout_set_text (layout, text, -1);
    cairo_move_to (cr, 50, 50);
    pango_cairo_show_layout (cr, layout);
    cairo_show_page (cr);
  }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

static gboolean
add_plan (YztAct *act, gpointer user_data, GError **error)
{
  Fixture *fixture = user_data;
  YztKindSet *kinds = yzt_session_get_kinds (fixture->session);
  g_autoptr (YztRow) plan = yzt_row_new (yzt_kind_set_find (kinds, "plan"));
  g_autoptr (GBytes) pdf = make_pdf ();
  g_autofree YztPlanSection *sections = g_new0 (YztPlanSection, N_PAGES);
  yzt_row_set_text (plan, "name", "五百页的预案");
  for (guint i = 0; i < N_PAGES; i++) {
    sections[i] = (YztPlanSection) { g_strdup_printf ("%u 处置措施", i + 1), g_strdup_printf ("%u 处置措施", i + 1), 1, page_text (i) };
  }
  gboolean ok = yzt_act_insert (act, plan, error) && yzt_act_put_plan_text (act, plan->fid, sections, N_PAGES, pdf, "application/pdf", error);
  for (guint i = 0; i < N_PAGES; i++) {
    yzt_plan_section_clear (&sections[i]);
  }
  return ok;
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  YztActResult *act = yzt_store_write_finish (YZT_STORE (source), result, &error);
  g_assert_no_error (error);
  *(YztActResult **) user_data = act;
}

static void
set_up_long (Fixture *fixture, gconstpointer language)
{
  YztActResult *act = NULL;
  set_up (fixture, language);
  const YztActInfo info = { .author = "test", .window = "test", .label = "Long plan", .nature = YZT_ACT_BULK };
  yzt_store_write_async (yzt_session_get_store (fixture->session), &info, add_plan, fixture, NULL, NULL, on_added, &act);
  while (act == NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
  yzt_session_take_result (fixture->session, act, FALSE);
  settle (window_of (fixture));
}

static YztPlan *
find_plan (Fixture *fixture, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) plans = yzt_find_plans (yzt_session_get_store (fixture->session), words, 0, 5, "en", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (plans->len, ==, 1);
  return g_object_ref (plans->pdata[0]);
}

/* --- conditions --- */

static gboolean
hit_is_in_sight (gpointer reader)
{
  YztPlanScroll *scroll = yzt_plan_reader_get_scroll (reader);
  const YztPlanCopy *copy = yzt_plan_reader_get_copy (reader);
  guint hit, n;
  yzt_plan_reader_get_hit (reader, &hit, &n);
  if (copy == NULL || n == 0) {
    return FALSE;
  }
  /* Looked for once for each copy: what this costs is not the reader's time. */
  static YztPlanCopy *known = NULL;
  static YztPlanPassage at;
  if (copy != known) {
    g_autoptr (GArray) hits = yzt_plan_copy_find (copy, "暗语");
    at = g_array_index (hits, YztPlanPassage, 0);
    g_clear_pointer (&known, yzt_plan_copy_unref);
    known = yzt_plan_copy_ref ((YztPlanCopy *) copy);
  }
  return yzt_plan_scroll_is_in_sight (scroll, at.section, at.from);
}

static gboolean
hit_page_is_crisp (gpointer reader)
{
  YztPlanSheets *sheets = yzt_plan_reader_get_sheets (reader);
  return yzt_plan_sheets_get_page (sheets) == HIT_PAGE && yzt_plan_sheets_is_crisp (sheets, HIT_PAGE);
}

static void
open_at_hit (Fixture *fixture, YztPlan *plan)
{
  yzt_window_read_plan (fixture->window, plan, "暗语");
  wait_until (hit_is_in_sight, fixture->window->reader, "the hit in sight");
}
